"""Pages of transfers."""

from __future__ import annotations

from . import bedside, cases, deeds, drafting, guide, handovers, places, pushes, register, sheets, worklists

__all__ = ["BLUEPRINTS", "bedside", "sheets"]  # the last two add their addresses to those of the handovers

BLUEPRINTS = [
    cases.bp,
    deeds.bp,
    drafting.bp,
    guide.bp,
    handovers.bp,
    places.bp,
    pushes.bp,
    register.bp,
    worklists.bp,
]
