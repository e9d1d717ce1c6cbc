"""The eight folders are packages of this distribution, and none is shadowed by another of the same name."""

import importlib
import subprocess
import sys
import time
from importlib.metadata import entry_points, packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FLOORS = ("measures", "targets", "ingest", "gaps", "storage", "dashboards", "scheduler", "gapwatch")


@pytest.mark.parametrize("name", FLOORS)
def test_package_comes_from_this_repository(name: str) -> None:
    module = importlib.import_module(name)
    assert module.__file__ is not None
    assert Path(module.__file__).resolve().is_relative_to(ROOT)


@pytest.mark.parametrize("name", FLOORS)
def test_package_explains_its_folder(name: str) -> None:
    assert (importlib.import_module(name).__doc__ or "").strip()


def test_no_other_distribution_brings_a_package_of_these_names() -> None:
    owners = packages_distributions()
    assert {name: set(owners.get(name, ["gapwatch"])) for name in FLOORS} == {name: {"gapwatch"} for name in FLOORS}


def test_command_is_installed() -> None:
    (command,) = entry_points(group="console_scripts", name="gapwatch")
    assert command.value == "gapwatch.cli:main"


def test_tests_hold_no_init_files() -> None:
    assert not list((ROOT / "tests").rglob("__init__.py"))


def test_help_imports_no_heavy_library() -> None:
    code = (
        "import sys\n"
        "from gapwatch.cli import build_parser\n"
        "build_parser().format_help()\n"
        "heavy = {'pandas', 'numpy', 'sqlalchemy', 'pint', 'fastapi', 'plotly', 'lxml'} & set(sys.modules)\n"
        "print(sorted(heavy))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"


def test_help_answers_quickly() -> None:
    times = []
    for _ in range(5):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-m", "gapwatch", "--help"], capture_output=True, check=True, cwd=ROOT)
        times.append(time.perf_counter() - start)
    assert min(times) < 0.4
