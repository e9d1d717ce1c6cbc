"""Looking for what must never be: broken references, raw files that changed, vintages or versions that are gone."""

import hashlib
from collections.abc import Iterator

from sqlalchemy import Column, Connection, Table, and_, func, select, tuple_

from measures.problems import Problem
from measures.terms import Severity
from storage.blobs import parts
from storage.tables import blobs, gap_rows, metadata, series, target_versions, uploads, vintages

#: References that the database itself does not guard, for the sake of speed.
UNGUARDED = (
    (vintages, (("series_id", series.c.id),)),
    (vintages, (("upload_id", uploads.c.id),)),
    (uploads, (("undoes", uploads.c.id),)),
    (gap_rows, (("target_id", target_versions.c.target_id), ("target_version", target_versions.c.version))),
)
#: Most ids that a problem names.
NAMED = 10
#: Rows looked at together.
PIECE = 500


def check_store(c: Connection) -> tuple[Problem, ...]:
    """Return everything that is wrong with the store itself; an empty answer means that it is whole."""
    return (*_damage(c), *_broken_references(c), *_changed_files(c), *_missing_numbers(c), *_missing_evidence(c))


def _problem(code: str, **details: object) -> Problem:
    return Problem(code=code, severity=Severity.ERROR, details={name: str(value) for name, value in details.items()})


def _damage(c: Connection) -> Iterator[Problem]:
    """What SQLite finds in its own file; PostgreSQL has checksums of its own for that."""
    if c.dialect.name != "sqlite":
        return
    said = c.exec_driver_sql("PRAGMA integrity_check").scalars().all()
    if said != ["ok"]:
        yield _problem("store_damaged", said="; ".join(said))


def _broken_references(c: Connection) -> Iterator[Problem]:
    for table in metadata.sorted_tables:
        for key in table.foreign_keys:
            yield from _dangling(c, table, ((key.parent.name, key.column),))
    for table, pairs in UNGUARDED:
        yield from _dangling(c, table, pairs)


def _dangling(c: Connection, table: Table, pairs: tuple[tuple[str, Column[int]], ...]) -> Iterator[Problem]:
    """Report rows whose reference leads nowhere."""
    target = pairs[0][1].table.alias()
    meets = and_(*(target.c[column.name] == table.c[name] for name, column in pairs))
    there = select(target.c[pairs[0][1].name]).where(meets).exists()
    lost = and_(table.c[pairs[0][0]].is_not(None), ~there)
    number = c.execute(select(func.count()).select_from(table).where(lost)).scalar_one()
    if number:
        first = table.primary_key.columns.values()
        rows = c.execute(select(*first).where(lost).order_by(*first).limit(NAMED)).all()
        ids = ", ".join("/".join(str(value) for value in row) for row in rows)
        column = ", ".join(name for name, _ in pairs)
        yield _problem("reference_broken", table=table.name, column=column, number=number, ids=ids)


def _changed_files(c: Connection) -> Iterator[Problem]:
    for sha256, size in c.execute(select(blobs.c.sha256, blobs.c.size).order_by(blobs.c.sha256)).all():
        digest, length = hashlib.sha256(), 0
        for part in parts(c, sha256):
            digest.update(part)
            length += len(part)
        if digest.hexdigest() != sha256 or length != size:
            yield _problem("file_changed", sha256=sha256, size=size, found=length)


def _missing_numbers(c: Connection) -> Iterator[Problem]:
    """Vintages of a key and versions of a target are numbered from 1 without a gap: one that is gone leaves one."""
    v, t = vintages.c, target_versions.c
    for code, number, keys in (
        ("vintage_gone", v.edition, (v.series_id, v.period, v.basis)),
        ("version_gone", t.version, (t.target_id,)),
    ):
        query = select(*keys).group_by(*keys).having(func.count() != func.max(number)).order_by(*keys)
        gone = c.execute(query).all()
        if gone:
            ids = ", ".join("/".join(str(value) for value in row) for row in gone[:NAMED])
            yield _problem(code, number=len(gone), ids=ids)


def _missing_evidence(c: Connection) -> Iterator[Problem]:
    """Evaluations that used vintages which are not there."""
    last = tuple_(gap_rows.c.run_id, gap_rows.c.position)
    after: tuple[int, int] = (0, -1)
    while True:
        query = select(gap_rows.c.run_id, gap_rows.c.position, gap_rows.c.row).where(last > after)
        rows = c.execute(query.order_by(gap_rows.c.run_id, gap_rows.c.position).limit(PIECE)).all()
        if not rows:
            return
        used = {int(vintage) for row in rows for vintage in row.row.get("vintages") or ()}
        there = set(c.execute(select(vintages.c.id).where(vintages.c.id.in_(sorted(used)))).scalars())
        for row in rows:
            lost = sorted(set(row.row.get("vintages") or ()) - there)
            if lost:
                ids = ", ".join(str(vintage) for vintage in lost[:NAMED])
                yield _problem("evidence_gone", run=row.run_id, position=row.position, ids=ids)
        after = (rows[-1].run_id, rows[-1].position)
