"""Sources fetch bytes and a name, from listed hosts only, within their limits, and say why when they do not."""

import gzip
import sqlite3
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from measures.errors import ConfigurationError
from scheduler.sources import http, sdmx, sql
from scheduler.sources.definitions import FolderSource, HttpSource, SdmxSource, SqlSource, load_sources
from scheduler.sources.fetched import FetchFailed, Known
from scheduler.sources.gates import let_through

BODY = b"region,indicator,period,measure,value,unit\n"
HERE = frozenset({"127.0.0.1"})


@dataclass
class FarSide:
    """A web server of the test's own: answers by path, in turn where there are several."""

    port: int
    answers: dict[str, list[tuple[int, dict[str, str], bytes]]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    pause: float = 0.0

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def say(self, path: str, status: int = 200, body: bytes = BODY, **headers: str) -> None:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers.setdefault(path, []).append((status, named, body))


@pytest.fixture
def far_side() -> Iterator[FarSide]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            far.asked.append((self.path, dict(self.headers)))
            answers = far.answers[self.path]
            status, headers, body = answers.pop(0) if len(answers) > 1 else answers[0]
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            try:
                for start in range(0, len(body), 1000):
                    self.wfile.write(body[start : start + 1000])
                    time.sleep(far.pause)
            except OSError:
                pass  # the asker has heard enough

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    far = FarSide(port=server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield far
    server.shutdown()
    server.server_close()
    thread.join()


def source(far: FarSide, path: str = "/a.csv", **more: object) -> HttpSource:
    told = {"name": "test", "kind": "http", "url": far.url(path), "private_hosts": HERE, "attempts": 1} | more
    return HttpSource.model_validate(told)


def test_file_comes_with_its_name_and_marks(far_side: FarSide) -> None:
    far_side.say("/a.csv", ETag='"7"', Last_Modified="Mon, 03 Mar 2014 01:00:00 GMT")
    fetched = http.fetch(source(far_side), Known())
    assert fetched is not None
    assert (fetched.data, fetched.name) == (BODY, "a.csv")
    assert (fetched.etag, fetched.last_modified) == ('"7"', "Mon, 03 Mar 2014 01:00:00 GMT")


def test_known_state_is_asked_about_and_304_brings_nothing(far_side: FarSide) -> None:
    far_side.say("/a.csv", 304, b"")
    known = Known(etag='"7"', last_modified="Mon, 03 Mar 2014 01:00:00 GMT")
    assert http.fetch(source(far_side), known) is None
    (_, headers) = far_side.asked[0]
    assert headers["If-None-Match"] == '"7"'
    assert headers["If-Modified-Since"] == "Mon, 03 Mar 2014 01:00:00 GMT"


@pytest.mark.parametrize(
    ("path", "headers", "name"),
    [
        ("/download", {"Content_Disposition": "attachment; filename*=UTF-8''%E6%9C%88%E6%8A%A5.xlsx"}, "月报.xlsx"),
        ("/download", {"Content_Disposition": 'attachment; filename="../../etc/a.csv"'}, "a.csv"),
        ("/download", {"Content_Type": "text/csv; charset=utf-8"}, "download.csv"),
        ("/", {"Content_Type": "application/json"}, "test.json"),
        ("/%E6%95%B0.csv?x=1", {}, "数.csv"),
    ],
)
def test_name_comes_from_the_answer_or_the_address(
    far_side: FarSide, path: str, headers: dict[str, str], name: str
) -> None:
    far_side.say(path, **headers)
    fetched = http.fetch(source(far_side, path), Known())
    assert fetched is not None
    assert fetched.name == name


def test_redirect_to_a_listed_host_is_followed_and_to_another_refused(far_side: FarSide) -> None:
    far_side.say("/a.csv", 302, Location="/b.csv")
    far_side.say("/b.csv", body=b"new")
    fetched = http.fetch(source(far_side), Known())
    assert fetched is not None
    assert fetched.data == b"new"
    far_side.say("/out.csv", 302, Location=f"http://localhost:{far_side.port}/b.csv")
    with pytest.raises(FetchFailed, match="host localhost is not listed"):
        http.fetch(source(far_side, "/out.csv"), Known())
    far_side.say("/file.csv", 302, Location="file:///etc/passwd")
    with pytest.raises(FetchFailed, match="redirected to file"):
        http.fetch(source(far_side, "/file.csv"), Known())


def test_redirects_end(far_side: FarSide) -> None:
    far_side.say("/a.csv", 302, Location="/a.csv")
    with pytest.raises(FetchFailed, match="more than 5 redirects"):
        http.fetch(source(far_side), Known())


def test_authorization_goes_to_the_first_address_only(far_side: FarSide, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_TOKEN", "Bearer 7")
    far_side.say("/a.csv", 302, Location=f"http://localhost:{far_side.port}/b.csv")
    far_side.say("/b.csv")
    hosts = frozenset({"127.0.0.1", "localhost"})
    http.fetch(source(far_side, private_hosts=hosts, authorization_env="TEST_TOKEN"), Known())
    assert [headers.get("Authorization") for _, headers in far_side.asked] == ["Bearer 7", None]
    monkeypatch.delenv("TEST_TOKEN")
    with pytest.raises(ConfigurationError, match="authorization_env"):
        http.fetch(source(far_side, authorization_env="TEST_TOKEN"), Known())


def test_host_in_a_private_network_is_not_asked(far_side: FarSide) -> None:
    far_side.say("/a.csv")
    with pytest.raises(FetchFailed, match="private network"):
        http.fetch(source(far_side, private_hosts=frozenset()), Known())
    assert far_side.asked == []


def test_large_answer_is_cut_off_also_when_it_was_packed(far_side: FarSide) -> None:
    far_side.say("/a.csv", body=b"x" * 5000)
    with pytest.raises(FetchFailed, match="more than 3000 bytes"):
        http.fetch(source(far_side, max_bytes=3000), Known())
    far_side.say("/b.csv", body=gzip.compress(b"x" * 5_000_000), Content_Encoding="gzip")
    with pytest.raises(FetchFailed, match="more than 100000 bytes"):
        http.fetch(source(far_side, "/b.csv", max_bytes=100_000), Known())


def test_slow_answer_is_given_up(far_side: FarSide) -> None:
    far_side.pause = 0.2
    far_side.say("/a.csv", body=b"x" * 20_000)
    begun = time.monotonic()
    with pytest.raises(FetchFailed):
        http.fetch(source(far_side, timeout=0.5), Known())
    assert time.monotonic() - begun < 3


def test_passing_failure_is_tried_again_and_a_lasting_one_is_not(far_side: FarSide) -> None:
    far_side.say("/a.csv", 503)
    far_side.say("/a.csv", 503)
    far_side.say("/a.csv")
    pauses: list[float] = []
    assert http.fetch(source(far_side, attempts=3), Known(), sleep=pauses.append) is not None
    assert len(pauses) == 2
    assert pauses[1] > 1
    far_side.say("/gone.csv", 404)
    with pytest.raises(FetchFailed, match="HTTP 404"):
        http.fetch(source(far_side, "/gone.csv", attempts=3), Known(), sleep=pauses.append)
    assert len(pauses) == 2


def test_connection_refused_fails_after_all_attempts() -> None:
    nobody = FarSide(port=9)
    pauses: list[float] = []
    with pytest.raises(FetchFailed, match="ConnectError"):
        http.fetch(source(nobody, attempts=3), Known(), sleep=pauses.append)
    assert len(pauses) == 2


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:127.0.0.1",
        "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    ],
)  # fmt: skip
def test_no_private_address_is_let_through(address: str) -> None:
    listed = frozenset({"a.example.org"})
    with pytest.raises(FetchFailed, match="private network"):
        let_through("x", "a.example.org", 80, hosts=listed, private=frozenset(), resolve=lambda *_: [address])
    both = ["93.184.216.34", address]
    with pytest.raises(FetchFailed, match="private network"):
        let_through("x", "a.example.org", 80, hosts=listed, private=frozenset(), resolve=lambda *_: both)
    assert let_through("x", "a.example.org", 80, hosts=listed, private=listed, resolve=lambda *_: [address]) == address


def test_connection_goes_to_the_address_that_was_looked_at(far_side: FarSide) -> None:
    """A name that leads elsewhere at a second look-up leads nowhere else: there is no second look-up."""
    far_side.say("/a.csv")
    looks: list[str] = []

    def resolve(host: str, _port: int) -> list[str]:
        looks.append(host)
        return ["127.0.0.1"]

    url = f"http://stats.invalid:{far_side.port}/a.csv"
    asked = source(far_side, url=url, private_hosts=frozenset({"stats.invalid"}))
    assert http.fetch(asked, Known(), resolve=resolve) is not None
    assert looks == ["stats.invalid"]
    assert far_side.asked[0][1]["Host"] == f"stats.invalid:{far_side.port}"


def test_host_without_address_fails_for_now() -> None:
    def nowhere(_host: str, _port: int) -> list[str]:
        raise OSError("no such name")

    with pytest.raises(FetchFailed, match="no address") as failed:
        let_through("x", "a.org", 80, hosts=frozenset({"a.org"}), private=frozenset(), resolve=nowhere)
    assert not failed.value.lasting


def test_sdmx_address_names_flow_key_and_start(far_side: FarSide) -> None:
    told = {
        "name": "gdp",
        "kind": "sdmx",
        "url": far_side.url("/rest/"),
        "flow": "NBS,DF_GDP,1.0",
        "key": "Q.41+23.GDP",
    }
    asked = SdmxSource.model_validate(told | {"start": "2013", "private_hosts": HERE, "attempts": 1})
    path = "/rest/data/NBS,DF_GDP,1.0/Q.41+23.GDP?startPeriod=2013"
    far_side.say(path, body=b"DATAFLOW,OBS_VALUE\n")
    fetched = sdmx.fetch(asked, Known())
    assert fetched is not None
    assert fetched.name == "NBS,DF_GDP,1.0.csv"
    assert "application/vnd.sdmx.data+csv" in far_side.asked[0][1]["Accept"]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, frozenset[str]]]:
    """Somebody else's database with a table of figures; its address and hosts."""
    make = ("CREATE TABLE figures (place text, n integer, v numeric)", "INSERT INTO figures VALUES ('河南', 1, 1.50)")
    if request.param == "sqlite":
        path = tmp_path / "office.db"
        connection = sqlite3.connect(path)
        for statement in make:
            connection.execute(statement)
        connection.commit()
        connection.close()
        yield f"sqlite:///{path}", frozenset()
        return
    import psycopg

    url = request.getfixturevalue("postgresql_url")
    with psycopg.connect(url, autocommit=True) as admin:
        for statement in make:
            admin.execute(statement)
    yield url, frozenset({url.rpartition("host=")[2]})
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute("DROP TABLE figures")


