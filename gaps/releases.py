"""When the next figure of each target is due (gap-model A8 2; practice 18)."""

import calendar as months
from datetime import date, timedelta

import numpy as np

from gaps.columns import per_unique
from gaps.exact import Flags, Integers
from gaps.figures import Figures
from gaps.model import Model
from gaps.questions import Questions, fact
from measures.catalogue import Catalogue

#: days after a period's end where the catalogue does not know the indicator
_LAG = 60
_STEP = {"monthly": 1, "quarterly": 3, "annual": 12}


def due_day(year: int, month: int, lag: int) -> date:
    """The usual day of release of the period that ends with a month."""
    return date(year, month, months.monthrange(year, month)[1]) + timedelta(days=lag)


def next_month(month: int, step: int, jan_combined: bool) -> int:
    """The month that the next figure after `month` reaches, within the year."""
    following = (month // step + 1) * step
    return max(following, 2) if jan_combined else following


def overdue(
    questions: Questions, figures: Figures, as_of: date, model: Model, catalogue: Catalogue, *, after: int = 0
) -> Flags:
    """True where the next scheduled figure should be there by now, grace included; unlinked indicators have no
    calendar. `after`: periods that are let pass before.
    """
    identifiers = questions.frame["indicator_id"]
    step: Integers = per_unique(identifiers, lambda i: _STEP.get(str(fact(catalogue, i, "frequency")), 0), np.int64)
    lag: Integers = per_unique(identifiers, lambda i: fact(catalogue, i, "lag_days") or _LAG, np.int64)
    combined: Flags = per_unique(identifiers, lambda i: bool(fact(catalogue, i, "jan_combined")), bool)
    late = np.zeros(len(questions), dtype=bool)
    dues: dict[tuple[int, int, int, int, bool], bool] = {}
    waiting = np.flatnonzero((step > 0) & ~figures.closed & (questions.last_year > 0))
    for target in waiting.tolist():
        key = (
            int(questions.last_year[target]),
            min(int(figures.month[target]) + after * int(step[target]), 11),
            int(step[target]),
            int(lag[target]),
            bool(combined[target]),
        )
        if key not in dues:
            dues[key] = _is_late(*key, as_of=as_of, model=model)
        late[target] = dues[key]
    return late


def _is_late(year: int, month: int, step: int, lag: int, combined: bool, *, as_of: date, model: Model) -> bool:
    following = min(next_month(month, step, combined), 12)
    grace = model.grace_days_annual if following == 12 else model.grace_days
    return as_of > due_day(year, following, lag) + timedelta(days=grace)
