"""SDMX-JSON, structure-specific SDMX-ML and OpenDocument: the same figures, whatever they are wrapped in."""

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from ingest import UploadReading, dry_run

Reader = Callable[..., UploadReading]

_URN = "urn:sdmx:org.sdmx.infomodel.datastructure.DataStructure=X:GRP(1.0):ObsLevelDim:TIME_PERIOD"
_SCHEMAS = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1"
SPECIFIC = f"""<?xml version="1.0" encoding="UTF-8"?>
<mes:StructureSpecificData xmlns:mes="{_SCHEMAS}/message" xmlns:ss="{_SCHEMAS}/data/structurespecific"
 xmlns:com="{_SCHEMAS}/common" xmlns:ns1="{_URN}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<mes:Header><mes:ID>1</mes:ID><mes:Test>false</mes:Test><mes:Prepared>2014-01-01T00:00:00</mes:Prepared>
<mes:Sender id="X"/><mes:Structure structureID="GRP" namespace="{_URN}" dimensionAtObservation="TIME_PERIOD">
<com:Structure><Ref agencyID="X" id="GRP" version="1.0" class="DataStructure"/></com:Structure>
</mes:Structure></mes:Header>
<mes:DataSet ss:structureRef="GRP" xsi:type="ns1:DataSetType" ss:dataScope="DataStructure" action="Replace">
<Series FREQ="A" REF_AREA="410000"><Obs TIME_PERIOD="2013" OBS_VALUE="32155.9" OBS_STATUS="A"/>
<Obs TIME_PERIOD="2014" OBS_VALUE="34938.2" OBS_STATUS="P"/></Series>
<Series FREQ="A" REF_AREA="230000"><Obs TIME_PERIOD="2013" OBS_VALUE="14382.9"/></Series>
</mes:DataSet></mes:StructureSpecificData>"""


def _coded(name: str, *values: str) -> dict[str, object]:
    return {"id": name, "name": name, "values": [{"id": v, "name": v} for v in values]}


SDMX_JSON = json.dumps(
    {
        "header": {"id": "1", "prepared": "2014-01-01T00:00:00", "sender": {"id": "X"}, "test": False},
        "dataSets": [
            {
                "action": "Information",
                "series": {
                    "0:0": {"attributes": [], "observations": {"0": [32155.9, 0], "1": [34938.2, 1]}},
                    "0:1": {"attributes": [], "observations": {"0": [14382.9, 0], "1": [None, 2]}},
                },
            }
        ],
        "structure": {
            "name": "GRP",
            "links": [],
            "dimensions": {
                "dataSet": [],
                "series": [
                    {**_coded("FREQ", "A"), "keyPosition": 0},
                    {**_coded("REF_AREA", "410000", "230000"), "keyPosition": 1},
                ],
                "observation": [{**_coded("TIME_PERIOD", "2013", "2014"), "role": "time"}],
            },
            "attributes": {"dataSet": [], "series": [], "observation": [_coded("OBS_STATUS", "A", "P", "L")]},
        },
    }
)


@pytest.mark.parametrize(("data", "name"), [(SDMX_JSON, "grp.json"), (SPECIFIC, "grp.xml")], ids=["json", "specific"])
def test_messages_give_place_period_and_status_and_ask_for_the_rest(read: Reader, data: str, name: str) -> None:
    bare = read(data, name)
    assert bare.reader == "sdmx (sdmx1)"
    assert {q.code for q in bare.questions} == {"unknown_indicator", "unit"}
    reading = read(data, name, mapping={"sheets": {"*": {"set": {"indicator": "地区生产总值", "unit": "亿元"}}}})
    assert reading.storable
    shown: list[dict[str, Any]] = dry_run(reading)["observations"]  # type: ignore[assignment]
    found = {(o["place"], o["period"]): (o["value"], o["unit"], o["status"], o["indicator_id"]) for o in shown}
    assert found["河南省", "2013"] == (32155.9, "亿元", "A", "gdp")
    assert found["河南省", "2014"] == (34938.2, "亿元", "P", "gdp")
    assert found["黑龙江省", "2013"][0] == 14382.9
    assert found.get(("黑龙江省", "2014"), (None,))[0] is None


def _spreadsheet(rows: list[list[object]]) -> bytes:
    """Make an OpenDocument spreadsheet of one sheet."""
    office = "urn:oasis:names:tc:opendocument:xmlns"
    mime = "application/vnd.oasis.opendocument.spreadsheet"

    def cell(value: object) -> str:
        kind = (
            'office:value-type="string"'
            if isinstance(value, str)
            else f'office:value-type="float" office:value="{value}"'
        )
        return f"<table:table-cell {kind}><text:p>{value}</text:p></table:table-cell>"

    body = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="{office}:office:1.0" '
        f'xmlns:table="{office}:table:1.0" xmlns:text="{office}:text:1.0" office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="表1">{body}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        packed.writestr("mimetype", mime)
        packed.writestr("content.xml", content)
        packed.writestr(
            "META-INF/manifest.xml",
            f'<manifest:manifest xmlns:manifest="{office}:manifest:1.0"><manifest:file-entry manifest:full-path="/" '
            f'manifest:media-type="{mime}"/></manifest:manifest>',
        )
    return stream.getvalue()


def test_opendocument_tables_are_read_as_any_other(read: Reader) -> None:
    data = _spreadsheet(
        [
            ["2013年各市生产总值(亿元)"],
            ["地区", "生产总值", "增长(%)"],
            ["郑州市", 6201.9, 10.0],
            ["洛阳市", 3140.8, 7.2],
        ]
    )
    reading = read(data, "表.ods")
    assert reading.reader == "ods (calamine)"
    assert reading.storable
    shown: list[dict[str, Any]] = dry_run(reading)["observations"]  # type: ignore[assignment]
    found = {
        o["cell"]: (o["place"], o["indicator_id"], o["period"], o["measure"], o["value"], o["unit"]) for o in shown
    }
    assert found["B3"] == ("郑州市", "gdp", "2013", "level", 6201.9, "亿元")
    assert found["C4"] == ("洛阳市", "gdp", "2013", "growth", 7.2, "%")