def query(office: tuple[str, frozenset[str]], text: str, **more: object) -> SqlSource:
    told = {"name": "office", "kind": "sql", "url": office[0], "hosts": office[1], "query": text, "attempts": 1}
    return SqlSource.model_validate(told | more)


def test_rows_of_a_query_become_a_csv(office: tuple[str, frozenset[str]]) -> None:
    fetched = sql.fetch(query(office, "SELECT place AS region, n AS value, NULL AS note FROM figures ORDER BY n;"))
    assert (fetched.name, fetched.data.decode()) == ("office.csv", "region,value,note\n河南,1,\n")


def test_colons_and_per_cents_of_a_query_are_its_own(office: tuple[str, frozenset[str]]) -> None:
    fetched = sql.fetch(query(office, "SELECT '12:30 100%' AS t FROM figures WHERE place LIKE '%南' ORDER BY n"))
    assert fetched.data.decode() == "t\n12:30 100%\n"


def test_query_cannot_write(office: tuple[str, frozenset[str]]) -> None:
    write = "WITH gone AS (DELETE FROM figures RETURNING n) SELECT n FROM gone ORDER BY n"
    with pytest.raises(FetchFailed):
        sql.fetch(query(office, write))
    assert b"1" in sql.fetch(query(office, "SELECT n FROM figures ORDER BY n")).data


