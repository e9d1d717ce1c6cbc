"""Bytes of a text file to text: BOM, then UTF-8, then GB18030, each believed only where the text makes sense."""

import codecs
import re
from collections.abc import Set
from dataclasses import dataclass

#: (mark, codec) in the order of trying; the long marks first.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: Codecs that a person may name in a mapping file or answer.
CHOICES = ("gb18030", "big5", "utf-8", "utf-16-le", "utf-16-be", "shift_jis", "euc_kr", "cp1252")
#: Least share of a text's characters that must be known ones before GB18030 or Big5 is believed.
_BELIEVED = 0.45
#: Bytes of a text that are looked at to believe its encoding.
_LOOK_AT = 200_000
_CHUNK = 1 << 20
#: Control characters that no text holds.
_CONTROLS = re.compile(rb"[\x01-\x08]")


@dataclass(frozen=True, kw_only=True)
class Decoded:
    """A text and how it was read; data is None where the encoding cannot be told."""

    #: the text in UTF-8 without byte order marks, or None; as str a million rows take four times the room
    data: bytes | None
    #: codec used, or ""
    encoding: str = ""
    #: (codec, confidence) that a person may choose from
    choices: tuple[tuple[str, float], ...] = ()


def decode(data: bytes, known: Set[str], forced: str | None = None) -> Decoded:
    """Return the text of the bytes.

    known: characters that the trade's words are made of (names of places, indicators, units); they tell a right
    decoding from a garbled one. forced: a codec that a person named. A text with NUL characters is no text.
    """
    if forced is not None:
        return _plain(data, forced) or Decoded(data=None)
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return _plain(data, codec) or Decoded(data=None)
    unmarked = _unmarked_utf16(data)
    if unmarked is not None:
        decoded = _plain(data, unmarked)
        return decoded if decoded and decoded.data and not _CONTROLS.search(decoded.data) else Decoded(data=None)
    return _plain(data, "utf-8") or _chinese(data, known)


def _chinese(data: bytes, known: Set[str]) -> Decoded:
    scored = []
    for codec in ("gb18030", "big5"):
        decoded = _plain(data, codec)
        if decoded is not None and decoded.data is not None:
            look = decoded.data[:_LOOK_AT].decode("utf-8", "ignore")
            scored.append((_share_known(look, known), decoded))
    good = [(share, d) for share, d in scored if share >= _BELIEVED]
    if len(good) == 1 and good[0][1].encoding == "gb18030":
        return good[0][1]
    choices = tuple(sorted(((d.encoding, round(s, 2)) for s, d in good), key=lambda c: -c[1]))
    return Decoded(data=None, choices=choices)


def _plain(data: bytes, codec: str) -> Decoded | None:
    plain = _recoded(data, codec)
    if plain is None or b"\x00" in plain:
        return None
    while plain.startswith(codecs.BOM_UTF8):
        plain = plain[len(codecs.BOM_UTF8) :]
    return Decoded(data=plain, encoding=codec)


def _recoded(data: bytes, codec: str) -> bytes | None:
    """The bytes in UTF-8, decoded piece by piece; None where they are not of the codec."""
    try:
        decoder = codecs.getincrementaldecoder(codec)()
        pieces = [
            decoder.decode(data[start : start + _CHUNK], final=start + _CHUNK >= len(data)).encode("utf-8")
            for start in range(0, len(data), _CHUNK)
        ]
    except (UnicodeError, LookupError):
        return None
    return data if codec == "utf-8" else b"".join(pieces)


def _unmarked_utf16(data: bytes) -> str | None:
    """UTF-16 without a mark: every second byte of ASCII text is NUL."""
    head = data[:2000]
    if len(head) < 4 or b"\x00" not in head:
        return None
    low, high = head[0::2].count(0), head[1::2].count(0)
    if high > 0.05 * len(head) and low == 0:
        return "utf-16-le"
    return "utf-16-be" if low > 0.05 * len(head) and high == 0 else None


def _share_known(text: str, known: Set[str]) -> float:
    """Share of the characters beyond ASCII that the trade uses; private use and kana spoil all."""
    beyond = [c for c in text if c > "\x7f"]
    if not beyond:
        return 0.0
    if any("\ue000" <= c <= "\uf8ff" for c in beyond):
        return 0.0
    kana = sum("\u3040" <= c <= "\u30ff" for c in beyond)
    if kana > 0.02 * len(beyond):
        return 0.0
    fine = sum(c in known or c in "，。；：、（）％％　—…“”－①②③" or "\uff10" <= c <= "\uff5e" for c in beyond)
    return fine / len(beyond)
