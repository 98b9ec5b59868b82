"""Pages of the ward."""

from __future__ import annotations

from . import stays, waiting, wards

__all__ = ["BLUEPRINTS"]

BLUEPRINTS = [wards.bp, stays.bp, waiting.bp]
