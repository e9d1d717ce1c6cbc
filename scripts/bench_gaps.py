"""Measures the gap table: targets with three years of monthly running totals and five years of shares each: seconds,
memory, what ten times the targets cost, the same beside DuckDB, and what an explanation takes.
"""

import argparse
import resource
import statistics
import tempfile
import time
from datetime import date, datetime

import numpy as np
import pandas as pd

from dashboards.content.reckoning import reckon_frames
from gaps import GapSettings, explain, gap_table
from gaps.model import ZONE
from measures.catalogue import load_catalogue
from measures.frames import OBSERVATIONS, TARGETS
from measures.terms import Accrual, Accumulation

AS_OF = datetime(2019, 8, 1, tzinfo=ZONE)
#: months of observations each, up to June 2019
MONTHS = 36


def _indicators() -> list[str]:
    flows = (i for i in load_catalogue() if i.accumulation == Accumulation.CUM_FLOW and i.unit == "亿元")
    return [i.id for i in flows if i.accrual != Accrual.CARRIED_OVER][:20]


def _frame(columns: dict[str, str], count: int, values: dict[str, object]) -> pd.DataFrame:
    empty = {name: pd.Series([None] * count, dtype=object) for name in columns}
    return pd.DataFrame(empty | values)[list(columns)]


