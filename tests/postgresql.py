"""A PostgreSQL cluster of the tests' own: made in a temporary folder, reached by a socket, gone afterwards."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: Nothing in a test outlives the machine, so nothing waits for the disk.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "60",
}


def programs() -> Path | None:
    """Return the folder of initdb and pg_ctl, the newest where there are several, None where there is none."""
    packaged = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]), reverse=True)
    brewed = sorted(Path("/opt/homebrew/opt").glob("postgresql*/bin/initdb"), reverse=True)
    on_path = [Path(found).resolve() for found in [shutil.which("initdb")] if found]
    for initdb in (*packaged, *brewed, *on_path):
        if (initdb.parent / "pg_ctl").exists():
            return initdb.parent
    return None


@contextmanager
def cluster() -> Iterator[str]:
    """Run a server in a temporary folder; yield the URL of its database "postgres"."""
    bin_folder = programs()
    if bin_folder is None:
        raise FileNotFoundError("initdb and pg_ctl")
    folder = Path(tempfile.mkdtemp(prefix="gw-pg-", dir="/tmp"))  # a socket's path must be short
    ordinary = _ordinary_user()
    if ordinary:
        os.chown(folder, *ordinary)
    common = {"ordinary": ordinary, "log": folder / "log"}
    data = folder / "data"
    try:
        locale = ["--encoding=UTF8", "--locale=C"]
        _run([bin_folder / "initdb", "-D", data, "-U", "gapwatch", "--auth=trust", *locale, "--no-sync"], **common)
        options = " ".join(f"-c {name}={value or repr('')}" for name, value in SETTINGS.items()) + f" -k {folder}"
        control = [bin_folder / "pg_ctl", "-D", data, "-w", "-l", folder / "server.log", "-t", "60"]
        _run([*control, "-o", options, "start"], **common)
        try:
            yield f"postgresql://gapwatch@/postgres?host={folder}"
        finally:
            _run([*control, "-m", "immediate", "stop"], **common)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _ordinary_user() -> tuple[int, int] | None:
    """Return who runs the server: root may not."""
    if os.geteuid() != 0:
        return None
    nobody = pwd.getpwnam("nobody")
    return nobody.pw_uid, nobody.pw_gid


def _run(command: list[str | Path], *, ordinary: tuple[int, int] | None, log: Path) -> None:
    identity = {"user": ordinary[0], "group": ordinary[1], "extra_groups": []} if ordinary else {}
    with log.open("ab") as output:
        done = subprocess.run(
            command, stdout=output, stderr=output, stdin=subprocess.DEVNULL, cwd=log.parent, check=False, **identity
        )
    if done.returncode:
        server = log.parent / "server.log"
        said = log.read_text() + (server.read_text() if server.exists() else "")
        raise RuntimeError(f"{command[0]} ended with {done.returncode}:\n{said}")
