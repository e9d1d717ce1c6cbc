"""What every channel raises when the far side did not take a message."""

from measures.errors import GapwatchError


class DeliveryFailed(GapwatchError):
    """The far side did not take the message; `lasting` where trying again cannot help."""

    def __init__(self, reason: str, *, lasting: bool) -> None:
        super().__init__(reason)
        self.reason, self.lasting = reason, lasting
