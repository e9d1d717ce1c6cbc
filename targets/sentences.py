"""What a sentence has said so far, and what of it the next one takes over."""

from dataclasses import dataclass, field

from measures.terms import Measure
from targets.deadlines import Moment


@dataclass
class Sentence:
    """The state of reading a sentence."""

    #: the last phrase of time
    moment: Moment | None = None
    #: True while it tells what was done
    past: bool = False
    #: the thing of the last indicator: what a bare name belongs to
    topic: str = ""
    #: clauses without figures, in order; what they speak of is asked only where a bare name needs it
    spoken: list[str] = field(default_factory=list)
    #: last indicator and the verb that governs it
    name: str = ""
    verb: str = ""
    #: measure of the last figure
    measure: Measure | None = None
    #: unit of the last figure
    unit: str = ""
    #: True where the chunk before was rejected: what is joined to it is rejected with it
    rejected: bool = False
    #: clauses without figures and topic of the sentence before
    before: list[str] = field(default_factory=list)
    said: str = ""
    #: what …方面 put at the head of the sentence
    theme: str = ""
    #: the last indicator that is no part of another: what 其中A市8000套 are parts of
    whole: str = ""
    #: unit of the whole, and True once a part of it was a place: then short names with its unit are places too
    whole_unit: str = ""
    dividing: bool = False
    #: names of the last figures, in order: what 分别达到38%和2.2亿立方米 goes on with
    recent: list[str] = field(default_factory=list)
    #: True for the first sentence of a paragraph, and where its 到2020年 holds for the paragraph
    first: bool = False
    opening: bool = False
    #: True once a figure was read in it or before it in the paragraph
    counted: bool = False

    def following(self, ended: str) -> "Sentence":
        """Return the state in which the next sentence begins; `ended` is the mark between them."""
        moment = self.moment
        whole = (
            moment is None
            or moment.kind != "by"
            or moment.day is None
            or (moment.day.month, moment.day.day) == (12, 31)
        )
        holds = (ended == "；" and whole) or self.opening or (moment is not None and moment.kind in ("now", "horizon"))
        return Sentence(
            past=self.past,
            moment=self.moment if holds else None,
            opening=self.opening,
            spoken=[self.topic] if ended == "；" and self.topic else [],
            before=self.spoken,
            said=self.topic,
            topic=self.topic,
            whole=self.whole,
            whole_unit=self.whole_unit,
            recent=self.recent,
            counted=self.counted,
            measure=self.measure,
        )
