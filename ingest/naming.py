"""The names that the statistic of a cell may have, the most telling first."""

from ingest.labels import words
from ingest.lexicon import plain


def candidates(rows: tuple[str, ...], columns: tuple[str, ...], above: str | None, title: str | None) -> list[str]:
    """Return the names that a cell's statistic may have by its row, its column and the table's title."""
    children = words("gdp_child")
    found: list[str] = []
    for names in (rows, columns):
        if not names:
            continue
        own = names[-1]
        parent = names[-2] if len(names) > 1 else above or title or ""
        if plain(own) in children and _is_gdp(names[0] if len(names) > 1 else parent):
            found.append(children[plain(own)])
        if len(names) > 1:
            found += ["".join(names[-2:]), f"{names[-1]}{names[-2]}"] if names[-1].isascii() is False else []
        found.append(own)
    if rows and columns:
        found = [f"{rows[-1]}{columns[-1]}", f"{columns[-1]}{rows[-1]}"]
    if not rows and not columns:
        found = [name for name in (above, title if above is None else None) if name]
    return found


def _is_gdp(name: str) -> bool:
    return plain(name) in {
        plain(n) for n in ("生产总值", "地区生产总值", "国内生产总值", "gdp", "gross domestic product")
    }
