"""Read generated and mutated texts without end: no crash, no text that takes longer than its length allows."""

import argparse
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from targets import find_targets, open_document, record

ROOT = Path(__file__).resolve().parent.parent
#: seconds that a text of no length and each of its characters may take
_START, _PER_CHARACTER = 2.0, 0.0008
_ATOMS = [
    "生产总值",
    "增长",
    "下降",
    "达到",
    "控制在",
    "由",
    "提高到",
    "调整为",
    "新建",
    "新增",
    "完成",
    "实施",
    "农村公路",
    "保障性住房",
    "率",
    "比重",
    "占",
    "、",
    "，",
    "。",
    "；",
    "：",
    "（",
    "）",
    "“",
    "”",
    "《",
    "》",
    "|",
    "\t",
    "\n",
    "5%",
    "12.5",
    "3至5个",
    "600余眼",
    "1.3万亿元",
    "百分之六",
    "三分之一",
    "六成",
    "二千九百万人",
    "十项",
    "第八届",
    "2013年",
    "到2030年",
    "今年",
    "去年",
    "6月底前",
    "年内",
    "用2年时间",
    "左右",
    "以上",
    "以内",
    "不低于",
    "突破",
    "约",
    "一、",
    "（一）",
    "1.",
    "①",
    "第一条",
    "序号",
    "指标",
    "2025年",
    "单位",
    "属性",
    "牵头单位：",
    "责任单位：",
    "省发改委",
    "市财政局",
    "负责",
    "主办",
    "协办",
    "分别负责",
    "由省发改委负责落实。",
    "（省农委主办，省财政厅协办）",
    "分别",
    "均",
    "各",
    "和",
    "与",
    "与上年持平",
    "翻一番",
    "全覆盖",
    "个百分点",
    "‰",
    "平方米",
    "公里",
    "元",
    "户",
    "所",
    "%",
    "５",
    "％",
    "億",
    "萬",
    "—",
    "-",
    "~",
    "〔",
    "〕",
    "≥",
    "＜",
    "·",
]
_STRANGE = ("\0", "\ufeff", "\u200b", "\u3000", "\ue000", "\U0001f600", "\u0301", "￼", "\r", "\x0b", "\x0c", "\u2028")


def seeds() -> list[str]:
    """Return the texts that are mutated: our own passages, and the real documents where they are at hand."""
    folders = (ROOT / "tests" / "golden" / "passages", ROOT.parent / "shared" / "documents")
    found = [path.read_text(encoding="utf-8") for folder in folders for path in sorted(folder.rglob("*.txt"))]
    return [text[:6000] for text in found] or ["生产总值增长5%。"]


def texts(chance: random.Random, base: list[str]) -> Iterator[str]:
    """Yield generated and mutated texts, short ones mostly."""
    while True:
        kind = chance.random()
        if kind < 0.4:
            yield "".join(chance.choices(_ATOMS, k=chance.randint(1, 60)))
        elif kind < 0.5:
            atom = "".join(chance.choices(_ATOMS, k=chance.randint(1, 3)))
            yield atom * chance.randint(1, 400)
        elif kind < 0.55:
            yield "".join(chance.choices(_STRANGE + tuple(_ATOMS), k=chance.randint(1, 80)))
        else:
            yield _mutated(chance, base)


def _mutated(chance: random.Random, base: list[str]) -> str:
    text = chance.choice(base)
    start = chance.randrange(max(1, len(text) - 50))
    piece = text[start : start + chance.randint(20, 700)]
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(piece) + 1)
        act = chance.random()
        if act < 0.3:
            piece = piece[:at] + piece[at + chance.randint(1, 12) :]
        elif act < 0.6:
            piece = piece[:at] + chance.choice(_ATOMS) + piece[at:]
        elif act < 0.75:
            piece = piece[:at] + piece[at : at + 30] * chance.randint(2, 5) + piece[at:]
        elif act < 0.9:
            piece = piece[:at].replace(chance.choice("，。、：；\n"), chance.choice(("", "，", "\n", " "))) + piece[at:]
        else:
            piece = piece[:at] + chance.choice(_STRANGE) + piece[at:]
    return piece


def check(text: str) -> str | None:
    """Read a text; return what is wrong with the reading, None where nothing is."""
    began = time.process_time()
    document, _ = open_document(text.encode("utf-8", errors="ignore"), "soak.txt", year=2013)
    if document is None:
        return None
    reading = find_targets(document, None, None)
    for draft in reading.targets:
        entry = record(draft, document)
        if not document.text[draft.start : draft.end] or not entry["indicator"]:
            return f"empty span or name: {entry}"
        if document.text[draft.start : draft.end].strip("\n ") not in draft.quote and draft.rule != "plan-table":
            return f"quote {draft.quote!r} without {document.text[draft.start : draft.end]!r}"
    spent = time.process_time() - began
    allowed = _START + _PER_CHARACTER * len(text)
    return f"{spent:.1f} s for {len(text)} characters" if spent > allowed else None


def run(seconds: float, seed: int, count: int | None = None) -> int:
    """Read texts for so many seconds, or so many texts; print each failure with its text; return how many failed."""
    chance = random.Random(seed)
    ended, failed, done = time.monotonic() + seconds, 0, 0
    for text in texts(chance, seeds()):
        if (count is not None and done >= count) or (count is None and time.monotonic() > ended):
            break
        try:
            wrong = check(text)
        except Exception as error:
            wrong = f"{type(error).__name__}: {error}"
        if wrong:
            failed += 1
            print(f"{wrong}\n{text!r}", file=sys.stderr)
        done += 1
    print(f"{done} texts, {failed} failed, seed {seed}")
    return failed


def main() -> int:
    """Run from the command line; exit status 1 where a text failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int)
    args = parser.parse_args()
    return 1 if run(args.seconds, args.seed, args.count) else 0


if __name__ == "__main__":
    sys.exit(main())
