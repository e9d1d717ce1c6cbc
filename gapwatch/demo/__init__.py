"""The built-in example: two short notices written for it, and published actuals with their sources."""

from importlib.resources import files

DOCUMENTS = ("heilongjiang-sample.txt", "henan-sample.txt")
ACTUALS = "actuals.csv"


def sample(name: str) -> bytes:
    """Return the bytes of one sample file."""
    return files(__name__).joinpath(name).read_bytes()
