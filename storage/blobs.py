"""Raw files as received, kept once each under the SHA-256 of their bytes."""

import hashlib
from collections.abc import Iterator

from sqlalchemy import Connection, insert, select

from measures.errors import NotFound
from storage.tables import blob_parts, blobs
from storage.transactions import Writing

#: Bytes a part: large enough to be quick, small enough for any memory.
PART = 4 * 1024 * 1024


def keep(w: Writing, sha256: str, data: bytes, media_type: str) -> None:
    """Keep the bytes if they are not there yet; raises ValueError where they are not those of the hash."""
    if hashlib.sha256(data).hexdigest() != sha256:
        raise ValueError(f"the {len(data)} bytes given are not those whose SHA-256 is {sha256}")
    if w.connection.execute(select(blobs.c.size).where(blobs.c.sha256 == sha256)).first():
        return
    w.connection.execute(insert(blobs).values(sha256=sha256, size=len(data), media_type=media_type, recorded_at=w.at))
    view = memoryview(data)
    for part, start in enumerate(range(0, len(data), PART)):
        piece = bytes(view[start : start + PART])
        w.connection.execute(insert(blob_parts).values(sha256=sha256, part=part, bytes=piece))


def parts(c: Connection, sha256: str) -> Iterator[bytes]:
    """Yield the bytes of a raw file part by part; nothing for an unknown one."""
    numbers = select(blob_parts.c.part).where(blob_parts.c.sha256 == sha256).order_by(blob_parts.c.part)
    for number in c.execute(numbers).scalars().all():
        one = select(blob_parts.c.bytes).where(blob_parts.c.sha256 == sha256, blob_parts.c.part == number)
        yield bytes(c.execute(one).scalar_one())


def read(c: Connection, sha256: str) -> bytes:
    """Return a raw file; raises NotFound."""
    if not c.execute(select(blobs.c.size).where(blobs.c.sha256 == sha256)).first():
        raise NotFound("file", sha256)
    return b"".join(parts(c, sha256))
