"""Random uploads of every kind that is read, some of them broken: the same seed makes the same file."""

import json
import random
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO

from random_cells import cell, grid, text_of
from random_packages import ods, packed, xls, xlsb, xlsx

_ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "gb18030", "utf-16", "utf-16-le", "utf-32", "big5", "double")
_SENTENCES = [
    "2013年河南省国民经济和社会发展统计公报",
    "初步核算，全年地区生产总值32155.86亿元，比上年增长9.0%。",
    "其中，第一产业增加值4058.98亿元，增长4.3%；",
    "全年粮食总产量5713.69万吨，比上年增产75.09万吨。",
    "年末全省总人口10601万人，城镇化率43.8%。",
    "居民消费价格比上年上涨2.9%，",
    "固定资产投资（不含农户）25321.52亿元",
    "实现增加值约三百亿元左右",
    "增长-1.2%",
    "同比下降",
    "百分之十二",
    "其中：①工业",
    "（见表2）",
    "数据来源：",
    "注：1.本公报为初步统计数。",
    "Harbin",
]
_SCHEMAS = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1"
_URN = "urn:sdmx:org.sdmx.infomodel.datastructure.DataStructure=X:GRP(1.0):ObsLevelDim:TIME_PERIOD"


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A file to be read, and how it was made."""

    #: file name; its ending may lie
    name: str
    data: bytes
    #: "csv", "xlsx", … of a generator, or "real" for a changed real file
    kind: str
    #: "as made", "bytes", "members", "cut", "name", "joined"
    change: str


def _encoded(text: str, chance: random.Random) -> bytes:
    codec = chance.choice(_ENCODINGS)
    if codec == "double":
        return b"\xef\xbb\xbf" * 2 + text.encode("utf-8", "surrogatepass")
    if codec.startswith("utf-"):
        return text.encode(codec, "surrogatepass")
    return text.encode(codec, "replace")


def _csv(chance: random.Random) -> bytes:
    mark, ends = chance.choice([",", ",", "\t", ";", "|", ",\t"]), chance.choice(["\n", "\r\n", "\r"])
    quoted = chance.random() < 0.7
    lines = []
    for row in grid(chance).rows:
        texts = [text_of(value) for value in row]
        if quoted:
            texts = [f'"{t.replace(chr(34), chr(34) * 2)}"' if set(t) & set(',;|\t\r\n"') else t for t in texts]
        lines.append(mark.join(texts))
    return _encoded(ends.join(lines) + chance.choice(["", ends, ends * 3]), chance)


def _prose(chance: random.Random) -> list[str]:
    pieces = [*_SENTENCES, *(text_of(cell(chance)) for _ in range(4))]
    return [
        "".join(chance.choice(pieces) for _ in range(chance.randrange(1, 9))) for _ in range(chance.randrange(1, 8))
    ]


def _txt(chance: random.Random) -> bytes:
    return _encoded("\n".join([_SENTENCES[0], *_prose(chance)]), chance)


def _html(chance: random.Random) -> bytes:
    tags = ["p", "div", "td", "span", "script", "h1", "x", "table", "br"]
    body = "".join(
        f"<{(tag := chance.choice(tags))}>{line}</{chance.choice([tag, tag, 'p'])}>" for line in _prose(chance)
    )
    rows = "".join(f"<tr>{''.join(f'<td>{text_of(v)}</td>' for v in row)}</tr>" for row in grid(chance).rows)
    return _encoded(
        f"<html><head><title>{_SENTENCES[0]}</title></head><body>{body}<table>{rows}</table></body></html>", chance
    )


def _docx(chance: random.Random) -> dict[str, bytes]:
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    lines = [_SENTENCES[0], *_prose(chance)]
    body = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines)
    if chance.random() < 0.8:
        body = "".join(c for c in body if c >= " " and not "\ud800" <= c <= "\udfff" and c != "\ufffe")
    package = "http://schemas.openxmlformats.org/package/2006"
    types = (
        f'<Types xmlns="{package}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{kind}"/></Types>'
    )
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    relation = f'<Relationship Id="rId1" Type="{office}" Target="word/document.xml"/>'
    relations = f'<Relationships xmlns="{package}/relationships">{relation}</Relationships>'
    return {
        "[Content_Types].xml": types.encode(),
        "_rels/.rels": relations.encode(),
        "word/document.xml": f'<w:document xmlns:w="{word}"><w:body>{body}</w:body></w:document>'.encode(
            "utf-8", "replace"
        ),
    }


def _pdf(chance: random.Random) -> bytes:
    lines = [
        chance.choice(["GDP 32155.9 in 2013", "12.5%", "(x)", "Henan 410000"]) for _ in range(chance.randrange(1, 9))
    ]
    drawn = "".join(f"BT /F1 12 Tf 50 {780 - 20 * n} Td ({line}) Tj ET\n" for n, line in enumerate(lines)).encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count " + str(chance.choice([1, 1, 1, 9, 10**9])).encode() + b">>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length " + str(len(drawn)).encode() + b">>stream\n" + drawn + b"endstream",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    data = b"%PDF-1.4\n" + b"".join(b"%d 0 obj%s endobj\n" % (n, body) for n, body in enumerate(objects, 1))
    return data + b"trailer<</Root 1 0 R/Size 6>>\n%%EOF"


def _sdmx_csv(chance: random.Random) -> bytes:
    mark = chance.choice([",", ";"])
    head = chance.choice([["DATAFLOW"], ["STRUCTURE", "STRUCTURE_ID", "ACTION"]])
    names = [
        *head,
        "FREQ",
        "REF_AREA",
        chance.choice(["TIME_PERIOD", "DATE"]),
        "OBS_VALUE",
        "OBS_STATUS",
        "UNIT_MEASURE",
    ]
    lines = [mark.join(names)]
    for _ in range(chance.randrange(1, 9)):
        row = [*(["X:GRP(1.0)"] * len(head)), "A", chance.choice(["410000", "CN", "A: Henan"]), text_of(cell(chance))]
        lines.append(mark.join([*row, text_of(cell(chance)), chance.choice("APELM?"), "CNY"]))
    return _encoded("\n".join(lines), chance)


def _observations(chance: random.Random) -> list[tuple[str, str, str, str]]:
    areas = ["410000", "230000", "Henan", ""]
    found = [
        (chance.choice(areas), str(chance.randrange(1990, 2027)), text_of(cell(chance)), chance.choice("APEL?"))
        for _ in range(6)
    ]
    clean = str.maketrans("", "", '<>&"\x00\x01\x02\x0b\x1b\ud800\udfff\ufffe')
    return [tuple(part.translate(clean) for part in each) for each in found]  # type: ignore[misc]


def _sdmx_ml(chance: random.Random) -> bytes:
    generic = chance.random() < 0.5
    series = []
    for area, period, value, status in _observations(chance):
        if generic:
            series.append(
                f'<g:Series><g:SeriesKey><g:Value id="FREQ" value="A"/><g:Value id="REF_AREA" value="{area}"/>'
                f'</g:SeriesKey><g:Obs><g:ObsDimension value="{period}"/><g:ObsValue value="{value}"/>'
                f'<g:Attributes><g:Value id="OBS_STATUS" value="{status}"/>'
                "</g:Attributes></g:Obs></g:Series>"
            )
        else:
            series.append(
                f'<Series FREQ="A" REF_AREA="{area}"><Obs TIME_PERIOD="{period}" OBS_VALUE="{value}" '
                f'OBS_STATUS="{status}"/></Series>'
            )
    kind = "GenericData" if generic else "StructureSpecificData"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><mes:{kind} xmlns:mes="{_SCHEMAS}/message" '
        f'xmlns:g="{_SCHEMAS}/data/generic" '
        f'xmlns:ss="{_SCHEMAS}/data/structurespecific" xmlns:com="{_SCHEMAS}/common" xmlns:ns1="{_URN}" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><mes:Header><mes:ID>1</mes:ID><mes:Test>false</mes:Test>'
        '<mes:Prepared>2014-01-01T00:00:00</mes:Prepared><mes:Sender id="X"/>'
        f'<mes:Structure structureID="GRP" namespace="{_URN}" dimensionAtObservation="TIME_PERIOD"><com:Structure>'
        '<Ref agencyID="X" id="GRP" version="1.0" class="DataStructure"/></com:Structure></mes:Structure></mes:Header>'
        '<mes:DataSet ss:structureRef="GRP" structureRef="GRP" xsi:type="ns1:DataSetType" '
        'ss:dataScope="DataStructure" action="Replace">'
        f"{''.join(series)}</mes:DataSet></mes:{kind}>"
    ).encode("utf-8", "replace")


def _sdmx_json(chance: random.Random) -> bytes:
    def coded(name: str, values: Sequence[str]) -> dict[str, object]:
        return {"id": name, "name": name, "values": [{"id": v, "name": v} for v in values]}

    found = _observations(chance)
    areas, periods = sorted({f[0] for f in found}), sorted({f[1] for f in found})
    series = {
        f"0:{n}": {"attributes": [], "observations": {str(chance.randrange(len(periods))): [chance.uniform(0, 9), 0]}}
        for n in range(len(areas))
    }
    dimensions = {
        "dataSet": [],
        "series": [{**coded("FREQ", ["A"]), "keyPosition": 0}, {**coded("REF_AREA", areas), "keyPosition": 1}],
        "observation": [{**coded("TIME_PERIOD", periods), "role": "time"}],
    }
    attributes = {"dataSet": [], "series": [], "observation": [coded("OBS_STATUS", ["A"])]}
    header = {"id": "1", "prepared": "2014-01-01T00:00:00", "sender": {"id": "X"}, "test": False}
    structure = {"name": "GRP", "links": [], "dimensions": dimensions, "attributes": attributes}
    return json.dumps(
        {"header": header, "dataSets": [{"action": "Information", "series": series}], "structure": structure}
    ).encode()


#: kind, file ending, how often, maker of the bytes or of a zip's members
_KINDS: tuple[tuple[str, str, int, Callable[[random.Random], bytes | dict[str, bytes]]], ...] = (
    ("csv", "csv", 24, _csv),
    ("xlsx", "xlsx", 20, xlsx),
    ("xls", "xls", 9, xls),
    ("ods", "ods", 7, ods),
    ("xlsb", "xlsb", 5, xlsb),
    ("sdmx-csv", "csv", 4, _sdmx_csv),
    ("sdmx-ml", "xml", 4, _sdmx_ml),
    ("sdmx-json", "json", 3, _sdmx_json),
    ("text", "txt", 4, _txt),
    ("html", "html", 4, _html),
    ("docx", "docx", 3, _docx),
    ("pdf", "pdf", 3, _pdf),
    ("noise", "bin", 2, lambda chance: chance.randbytes(chance.randrange(1, 400))),
)
_WEIGHTS = [often for _, _, often, _ in _KINDS]
#: one file in so many is a real one, changed
_REAL = 40


def changed_bytes(data: bytes, chance: random.Random) -> bytes:
    """Return the bytes with some of them changed, left out or repeated."""
    changed = bytearray(data)
    for _ in range(chance.choice([1, 1, 3, 10, 60])):
        at, act = chance.randrange(len(changed)), chance.random()
        if act < 0.5:
            changed[at] = chance.choice([0, 255, 128, chance.randrange(256)])
        elif act < 0.75:
            del changed[at : at + chance.randrange(1, 50)]
        else:
            changed[at:at] = changed[at : at + chance.randrange(50)]
        if not changed:
            return b"x"
    return bytes(changed)


def changed_members(members: dict[str, bytes], chance: random.Random) -> bytes:
    """Return a zip in which members are changed, missing, doubled, exchanged, renamed or new."""
    names, act = list(members), chance.random()
    one, other = chance.choice(names), chance.choice(names)
    if act < 0.5:
        members[one] = changed_bytes(members[one] or b"x", chance)
    elif act < 0.62:
        del members[one]
    elif act < 0.74:
        members[one], members[other] = members[other], members[one]
    elif act < 0.82:
        members[chance.choice([one.upper(), f"x/{one}", one + " ", one.replace("/", "\\"), "a" * 300])] = members.pop(
            one
        )
    elif act < 0.9:
        evil = [
            "../a.xml",
            "xl/vbaProject.bin",
            "xl/externalLinks/externalLink1.xml",
            "/etc/x",
            "C:x",
            "inner.zip",
            one[:-1] + "\udcff",
        ]
        members[chance.choice(evil)] = chance.choice([b"", members[one], packed({"a": b"x"})])
    else:
        members[one] = members[one] * chance.choice([2, 30]) if chance.random() < 0.7 else b"\0" * 3_000_000
    return packed(
        {name.encode("utf-8", "replace").decode(): body for name, body in members.items()}, stored=chance.random() < 0.3
    )


def upload(seed: int, real: Sequence[tuple[str, bytes]]) -> Upload:
    """Return the file of a seed; real: (name, bytes) of small real files, empty where there are none."""
    chance = random.Random(seed)
    if real and chance.randrange(_REAL) == 0:
        name, data = chance.choice(real)
        if name.lower().endswith("xlsx") and chance.random() < 0.5:
            with zipfile.ZipFile(BytesIO(data)) as archive:
                members = {member: archive.read(member) for member in archive.namelist()}
            return Upload(name=name, data=changed_members(members, chance), kind="real", change="members")
        return Upload(name=name, data=changed_bytes(data, chance), kind="real", change="bytes")
    kind, ending, _, make = chance.choices(_KINDS, _WEIGHTS)[0]
    made, act = make(chance), chance.random()
    name = f"{chance.choice(['表', 'a', '2013年1-9月', '河南省', 'x' * 200])}.{ending}"
    if isinstance(made, dict) and act < 0.2:
        return Upload(name=name, data=changed_members(made, chance), kind=kind, change="members")
    data = packed(made, stored=chance.random() < 0.3) if isinstance(made, dict) else made
    if act < 0.55 or not data:
        return Upload(name=name, data=data, kind=kind, change="as made")
    if act < 0.8:
        return Upload(name=name, data=changed_bytes(data, chance), kind=kind, change="bytes")
    if act < 0.88:
        return Upload(name=name, data=data[: chance.randrange(1, len(data) + 1)], kind=kind, change="cut")
    if act < 0.95:
        ending = chance.choice(["csv", "xlsx", "xls", "ods", "docx", "pdf", "html", "", "XLSX", "et"])
        return Upload(name=f"{chance.choice(['a.', ''])}{ending}", data=data, kind=kind, change="name")
    return Upload(
        name=name, data=data + chance.choice([data, b"\0" * 999, b"PK\x03\x04", b"\xff"]), kind=kind, change="joined"
    )
