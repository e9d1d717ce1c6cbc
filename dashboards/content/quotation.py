"""Where the words of a target stand: the number's offsets widened to the whole quotation."""


def quotation_span(text: str, start: int, end: int, quote: str) -> tuple[int, int]:
    """First character and end of the quotation that encloses the number at [start, end).

    Readers keep the offsets of number and unit and the words with what binds them (11%左右). Where the text has no such
    words around the number, the number's own offsets.
    """
    at = text.find(quote, max(0, end - len(quote))) if quote else -1
    return (at, at + len(quote)) if 0 <= at <= start and at + len(quote) >= end else (start, end)
