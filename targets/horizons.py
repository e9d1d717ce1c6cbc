"""What holds for a passage until something else is said: the default day, the span of a plan, whether it looks back."""

import re
from dataclasses import dataclass, replace
from datetime import date

from targets.deadlines import Moment

#: what turns a stretch that looks back to what is to come
_FORWARD = re.compile(r"今年|明年|到|今后|未来|“?十|第|(?:19|20)\d\d")


@dataclass
class Horizon:
    """The times that hold; the reader moves them on as it reads."""

    #: the year of the document
    year: int | None
    #: the last day of a plan that the passage speaks of, None = the document's year
    day: date | None = None
    #: the words that said so
    day_text: str | None = None
    #: first and last year of the plan
    span: tuple[int, int] | None = None
    #: True where the passage tells what was done
    back: bool = False
    #: True where the whole text is a plan: a year named in passing does not hold on
    planned: bool = False

    @property
    def default(self) -> date | None:
        """The day by which targets hold where the text says nothing."""
        return self.day or (date(self.year, 12, 31) if self.year else None)

    def lets(self, moment: Moment) -> bool:
        """Tell whether a moment counts here: in a stretch that looks back only words of what is to come do."""
        return not self.back or bool(_FORWARD.match(moment.text))

    def move(self, moment: Moment) -> None:
        """Take over a moment that holds on: the end of a plan, or the document's own year."""
        if moment.kind == "horizon" and moment.day:
            self.day, self.day_text, self.span, self.back = moment.day, moment.text, moment.span, False
        elif moment.kind == "now" and not self.planned and "年" in moment.text and moment.text != "全年":
            self.day, self.day_text, self.span = moment.day, None, None

    def stretch(self, moment: Moment) -> None:
        """Let 到二〇〇二年 put right by a year what 今后五年 said before it."""
        if moment.kind == "by" and self.day and moment.day and moment.day.year == self.day.year + 1:
            self.day = moment.day if moment.text.startswith("到") else self.day

    def within(self, moment: Moment) -> Moment:
        """Return a moment, 五年内 within the years of a plan ending with the plan."""
        years = self.span[1] - self.span[0] + 1 if self.span else 0
        if moment.kind == "by" and moment.span and moment.span[1] - moment.span[0] + 1 == years:
            return replace(moment, day=self.day, span=self.span)
        return moment
