"""Random tables: what bureaus write into cells, and what nobody should; grids of them with headers and merged areas."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

Cell = str | float | int | bool | date | None

_LABELS = [
    "地区",
    "指标",
    "年份",
    "时间",
    "单位",
    "河南省",
    "郑州市",
    "洛阳市",
    "黑龙江省",
    "哈尔滨市",
    "河",
    "",
    "南",
    "Henan",
    "410000",
    "全国",
    "全省",
    "合计",
    "其中：",
    "注：",
    "指标：",
    "地区生产总值",
    "生产总值(亿元)",
    "固定资产投资(不含农户)",
    "粮食总产量",
    "居民消费价格指数(上年=100)",
    "城镇登记失业率(%)",
    "常住人口(万人)",
    "第一产业",
    "第二产业",
    "#工业",
    "社会消费品零售总额",
    "增长(%)",
    "同比增长",
    "比上年±%",
    "2013年为2012年%",
    "绝对数",
    "本月",
    "累计",
    "当月",
    "(亿元)",
    "单位：亿元",
    "万人",
    "亿斤",
    "万套",
    "%",
    "level",
    "growth",
    "region",
    "indicator",
    "period",
    "measure",
    "value",
    "unit",
    "basis",
    "status",
    "published",
    "source",
    "note",
    "TIME_PERIOD",
    "OBS_VALUE",
    "OBS_STATUS",
    "DATAFLOW",
    "REF_AREA",
    "STRUCTURE",
    "表1-1",
    "续表",
    "（一）",
    "按收入法计算",
    "资料来源：统计局",
]
_PERIODS = [
    "2013",
    "2013年",
    "2012",
    "2014年",
    "1-2月",
    "1—9月",
    "2013年1-3月",
    "2016.1",
    "2016.10",
    "第一季度",
    "上半年",
    "2009-10",
    "2009/2013",
    "2013Q2",
    "2013-06",
    "1月",
    "12月",
    "2013-01/2013-06",
    "201306",
    "'13",
    "19901)",
    "9月",
    "Q1",
    "Jan-13",
    "2013年上半年",
    "二〇一三年",
    "9999",
    "0000-00",
    "2013-13",
    "2013Q9",
]
_FIGURES = [
    "0",
    "0.0",
    "-",
    "…",
    "..",
    "12.5",
    "1,234.5",
    "1",
    "234,5",
    "1.234.567",
    "-5",
    "+3",
    "２０１３",
    "1e308",
    "-1e308",
    "1e-320",
    "9e99999",
    "NaN",
    "inf",
    "#N/A",
    "#DIV/0!",
    "12.5%",
    "约14",
    "超过20",
    "100多",
    "8以上",
    "1142.7亿斤",
    "三百二十",
    "百分之五",
    "五成",
    "(12.5)",
    "12.5*",
    "12.5①",
    "x",
    "(x)",
    "不详",
    "保密",
    "TRUE",
    "0x1F",
    "1/3",
    "½",
    "00012",
    "12.",
    ".5",
    "99999999999999999999",
    "0.1+0.2",
    "3e",
    "1_000",
    "¥5",
    "5元/吨",
]
_EVIL = (
    *(
        "=1+1",
        '=HYPERLINK("http://x","y")',
        "=cmd|' /C calc'!A0",
        "@SUM(A1)",
        "{=A1}",
        "\x00",
        "\x01\x02",
        "\x0b",
        "\x1b[31m",
    ),
    *(
        "\ud800",
        "\udfff",
        "\ufffe",
        "\U0010ffff",
        "\u202e反",
        "\u200b\u200d",
        "e\u0301" * 40,
        "\ufeff",
        "\u3000",
        "\xa0",
    ),
    *(
        '"',
        '""',
        "'",
        "\n",
        "\r",
        "\r\n",
        "\t",
        ",",
        ";",
        "|",
        "\\",
        "<b>",
        "&amp;",
        "&#0;",
        "]]>",
        "(" * 90,
        "[" * 90 + "]" * 90,
    ),
    *(
        "长" * 5_000,
        "9" * 400,
        "1" + ",000" * 60,
        "年" * 60,
        "{x}",
        "{0}",
        "%s",
        "../..",
        "2013年" * 50,
        " " * 3_000,
        "a\n" * 200,
    ),
)


#: rows of figures of a table: mostly few, since many small tables find more than few large ones
_ROWS = (1, 1, 2, 2, 3, 4, 7)


@dataclass(kw_only=True)
class Grid:
    """A table to be written in some format."""

    rows: list[list[Cell]]
    #: (first row, first column, last row, last column), from 0
    merged: list[tuple[int, int, int, int]]


def cell(chance: random.Random) -> Cell:
    """Return one cell: mostly what a table holds, sometimes anything."""
    act = chance.random()
    if act < 0.35:
        return round(chance.uniform(-10, 50_000), chance.randrange(4))
    if act < 0.5:
        return chance.choice(_FIGURES)
    if act < 0.65:
        return chance.choice(_LABELS)
    if act < 0.78:
        return chance.choice(_PERIODS)
    if act < 0.86:
        return None
    if act < 0.93:
        return chance.choice(_EVIL)
    return chance.choice(
        [
            chance.randrange(1990, 2030),
            date(1890, 1, 1) + timedelta(days=chance.randrange(70_000)),
            chance.random() < 0.5,
            chance.choice([1e308, -1e308, 5e-324, 2.0**53 + 1, -0.0, 1e15, 201306.0, 41275.0]),
            f"{chance.choice(_LABELS)}{chance.choice(_LABELS)}",
            f"{chance.choice(_PERIODS)}{chance.choice(_LABELS)}",
        ]
    )


def grid(chance: random.Random) -> Grid:
    """Return a table of one of the layouts, or of none, with some cells changed."""
    make = chance.choice([_long, _long, _places, _months, _cross, _chaos])
    rows = make(chance)
    for _ in range(chance.choice([0, 0, 1, 3, 12])):
        row = chance.choice(rows)
        if row:
            row[chance.randrange(len(row))] = cell(chance)
    if chance.random() < 0.2:
        rows.insert(chance.randrange(len(rows) + 1), [cell(chance) for _ in range(chance.randrange(12))])
    if chance.random() < 0.15:
        rows[chance.randrange(len(rows))] = []
    height, width = len(rows), max(map(len, rows), default=0)
    merged = []
    for _ in range(chance.choice([0, 0, 1, 2, 6])):
        top, left = chance.randrange(height), chance.randrange(max(width, 1))
        merged.append((top, left, top + chance.choice([0, 0, 1, 40]), left + chance.choice([0, 1, 2, 300])))
    return Grid(rows=rows, merged=merged)


def _number(chance: random.Random) -> Cell:
    return round(chance.uniform(0, 30_000), 1) if chance.random() < 0.85 else chance.choice(_FIGURES)


def _titled(chance: random.Random, rows: list[list[Cell]]) -> list[list[Cell]]:
    if chance.random() < 0.6:
        rows.insert(0, [f"2013年{chance.choice(_LABELS)}{chance.choice(_LABELS)}"])
    if chance.random() < 0.3:
        rows.append([f"注：{chance.choice(_LABELS)}"])
    return rows


def _long(chance: random.Random) -> list[list[Cell]]:
    header: list[Cell] = ["region", "indicator", "period", "measure", "value", "unit"]
    if chance.random() < 0.3:
        header = ["地区", "指标", "期间", "形式", "数值", "计量单位"]
    further = chance.sample(
        ["basis", "status", "published", "source", "note", "price_basis", "其他"], chance.randrange(4)
    )
    rows: list[list[Cell]] = [[*header, *further]]
    for _ in range(chance.choice(_ROWS)):
        row: list[Cell] = [
            chance.choice(["河南省", "郑州市", "410000", "河南省/洛阳市", "Nowhere"]),
            chance.choice(_LABELS),
        ]
        row += [chance.choice(_PERIODS), chance.choice(["level", "growth", "ratio", "绝对数", "?"]), _number(chance)]
        rows.append([*row, chance.choice(["亿元", "%", "万人", "亿斤", ""]), *(cell(chance) for _ in further)])
    return rows


def _places(chance: random.Random) -> list[list[Cell]]:
    heads = [chance.choice(_LABELS) for _ in range(chance.choice([1, 1, 2, 2, 3, 5]))]
    rows: list[list[Cell]] = [["地区", *heads]]
    places = ["全省", "郑州市", "洛阳市", "开封市", "河  南", "Harbin", "其中：", "合计"]
    for place in chance.sample(places, chance.choice(_ROWS)):
        rows.append([place, *(_number(chance) for _ in heads)])
    return _titled(chance, rows)


def _months(chance: random.Random) -> list[list[Cell]]:
    heads = chance.sample(_PERIODS, chance.choice([2, 2, 3, 3, 4, 8]))
    rows: list[list[Cell]] = [["指标", *heads]]
    for _ in range(chance.choice(_ROWS)):
        rows.append([chance.choice(_LABELS), *(_number(chance) for _ in heads)])
    return _titled(chance, rows)


def _cross(chance: random.Random) -> list[list[Cell]]:
    groups = [chance.choice(_LABELS) for _ in range(chance.choice([1, 1, 2, 3]))]
    first: list[Cell] = ["地区"]
    second: list[Cell] = [None]
    for group in groups:
        first += [group, None]
        second += [chance.choice(_PERIODS), chance.choice(["增长(%)", "2013年", "(亿元)", "%"])]
    body: list[list[Cell]] = [
        [chance.choice(["郑州市", "洛阳市", "河南省", "  #市区"]), *(_number(chance) for _ in range(2 * len(groups)))]
        for _ in range(chance.choice(_ROWS))
    ]
    return _titled(chance, [first, second, *body])


def _chaos(chance: random.Random) -> list[list[Cell]]:
    width = chance.choice([1, 2, 3, 4, 8])
    return [[cell(chance) for _ in range(width)] for _ in range(chance.choice([1, 2, 4, 10]))]


def text_of(value: Cell) -> str:
    """Return a cell as the text of a separated file or of an element."""
    return "" if value is None else value.isoformat() if isinstance(value, date) else str(value)
