"""Ways out: one small file a channel. A channel says "delivered" only when the far side said so."""

from scheduler.channels.failure import DeliveryFailed

__all__ = ["DeliveryFailed"]
