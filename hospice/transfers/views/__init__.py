"""Pages of transfers."""

from __future__ import annotations

from . import cases, deeds, drafting, guide, handovers, places, pushes, register, worklists

__all__ = ["BLUEPRINTS"]

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
