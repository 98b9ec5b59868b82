"""Pages of the registry, one blueprint per thing."""

from __future__ import annotations

from . import (
    beds,
    checklist,
    confirmations,
    consortia,
    declarations,
    designations,
    findings,
    institution_form,
    institutions,
    programs,
    unit_form,
    units,
)

__all__ = ["BLUEPRINTS", "institution_form", "unit_form"]  # the forms add their addresses to the blueprints below

BLUEPRINTS = [
    institutions.bp,
    units.bp,
    confirmations.bp,
    beds.bp,
    findings.bp,
    declarations.bp,
    designations.bp,
    checklist.bp,
    programs.bp,
    consortia.bp,
]
