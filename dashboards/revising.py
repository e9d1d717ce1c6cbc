"""Words for how much a figure was revised: 上调167.9亿元（1.4%）, never a sign."""

from dashboards.i18n import Lang, text
from dashboards.wording import number_text, quantity_text


def difference_text(difference: float | None, percent: float | None, unit: str | None, lang: str = Lang.ZH) -> str:
    """By how much a value was revised; the empty text where that cannot be said."""
    if difference is None:
        return ""
    if difference == 0:
        return text("revision.same", lang)
    key = "revision.up" if difference > 0 else "revision.down"
    points = {"%": text("revision.points", lang)}.get(unit or "", unit)
    said = text(key, lang, by=quantity_text(abs(difference), points, lang))
    if percent is None or unit == "%":
        return said
    share = float(f"{abs(percent):.2g}") if abs(percent) < 1 else round(abs(percent), 1)
    return text("revision.with_percent", lang, said=said, percent=number_text(share, lang))
