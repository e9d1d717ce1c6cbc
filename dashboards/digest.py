"""The monthly message to one person: each target that wants attention, with its gap, its office and its page."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd

from dashboards.content.records import records
from dashboards.i18n import text, word
from dashboards.rendering import environment
from dashboards.wording import (
    SHANGHAI,
    date_text,
    gap_text,
    indicator_text,
    period_text,
    place_text,
    quantity_text,
    status_text,
    target_text,
)
from gaps.alerting import Breach
from measures.terms import Status
from storage.objections import Objection
from storage.people import Recipient

#: lights in the order of the message
ORDER = (Status.MISSED, Status.OFF_TRACK, Status.AT_RISK, Status.STALE, Status.NO_DATA, Status.ON_TRACK, Status.MET)


@dataclass(frozen=True, kw_only=True)
class Digest:
    """A message ready to be put into the outbox."""

    subject: str
    #: plain text
    text: str
    html: str


@dataclass(frozen=True, kw_only=True)
class Item:
    """One target of the message, every part in words."""

    #: light
    status: str
    #: place and indicator
    name: str
    promised: str
    #: latest figure with its period, "" for none
    observed: str
    #: the gap, "" for none
    gap: str
    #: the light in words
    light: str
    #: what is new since the last message, "" for nothing
    change: str
    #: the office that answers
    office: str
    #: what offices say against it, "" for nothing
    objection: str
    #: address of its page
    address: str


def digest(
    recipient: Recipient,
    breaches: Iterable[Breach],
    gaps: pd.DataFrame,
    *,
    base_url: str,
    lang: str,
    as_of: datetime,
    earlier: Mapping[int, str] | None = None,
    contested: Mapping[int, Sequence[Objection]] | None = None,
    until: date | None = None,
) -> Digest:
    """The message about the gap rows (contract GAPS) that the breaches name, worst first; each target is named once.

    `earlier`: the light of each target of the last message, by target; None where there was none. `contested`: what
    offices say against a target. `until`: the day on which the digest will go out; the message then asks the offices to
    check what it is going to say (核对期).
    """
    wanted = {breach.target_id for breach in breaches}
    rows = list(records(gaps[gaps["target_id"].isin(wanted)]))
    day = as_of.astimezone(SHANGHAI).date()
    said_against = contested or {}
    items = [
        _item(row, base_url, f"?as_of={day}", earlier, said_against.get(row["target_id"], ()), lang)
        for row in sorted(rows, key=_rank)
    ]
    gone = len(earlier.keys() - wanted) if earlier else 0
    counts = Counter(item.light for item in items)
    said = {
        "name": recipient.name,
        "number": len(items),
        "day": date_text(day, lang),
        "counts": text("mail.joint", lang).join(
            text("mail.count", lang, light=light, number=number) for light, number in counts.items()
        ),
        "address": base_url,
        "until": date_text(until, lang) if until else "",
    }
    purpose = "check_" if until else ""
    lines = {key: text(f"mail.{purpose}{key}", lang, **said) for key in ("subject", "opening", "answer")}
    lines |= {key: text(f"mail.{key}", lang, **said) for key in ("greeting", "all")}
    lines["gone"] = text("mail.gone", lang, number=gone) if gone else ""
    lines["foot"] = text("foot.disclaimer", lang)
    html = environment(lang).get_template("digest.html").render(items=items, lines=lines, base_url=base_url)
    return Digest(subject=lines["subject"], text=_plain(items, lines, lang), html=html)


def _rank(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return ORDER.index(Status(row["status"])), row["place_code"] or "", row["target_id"]


def _item(
    row: Mapping[str, Any],
    base_url: str,
    query: str,
    earlier: Mapping[int, str] | None,
    objections: Sequence[Objection],
    lang: str,
) -> Item:
    observed = ""
    if row["observed"] is not None:
        amount = quantity_text(row["observed"], row["unit"], lang)
        measure = row["measure"]
        words = text(f"observed.{measure}", lang, amount=amount) if measure in ("growth", "decline") else amount
        observed = text("mail.observed", lang, period=period_text(row["period"], lang), amount=words)
    name = " ".join(
        part for part in (place_text(row["place"], row["place_code"], lang), indicator_text(row, lang)) if part
    )
    return Item(
        status=row["status"],
        name=name,
        promised=target_text(row, lang),
        observed=observed,
        gap=gap_text(row, lang),
        light=status_text(row, lang),
        change=_change(row, earlier, lang),
        office=row["answerable"] or text("office.none", lang),
        objection=" ".join(_objection(one, lang) for one in objections),
        address=f"{base_url}/targets/{row['target_id']}{query}",
    )


def _objection(one: Objection, lang: str) -> str:
    kind = word("objection_kind", one.kind, lang)
    return text("objection.printed", lang, office=one.office, kind=kind, text=one.text)


def _change(row: Mapping[str, Any], earlier: Mapping[int, str] | None, lang: str) -> str:
    """What is new about a target since the last message."""
    if earlier is None or earlier.get(row["target_id"]) == row["status"]:
        return ""
    if row["target_id"] not in earlier:
        return text("mail.new", lang)
    return text("mail.before", lang, light=status_text({**row, "status": earlier[row["target_id"]]}, lang))


def _plain(items: list[Item], lines: Mapping[str, str], lang: str) -> str:
    parts = [lines["greeting"], lines["opening"], ""]
    for number, item in enumerate(items, 1):
        known = text("mail.joint", lang).join(part for part in (item.observed, item.gap) if part)
        parts.append(f"{number}. {item.name} {item.promised}")
        light = item.light + item.change
        parts.append(f"   {light}{text('list.colon', lang)}{known}" if known else f"   {light}")
        parts.append(f"   {text('mail.office', lang, office=item.office)}")
        if item.objection:
            parts.append(f"   {item.objection}")
        parts.append(f"   {item.address}")
    parts += ["", *([lines["gone"]] if lines["gone"] else []), lines["answer"], lines["all"], "", lines["foot"]]
    return "\n".join(parts) + "\n"
