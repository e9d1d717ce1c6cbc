"""What the name of an indicator says beside the statistic: qualifiers, forecasts and price bases in brackets."""

import re
from dataclasses import dataclass

from ingest.lexicon import plain, terms
from measures.terms import ObsStatus

_BRACKETS = re.compile(r"[(（]([^()（）]*)[)）]")
_BETWEEN = re.compile(r"[,，、;；/]")


@dataclass(frozen=True, kw_only=True)
class Name:
    """The name of an indicator, taken apart."""

    #: the name as written
    written: str
    #: the name without the brackets that were understood whole
    core: str
    #: terms.Comparator of the figure, None = exact
    qualifier: str | None = None
    #: True where the name says that the figure is an expectation (预计)
    expected: bool = False
    #: "real", "nominal" or None
    price_basis: str | None = None


def read_name(written: str) -> Name:
    """Return the parts of a name such as 完成投资(预计,超过) or 农民人均纯收入(实际)."""
    core, qualifier, expected, price = written, None, False, None
    for bracket in _BRACKETS.finditer(written):
        words = [plain(w) for w in _BETWEEN.split(bracket.group(1)) if w.strip()]
        understood = 0
        for word in words:
            if word in terms("qualifier"):
                qualifier = terms("qualifier")[word]
            elif terms("status").get(word) in (ObsStatus.ESTIMATED, ObsStatus.FORECAST):
                expected = True
            elif word in terms("price_basis"):
                price = terms("price_basis")[word]
            else:
                continue
            understood += 1
        if words and understood == len(words):
            core = core.replace(bracket.group(0), "", 1)
    return Name(written=written, core=core.strip(), qualifier=qualifier, expected=expected, price_basis=price)
