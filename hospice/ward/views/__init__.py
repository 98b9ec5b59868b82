"""Pages of the ward."""

from __future__ import annotations

from . import arranging, beds, stays, waiting, wards

__all__ = ["BLUEPRINTS", "arranging", "beds"]  # these two belong to the blueprint of stays

BLUEPRINTS = [wards.bp, stays.bp, waiting.bp]
