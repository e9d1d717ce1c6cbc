"""What the tests of storage share."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime

import factories
import pytest

from storage import Store, Writing, writing

Change = Callable[..., AbstractContextManager[Writing]]


@pytest.fixture
def change(store: Store) -> Change:
    """Open a transaction of the test's store, at factories.NOW unless told otherwise."""

    def opened(at: datetime = factories.NOW, actor: str = "tester") -> AbstractContextManager[Writing]:
        return writing(store, actor=actor, act="test:change", at=at)

    return opened
