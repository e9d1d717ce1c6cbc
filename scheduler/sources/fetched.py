"""What a source brings, and how it fails."""

from dataclasses import dataclass

from measures.errors import GapwatchError


@dataclass(frozen=True, kw_only=True)
class Fetched:
    """Bytes and a name."""

    #: file name under which the bytes are read
    name: str
    data: bytes
    #: what the far side calls this state of the file, None where it does not say
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, kw_only=True)
class Known:
    """What the far side called the state that was fetched last; it is asked whether that still holds."""

    etag: str | None = None
    last_modified: str | None = None


class FetchFailed(GapwatchError):
    """A source did not bring its file. `lasting`: the same request will fail again."""

    def __init__(self, source: str, reason: str, *, lasting: bool) -> None:
        super().__init__(f"{source}: {reason}")
        self.source, self.reason, self.lasting = source, reason, lasting
