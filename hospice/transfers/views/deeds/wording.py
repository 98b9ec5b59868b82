"""How a promised bed is called on these pages."""

from __future__ import annotations

from hospice.core.i18n import gettext as _
from hospice.episodes.models import BedAssignment

from ...rules.bed_names import bed_name


def bed_words(assignment: BedAssignment) -> str:
    """The bed of a promise, or that it is one place of a unit whose beds are not listed one by one."""
    return bed_name(assignment.bed.bed_no) if assignment.bed is not None else _("1个床位")
