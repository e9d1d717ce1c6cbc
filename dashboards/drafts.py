"""Uploads that a person has sent and not yet submitted: files of their own in a folder that only this account reads.

Nothing of them is in the store; what is not submitted within a day is deleted.
"""

import os
import re
import secrets
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

import orjson

from measures.errors import NotFound

LIFE: Final = timedelta(days=1)
IDENTIFIER: Final = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, kw_only=True)
class UploadDraft:
    """A file that waits to be submitted."""

    id: str
    #: as the person calls it
    name: str
    #: what the person said about it
    source: str | None
    published: date | None
    #: question → answer
    answers: Mapping[str, str]
    kept_at: datetime


class Drafts:
    """The folder of the files that wait."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or Path(tempfile.gettempdir()) / f"gapwatch-uploads-{os.getuid()}"

    def keep(
        self, parts: Iterable[bytes], *, name: str, source: str | None, published: date | None, now: datetime
    ) -> UploadDraft:
        """Keep a file; files that have waited for longer than a day go."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._forget_old(now)
        draft = UploadDraft(
            id=secrets.token_hex(16), name=name, source=source, published=published, answers={}, kept_at=now
        )
        with self._open(draft.id, "data") as file:
            for part in parts:
                file.write(part)
        self._write(draft)
        return draft

    def get(self, draft_id: str) -> UploadDraft:
        """A draft; raises NotFound for one that was submitted, withdrawn, or has waited too long."""
        try:
            kept = orjson.loads(self._path(draft_id, "json").read_bytes())
        except FileNotFoundError:
            raise NotFound("draft", draft_id) from None
        day = kept["published"]
        kept |= {"published": date.fromisoformat(day) if day else None}
        return UploadDraft(**kept | {"kept_at": datetime.fromisoformat(kept["kept_at"])})

    def data(self, draft_id: str) -> bytes:
        """The file of a draft; raises NotFound."""
        try:
            return self._path(draft_id, "data").read_bytes()
        except FileNotFoundError:
            raise NotFound("draft", draft_id) from None

    def answer(self, draft: UploadDraft, answers: Mapping[str, str]) -> UploadDraft:
        """Keep answers beside those given before."""
        answered = replace(draft, answers={**draft.answers, **answers})
        self._write(answered)
        return answered

    def forget(self, draft_id: str) -> None:
        """Delete a draft."""
        for ending in ("json", "data"):
            self._path(draft_id, ending).unlink(missing_ok=True)

    def _path(self, draft_id: str, ending: str) -> Path:
        if not IDENTIFIER.fullmatch(draft_id):
            raise NotFound("draft", draft_id)
        return self._folder / f"{draft_id}.{ending}"

    def _open(self, draft_id: str, ending: str):  # type: ignore[no-untyped-def]
        path = self._path(draft_id, ending)
        return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")

    def _write(self, draft: UploadDraft) -> None:
        with self._open(draft.id, "json") as file:
            file.write(orjson.dumps(asdict(draft)))

    def _forget_old(self, now: datetime) -> None:
        for path in self._folder.glob("*.json"):
            try:
                old = now - self.get(path.stem).kept_at > LIFE
            except NotFound:
                continue  # somebody else just deleted it
            if old:
                self.forget(path.stem)
