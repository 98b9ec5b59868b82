"""What coverage computes: the figures of a day, and how they came about month by month."""

from .snapshots import Snapshot, coverage
from .trends import Month, trend

__all__ = ["Month", "Snapshot", "coverage", "trend"]
