"""What every channel raises when the far side did not take a message."""

from measures.errors import GapwatchError


class DeliveryFailed(GapwatchError):
    """The far side did not take the message.

    `lasting`: trying this message again cannot help. `everyone`: the far side as a whole cannot be used now, so
    that other messages need not be tried.
    """

    def __init__(self, reason: str, *, lasting: bool, everyone: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.lasting, self.everyone = reason, lasting, everyone
