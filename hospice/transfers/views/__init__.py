"""Pages of transfers."""

from __future__ import annotations

from . import cases, deeds, drafting, guide, handovers, places, pushes, register, sheets, worklists

__all__ = ["BLUEPRINTS", "sheets"]  # the sheet on paper stands with the handovers

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
