"""Places outside the register of divisions: foreign ones and statistical regions, kept under a code of their own.

An answer or a mapping says `own` (the label is the name) or `own:CODE NAME`; docs/decisions/ tells why.
"""

from ingest.lexicon import plain
from measures.places import Level, Place

#: Beginning of the code of a place that lies in no known province.
_OUTSIDE = "X"
OWN = "own"


def own_place(said: str, label: str, within: str | None) -> Place | None:
    """Return the place that `own`, `own:NAME` or `own:CODE NAME` makes; None for another text or without a name.

    label: text that stands where the place belongs. within: code of the province it lies in, None for none.
    """
    if said != OWN and not said.startswith(f"{OWN}:"):
        return None
    first, _, rest = said.removeprefix(OWN).removeprefix(":").strip().partition(" ")
    coded = bool(rest) and first.isascii() and first == first.upper()
    name = (rest if coded else f"{first} {rest}").strip() or label.strip()
    if not name:
        return None
    code = first if coded else f"{within or _OUTSIDE}-{plain(name).upper()}"
    return Place(code=code, name=name, short=name, level=Level.AREA, parent=within)
