"""Bytes to text and cells: encodings, separators, and files that are refused with their name, size and limit."""

from collections.abc import Callable

import pytest

from ingest import UploadReading
from ingest.separators import separator

Reader = Callable[..., UploadReading]

TEXT = "地区,指标,时期,目标形式,数值,单位\n河南省,地区生产总值,2013,level,32155.86,亿元\n"


@pytest.mark.parametrize(
    ("encoding", "mark", "reader"),
    [
        ("utf-8", b"", "csv (utf-8)"),
        ("utf-8", b"\xef\xbb\xbf", "csv (utf-8)"),
        ("utf-8", b"\xef\xbb\xbf\xef\xbb\xbf", "csv (utf-8)"),
        ("utf-16-le", b"\xff\xfe", "csv (utf-16-le)"),
        ("utf-16-be", b"\xfe\xff", "csv (utf-16-be)"),
        ("gbk", b"", "csv (gb18030)"),
        ("gb18030", b"", "csv (gb18030)"),
    ],
)
def test_usual_encodings_are_read(read: Reader, encoding: str, mark: bytes, reader: str) -> None:
    reading = read(mark + TEXT.encode(encoding))
    assert reading.problems == ()
    assert reading.reader == reader
    assert reading.observations["place_code"].tolist() == ["410000"]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [",", "\t", ";", "|"])
def test_usual_separators_and_line_ends_are_read(read: Reader, mark: str, line_end: str) -> None:
    reading = read(TEXT.replace(",", mark).replace("\n", line_end))
    assert reading.problems == ()
    assert len(reading.observations) == 1


@pytest.mark.parametrize(
    "data",
    [
        bytes(range(128, 256)) * 4,
        "地域,指標,数値\nキヨスク,データ,データ\n".encode("shift_jis"),
        "지역,지표,기간\n서울,총생산,이천십삼\n".encode("euc_kr"),
        "région,donnée\nÎle-de-France,élevé\n".encode("cp1252"),
        b"a,b\n\x00\x01\x02,\x00\n",
    ],
)
def test_encoding_that_cannot_be_told_is_refused_with_name_size_and_limit(read: Reader, data: bytes) -> None:
    reading = read(data, "谜.csv", max_bytes=1000)
    assert [p.code for p in reading.problems] == ["unknown_encoding"]
    assert dict(reading.problems[0].details) == {"name": "谜.csv", "size": str(len(data)), "limit": "1000"}


def test_big5_is_asked_about_and_an_answer_opens_it(read: Reader) -> None:
    text = "地區,指標,時期,目標形式,數值,單位,備註\n河南省,地區生產總值,2013,level,32155.86,亿元,統計局公布的主要數據\n"
    data = text.replace("亿", "億").encode("big5")
    asked = read(data).questions
    assert [q.code for q in asked] == ["encoding"]
    assert [value for value, _ in asked[0].choices] == ["big5"]
    assert read(data, mapping={"answers": {asked[0].id: "big5"}}).reader == "csv (big5)"


@pytest.mark.parametrize("data", [b"", b"  \r\n\r\n", b"\xef\xbb\xbf"])
def test_empty_file_is_refused(read: Reader, data: bytes) -> None:
    reading = read(data, "空.csv")
    assert [p.code for p in reading.problems] == ["file_empty"]
    assert reading.problems[0].details["name"] == "空.csv"
    assert not reading.storable


def test_file_over_the_limit_is_refused_unread(read: Reader) -> None:
    reading = read(TEXT, "大.csv", max_bytes=10)
    assert [p.code for p in reading.problems] == ["file_too_large"]
    assert reading.problems[0].details == {"name": "大.csv", "size": str(len(TEXT.encode())), "limit": "10"}


def test_header_alone_has_no_observations(read: Reader) -> None:
    assert [p.code for p in read(TEXT.splitlines()[0]).problems] == ["no_observations"]


@pytest.mark.parametrize("data", [b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1broken"])
def test_broken_workbook_is_refused(read: Reader, data: bytes) -> None:
    assert [p.code for p in read(data, "book.xlsx").problems] == ["unreadable_workbook"]


def test_tab_beside_every_comma_counts_as_a_comma() -> None:
    assert separator("地区\t,2013年\t,2012年\t,\n北京市\t,1\t,2\t,\n") == ","


def test_thousands_marks_do_not_make_a_comma_the_separator() -> None:
    assert separator("a\tb\tc\n1,000\t2\t3\n4\t5,5\t6\n7\t8\t9\n") == "\t"