def targets(count: int) -> pd.DataFrame:
    """Floors for running totals of many places."""
    indicators = np.array(_indicators(), dtype=object)
    number = np.arange(count)
    names, places = (
        indicators[number % len(indicators)],
        (100000 + number // len(indicators)).astype(str).astype(object),
    )
    lists: dict[str, object] = {"lead": [[]] * count, "support": [[]] * count}
    numbers = {"target_id": number, "version": 1, "value": 1200.0, "start": 0, "end": 0, "ceiling": False}
    missing = dict.fromkeys(("value_high", "baseline_value", "stretch"), np.nan)
    texts = {"measure": "level", "comparator": "ge", "unit": "亿元", "deadline": date(2019, 12, 31)}
    named = {"place": places, "place_code": places, "indicator": names, "indicator_id": names}
    return _frame(TARGETS, count, numbers | missing | texts | named | lists)


def periods() -> tuple[list[str], list[int]]:
    """Periods of one series' running totals, and their last months: MONTHS in a row, before them halves and wholes of
    years, so that five complete years give shares.
    """
    last = [(2016 + (6 + k) // 12, (6 + k) % 12 + 1) for k in range(MONTHS)]
    last = [(2014, 6), (2014, 12), (2015, 6), (2015, 12), (2016, 6), *last]
    return [f"{y}-01/{y}-{m:02}" for y, m in last], [m for _, m in last]


def observations(wanted: pd.DataFrame) -> pd.DataFrame:
    """Running totals of each target's series."""
    names, last = periods()
    months = np.tile(last, len(wanted))
    count = len(months)
    noise = np.random.default_rng(1).uniform(0.95, 1.05, count)
    shared = ("place", "place_code", "indicator", "indicator_id")
    named = {c: np.repeat(wanted[c].to_numpy(dtype=object), len(last)) for c in shared}
    texts = {"measure": "level", "basis": "ytd", "unit": "亿元", "source": "统计局", "release": "released"}
    numbers = {
        "vintage_id": np.arange(count),
        "value": months * 100.0 * noise,
        "authority": 1,
        "row": 1,
        "upload_id": 1,
    }
    times = {"published_at": date(2019, 7, 20), "recorded_at": pd.Timestamp("2019-07-20", tz="UTC")}
    told = np.tile(np.array(names, dtype=object), len(wanted))
    return _frame(OBSERVATIONS, count, named | texts | numbers | times | {"period": told})


def measure(wanted: pd.DataFrame, seen: pd.DataFrame) -> tuple[pd.DataFrame, float]:
    """Print what one table takes; return it and its seconds of the clock."""
    before, started = time.process_time(), time.perf_counter()
    table = gap_table(wanted, seen, AS_OF, GapSettings(), load_catalogue())
    spent, passed = time.process_time() - before, time.perf_counter() - started
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"{len(wanted)} targets, {len(seen)} figures: {passed:.2f} s, {spent:.2f} s processor, {memory:.2f} GB")
    assert table["status"].ne("no_data").all()
    assert table["expected"].notna().all()
    return table, passed


#: observed, attainment and linear pace, as a person who knows SQL writes it: of each figure the vintage that was
#: published last by the day, of each target the newest running total of the year of its deadline
QUERY = """
WITH known AS (
  SELECT *, row_number() OVER (
    PARTITION BY place_code, indicator_id, measure, period, basis, source ORDER BY published_at DESC, recorded_at DESC
  ) AS rank
  FROM observations WHERE published_at <= DATE '2019-08-01'
), latest AS (
  SELECT t.target_id, t.value AS target, k.value AS observed, CAST(right(k.period, 2) AS INTEGER) AS month,
    row_number() OVER (PARTITION BY t.target_id ORDER BY k.period DESC) AS newest
  FROM targets t JOIN known k ON k.place_code = t.place_code AND k.indicator_id = t.indicator_id
    AND k.measure = t.measure AND k.unit = t.unit
  WHERE k.rank = 1 AND k.basis = 'ytd' AND left(k.period, 4) = CAST(year(t.deadline) AS VARCHAR)
)
SELECT target_id, observed, observed / target AS attainment, target * month / 12 AS expected_linear,
  observed / (target * month / 12) AS pace_index_linear
FROM latest WHERE newest = 1 ORDER BY target_id
"""
#: columns that both sides answer
COMPARED = ("observed", "attainment", "expected_linear", "pace_index_linear")


def _query(wanted: pd.DataFrame, seen: pd.DataFrame) -> tuple[pd.DataFrame, float]:
    """The answer of DuckDB on two cores to tables of its own, and its seconds; loading them is not counted."""
    import duckdb

    with duckdb.connect() as connection:
        connection.execute("SET threads = 2")
        for name, frame in (("targets", wanted), ("observations", seen)):
            plain = frame[[c for c in frame.columns if not frame[c].isna().all() and c not in ("lead", "support")]]
            connection.register("plain", plain)
            connection.execute(f"CREATE TABLE {name} AS SELECT * FROM plain")
        started = time.perf_counter()
        answer = connection.execute(QUERY).df()
        return answer, time.perf_counter() - started


def compare(wanted: pd.DataFrame, seen: pd.DataFrame) -> None:
    """Print what the whole table costs beside the query, in turns: on all figures, and on those of the year alone."""
    of_year = seen[seen["period"].str.startswith("2019")].reset_index(drop=True)
    for words, figures in (("all figures", seen), ("figures of the year, no history", of_year)):
        ours, theirs = [], []
        for _ in range(3):
            answer, seconds = _query(wanted, figures)
            theirs.append(seconds)
            started = time.perf_counter()
            table = gap_table(wanted, figures, AS_OF, GapSettings(), load_catalogue())
            ours.append(time.perf_counter() - started)
        for column in COMPARED:
            assert np.allclose(answer[column], table[column], rtol=1e-11)
        print(
            f"{len(wanted)} targets, {words}: every column {min(ours):.2f} s, DuckDB for {len(COMPARED)} columns "
            f"{min(theirs):.2f} s: {min(ours) / min(theirs):.1f} times"
        )


def measure_explanation(rounds: int = 20) -> None:
    """Print what the explanation of a row takes: every target of the built-in example, in a store, many times."""
    from gapwatch.config import Settings
    from gapwatch.demo.filling import fill
    from gapwatch.wiring import House
    from storage import open_store, reading

    with tempfile.TemporaryDirectory() as folder:
        home = House(Settings(database=f"sqlite:///{folder}/demo.db"))
        store = open_store(home.settings.database)
        fill(store, home)
        with reading(store) as connection:
            frames = reckon_frames(connection, home.catalogue, as_of=home.now(), released_only=False)
        rows = [{str(k): v for k, v in row.items()} for row in frames.gaps.to_dict("records")]
        promised = {row["target_id"]: row for row in frames.targets.to_dict("records")}
        times = []
        for row in rows * rounds:
            started = time.process_time()
            explain(row, promised[row["target_id"]], frames.observations, catalogue=home.catalogue)
            times.append(time.process_time() - started)
        store.close()
    middle, slow = statistics.median(times) * 1000, statistics.quantiles(times, n=20)[-1] * 1000
    print(
        f"one explanation, {len(times)} of {len(rows)} targets: median {middle:.1f} ms of "
        f"processor time, 95 of 100 under {slow:.1f} ms"
    )


def main() -> None:
    """Measure a tenth and the whole."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("targets", nargs="?", type=int, default=100_000)
    count = parser.parse_args().targets
    measure_explanation()
    small = targets(count // 10)
    few = observations(small)
    measure(small, few)
    _, part = measure(small, few)
    wanted = targets(count)
    seen = observations(wanted)
    _, whole = measure(wanted, seen)
    print(f"ten times the targets take {whole / part:.1f} times as long")
    compare(small, few)


if __name__ == "__main__":
    main()
