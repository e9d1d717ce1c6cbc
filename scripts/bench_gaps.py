"""Measures the gap table: targets with monthly running totals of three years each, seconds, memory, and what ten
times the targets cost.
"""

import argparse
import resource
import time
from datetime import date, datetime

import numpy as np
import pandas as pd

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


def observations(wanted: pd.DataFrame) -> pd.DataFrame:
    """Monthly running totals of each target's series."""
    last = [(2016 + (6 + k) // 12, (6 + k) % 12 + 1) for k in range(MONTHS)]
    periods = np.array([f"{y}-01/{y}-{m:02}" for y, m in last], dtype=object)
    months = np.tile([m for _, m in last], len(wanted))
    count = len(months)
    noise = np.random.default_rng(1).uniform(0.95, 1.05, count)
    shared = ("place", "place_code", "indicator", "indicator_id")
    named = {c: np.repeat(wanted[c].to_numpy(dtype=object), MONTHS) for c in shared}
    texts = {"measure": "level", "basis": "ytd", "unit": "亿元", "source": "统计局", "release": "released"}
    numbers = {
        "vintage_id": np.arange(count),
        "value": months * 100.0 * noise,
        "authority": 1,
        "row": 1,
        "upload_id": 1,
    }
    times = {"published_at": date(2019, 7, 20), "recorded_at": pd.Timestamp("2019-07-20", tz="UTC")}
    return _frame(OBSERVATIONS, count, named | texts | numbers | times | {"period": np.tile(periods, len(wanted))})


def measure(count: int) -> float:
    """Print and return the processor seconds of one table."""
    wanted = targets(count)
    seen = observations(wanted)
    before, started = time.process_time(), time.perf_counter()
    table = gap_table(wanted, seen, AS_OF, GapSettings(), load_catalogue())
    spent, passed = time.process_time() - before, time.perf_counter() - started
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"{count} targets, {len(seen)} figures: {passed:.2f} s, {spent:.2f} s processor, {memory:.2f} GB")
    assert table["status"].ne("no_data").all()
    return spent


def _first(frame: pd.DataFrame) -> dict[str, object]:
    return {str(name): frame[name].iloc[0] for name in frame.columns}


def measure_explanation(rounds: int = 50) -> None:
    """Print what the explanation of one row takes."""
    wanted = targets(1)
    seen = observations(wanted)
    row = _first(gap_table(wanted, seen, AS_OF, GapSettings(), load_catalogue()))
    target = _first(wanted)
    started = time.process_time()
    for _ in range(rounds):
        explain(row, target, seen)
    print(f"one explanation: {(time.process_time() - started) / rounds * 1000:.1f} ms of processor time")


def main() -> None:
    """Measure a tenth and the whole."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("targets", nargs="?", type=int, default=100_000)
    count = parser.parse_args().targets
    measure(100)
    measure_explanation()
    part = measure(count // 10)
    print(f"ten times the targets take {measure(count) / part:.1f} times as long")


if __name__ == "__main__":
    main()