def test_query_is_bounded_in_rows_bytes_and_time(office: tuple[str, frozenset[str]]) -> None:
    many = "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 50000) SELECT n FROM c ORDER BY n"
    with pytest.raises(FetchFailed, match="more than 100 rows"):
        sql.fetch(query(office, many, max_rows=100))
    with pytest.raises(FetchFailed, match="more than 1000 bytes"):
        sql.fetch(query(office, many, max_bytes=1000))
    endless = "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT count(*) AS n FROM c ORDER BY n"
    begun = time.monotonic()
    with pytest.raises(FetchFailed):
        sql.fetch(query(office, endless, timeout=0.5))
    assert time.monotonic() - begun < 10


def test_database_on_a_host_that_is_not_listed_is_not_asked() -> None:
    for url in ("postgresql://a@db.example.org/x", "postgresql://a@/x?host=db.example.org", "postgresql://a@/x"):
        with pytest.raises(FetchFailed, match="not listed"):
            sql.fetch(query((url, frozenset({"other.example.org"})), "SELECT 1 ORDER BY 1"))
    with pytest.raises(FetchFailed, match="may follow"):
        sql.fetch(query(("postgresql://a@ok.org/x?options=x", frozenset({"ok.org"})), "SELECT 1 ORDER BY 1"))
    with pytest.raises(FetchFailed, match="no such database"):
        sql.fetch(query(("sqlite:////nowhere/a.db", frozenset()), "SELECT 1 ORDER BY 1"))


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_definitions_are_typed_and_paths_are_beside_the_file(tmp_path: Path) -> None:
    first_said = "{kind: http, url: 'https://a.org/x.csv', rank: 1, mapping: m.yaml}"
    text = f"sources:\n  甲: {first_said}\n  乙: {{kind: folder, folder: in}}\n"
    first, second = load_sources(write(tmp_path / "s.yaml", text))
    assert isinstance(first, HttpSource)
    assert (first.name, first.mapping, first.rank) == ("甲", tmp_path / "m.yaml", 1)
    assert isinstance(second, FolderSource)
    assert second.folder == tmp_path / "in"


