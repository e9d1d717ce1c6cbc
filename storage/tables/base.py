"""What every table is made with."""

from typing import Any

from sqlalchemy import (
    Column,
    ForeignKey,
    MetaData,
)

from storage.columns import Key, Words

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def row_id() -> Column[int]:
    return Column("id", Key, primary_key=True)


def must(name: str, kind: Any = Words, *more: Any, **options: Any) -> Column[Any]:
    return Column(name, kind, *more, nullable=False, **options)


def may(name: str, kind: Any = Words, *more: Any) -> Column[Any]:
    return Column(name, kind, *more, nullable=True)


def of(name: str, target: str) -> Column[int]:
    return Column(name, Key, ForeignKey(target), nullable=False)


def maybe_of(name: str, target: str) -> Column[int]:
    return Column(name, Key, ForeignKey(target), nullable=True)
