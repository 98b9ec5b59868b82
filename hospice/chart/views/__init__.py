"""Pages about one patient."""

from __future__ import annotations

from . import around, editing, entering, patients, rating, recording, revealing

# The other modules add their addresses to the blueprint of patients.
__all__ = ["BLUEPRINTS", "around", "editing", "entering", "rating", "recording", "revealing"]

BLUEPRINTS = [patients.bp]
