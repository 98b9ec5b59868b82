"""Pages about one patient."""

from __future__ import annotations

from . import patients

__all__ = ["BLUEPRINTS"]

BLUEPRINTS = [patients.bp]
