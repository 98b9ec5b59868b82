"""Pages of the registry, one blueprint per thing."""

from __future__ import annotations

from . import beds, confirmations, institutions, units

BLUEPRINTS = [
    institutions.bp,
    units.bp,
    confirmations.bp,
    beds.bp,
]