def test_example_of_the_guide_is_good() -> None:
    example = Path(__file__).resolve().parents[3] / "docs" / "guide" / "sources.example.yaml"
    assert {source.model_dump()["kind"] for source in load_sources(example)} == {"http", "sdmx", "sql", "folder"}


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("kind: ftp, url: x", "sources.a.kind"),
        ("url: 'https://a.org'", "sources.a.kind"),
        ("kind: http, url: 'ftp://a.org'", "sources.a.url"),
        ("kind: http, url: 'https://user:secret@a.org/'", "sources.a.url"),
        ("kind: http, url: 'https://a.org/', colour: red", "sources.a.colour"),
        ("kind: http, url: 'https://a.org/', rank: 9", "sources.a.rank"),
        ("kind: http, url: 'https://a.org/', days: [20, 10]", "sources.a"),
        ("kind: http, url: 'https://a.org/', every: 0", "sources.a.every"),
        ("kind: sql, url: 'postgresql://u:secret@a.org/x', query: SELECT 1 ORDER BY 1", "sources.a"),
        ("kind: sql, url: 'sqlite:///x', query: SELECT 1", "sources.a.query"),
        ("kind: sql, url: 'sqlite:///x', query: DELETE FROM x ORDER BY 1", "sources.a.query"),
        ("kind: sql, url: 'sqlite:///x', query: SELECT 1 ORDER BY 1; DROP TABLE x", "sources.a.query"),
        ("kind: sql, query: SELECT 1 ORDER BY 1", "sources.a"),
        ("kind: folder", "sources.a.folder"),
    ],
)
def test_wrong_definition_is_told_by_its_key_and_without_secrets(tmp_path: Path, said: str, key: str) -> None:
    with pytest.raises(ConfigurationError) as error:
        load_sources(write(tmp_path / "s.yaml", f"sources:\n  a: {{{said}}}\n"))
    assert error.value.key.rstrip(".") == key
    assert "secret" not in str(error.value)


@pytest.mark.parametrize("text", ["", "a: 1", "sources: [1]", "sources: {a: 1}", "sources: {", "\x00"])
def test_file_that_is_no_list_of_sources_is_told(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigurationError, match=r"^sources"):
        load_sources(write(tmp_path / "s.yaml", text))


def test_definition_changes_with_its_mapping_file(tmp_path: Path) -> None:
    mapping = write(tmp_path / "m.yaml", "answers: {}")
    one = HttpSource(name="a", kind="http", url="https://a.org/", mapping=mapping)
    before = one.definition()
    write(mapping, "answers: {x: y}")
    assert one.definition() != before
