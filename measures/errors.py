"""Exceptions: what is wrong with us or with the world. What is wrong in people's data is a Problem instead."""


class GapwatchError(Exception):
    """The root of all exceptions that gapwatch raises on purpose."""


class ConfigurationError(GapwatchError):
    """A setting or a command-line argument that cannot be used: exit status 2."""

    def __init__(self, key: str, value: object, expected: str) -> None:
        super().__init__(f"{key} = {value!r}: {expected}")
        self.key, self.value, self.expected = key, value, expected


class UnitMismatch(GapwatchError):
    """Two units of different dimensions met where one was to be converted into the other."""

    def __init__(self, unit: str, other: str, dimension: str, other_dimension: str) -> None:
        super().__init__(f"{unit} ({dimension}) cannot be converted to {other} ({other_dimension})")
        self.unit, self.other = unit, other
        self.dimension, self.other_dimension = dimension, other_dimension


class UnknownUnit(GapwatchError):
    """A text that names no unit of units.txt."""

    def __init__(self, unit: str) -> None:
        super().__init__(f"unknown unit {unit!r}")
        self.unit = unit


class ContractBroken(GapwatchError):
    """A table that does not have the columns that measures.frames promises: a fault of ours."""

    def __init__(self, table: str, missing: tuple[str, ...], unexpected: tuple[str, ...]) -> None:
        super().__init__(f"{table}: missing columns {missing}, unexpected columns {unexpected}")
        self.table, self.missing, self.unexpected = table, missing, unexpected


class StoreUnavailable(GapwatchError):
    """The database cannot be opened, is behind or ahead of this program, or went away: exit status 3."""

    def __init__(self, database: str, reason: str) -> None:
        super().__init__(f"{database}: {reason}")
        self.database, self.reason = database, reason


class NotFound(GapwatchError):
    """Something was asked for by an identifier that the store does not hold."""

    def __init__(self, kind: str, identifier: object) -> None:
        super().__init__(f"no {kind} {identifier!r}")
        self.kind, self.identifier = kind, identifier


class NotAllowed(GapwatchError):
    """Somebody asked for an act that is not theirs, or that the state of the thing forbids: exit status 2."""

    def __init__(self, act: str, actor: str, reason: str) -> None:
        super().__init__(f"{actor} may not {act}: {reason}")
        self.act, self.actor, self.reason = act, actor, reason
