"""One message for each recipient, not one for each breach."""

from collections.abc import Iterable

from gaps.alerting.rules import Breach


def by_office(breaches: Iterable[Breach]) -> dict[str | None, tuple[Breach, ...]]:
    """Breaches by the office that answers, in the order of its first breach; None gathers those without an office."""
    groups: dict[str | None, list[Breach]] = {}
    for breach in breaches:
        groups.setdefault(breach.office, []).append(breach)
    return {office: tuple(some) for office, some in groups.items()}
