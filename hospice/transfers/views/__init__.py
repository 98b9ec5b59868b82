"""Pages of transfers."""

from __future__ import annotations

from . import cases, drafting, guide, handovers, places, pushes, register, worklists
from .deeds import taking

__all__ = ["BLUEPRINTS"]

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
