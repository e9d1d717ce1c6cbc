"""Raw files: the bytes that came are the bytes that come back, once each."""

import hashlib

import pytest
from sqlalchemy import func, select

from measures.errors import NotFound
from storage import blobs, reading
from storage.tables import blob_parts


def keep(w, data):
    sha256 = hashlib.sha256(data).hexdigest()
    blobs.keep(w, sha256, data, "text/csv")
    return sha256


@pytest.mark.parametrize("size", [0, 1, 9, 10, 11, 25])
def test_bytes_come_back_whatever_their_number(store, change, monkeypatch, size):
    monkeypatch.setattr(blobs, "PART", 10)
    data = bytes(range(size))
    with change() as w:
        sha256 = keep(w, data)
    with reading(store) as c:
        assert blobs.read(c, sha256) == data
        assert c.execute(select(func.count()).select_from(blob_parts)).scalar() == -(-size // 10)


def test_same_bytes_are_kept_once(store, change):
    for _ in range(2):
        with change() as w:
            keep(w, b"a" * 100)
    with reading(store) as c:
        assert c.execute(select(func.count()).select_from(blob_parts)).scalar() == 1


def test_bytes_of_another_hash_are_refused(change):
    with pytest.raises(ValueError, match="not those"), change() as w:
        blobs.keep(w, "0" * 64, b"abc", "text/csv")


def test_unknown_file_is_not_found(store):
    with reading(store) as c, pytest.raises(NotFound):
        blobs.read(c, "0" * 64)
