"""What every channel raises when the far side did not take a message."""

from datetime import timedelta

from measures.errors import GapwatchError


class DeliveryFailed(GapwatchError):
    """The far side did not take the message.

    `lasting`: trying this message again cannot help. `everyone`: the far side as a whole cannot be used now, so other
    messages need not be tried. `retry_after`: the pause that the far side asks for.
    """

    def __init__(
        self, reason: str, *, lasting: bool, everyone: bool = False, retry_after: timedelta | None = None
    ) -> None:
        super().__init__(reason)
        self.reason, self.lasting, self.everyone, self.retry_after = reason, lasting, everyone, retry_after
