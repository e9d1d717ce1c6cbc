"""What the group robots share: a JSON answer with a code of its own, 0 for taken, whatever the HTTP status says."""

import json
from collections.abc import Collection
from datetime import timedelta

from scheduler.channels.failure import DeliveryFailed
from scheduler.channels.http import Answer

#: All three refuse more than a few messages a minute and say no pause.
TOO_FAST_PAUSE = timedelta(minutes=1)


def heard(answer: Answer, code: str, said: str, too_fast: Collection[int]) -> None:
    """Return where the robot's own code says that the message was taken.

    `code` and `said` name the fields of the answer. Raises DeliveryFailed otherwise: a robot refuses for reasons that
    somebody can mend (signature, key word, address list), so the message stays.
    """
    try:
        body = json.loads(answer.body)
        number = int(body[code])
    except (ValueError, KeyError, TypeError) as error:
        text = " ".join(answer.body[:200].decode("utf-8", "replace").split())
        raise DeliveryFailed(f"no {code} in the answer: {text}", lasting=False, everyone=True) from error
    if number != 0:
        pause = TOO_FAST_PAUSE if number in too_fast else answer.retry_after
        raise DeliveryFailed(f"{code} {number} {body.get(said, '')}", lasting=False, everyone=True, retry_after=pause)
