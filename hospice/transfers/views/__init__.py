"""Pages of transfers."""

from __future__ import annotations

from . import bedside, cases, drafting, guide, handovers, places, pushes, register, sheets, worklists
from .deeds import taking

__all__ = ["BLUEPRINTS", "bedside", "sheets"]  # the last two add their addresses to those of the handovers

BLUEPRINTS = [
    cases.bp,
    taking.bp,
    drafting.bp,
    guide.bp,
    handovers.bp,
    places.bp,
    pushes.bp,
    register.bp,
    worklists.bp,
]
