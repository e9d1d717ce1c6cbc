"""Reckoning: targets × observations at a moment become gaps. Pure: no clock, no file, no database.

The steps stand in table.py in their order; docs/gap-model.md gives the formula behind each column.
"""

from gaps.explain import explain
from gaps.known import known_at
from gaps.model import GapSettings, Model, Step, model_on
from gaps.reasons import Reason
from gaps.table import gap_table

__all__ = ["GapSettings", "Model", "Reason", "Step", "explain", "gap_table", "known_at", "model_on"]
