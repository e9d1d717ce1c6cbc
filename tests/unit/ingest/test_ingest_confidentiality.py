"""SDMX confidentiality says what the outside may see: what is not free is unreleased, whatever source is named."""

from collections.abc import Callable

import pytest

from ingest import UploadReading

Reader = Callable[..., UploadReading]

HEAD = "region,indicator,period,measure,value,unit,source,CONF_STATUS\n"
LONG = HEAD + "410000,粮食产量,2012,level,5638.6,万吨,省统计局,{}\n"
MESSAGE = "DATAFLOW,REF_AREA,TIME_PERIOD,OBS_VALUE,OBS_STATUS,CONF_STATUS\nX:GRP(1.0),410000,2012,29599.3,A,{}\n"
MAPPING = {"sheets": {"*": {"set": {"indicator": "地区生产总值", "unit": "亿元"}}}}


@pytest.mark.parametrize(
    ("letter", "release"), [("F", "released"), ("", "released"), ("N", "unreleased"), ("C", "unreleased")]
)
def test_long_form_and_message_read_the_letter_alike(read: Reader, letter: str, release: str) -> None:
    long = read(LONG.format(letter), "a.csv")
    message = read(MESSAGE.format(letter), "b.csv", source="省统计局", mapping=MAPPING)
    for found in (long, message):
        assert found.storable, [p.code for p in found.problems]
        assert list(found.observations["release"]) == [release]


def test_unknown_letter_is_told_in_the_long_form(read: Reader) -> None:
    assert [p.code for p in read(LONG.format("Z"), "a.csv").problems] == ["unknown_release"]
