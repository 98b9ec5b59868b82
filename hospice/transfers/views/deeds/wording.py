"""How a bed is called on these pages."""

from __future__ import annotations

from hospice.core.i18n import gettext as _
from hospice.episodes.models import BedAssignment
from hospice.facilities.models import Bed


def name_of(bed: Bed) -> str:
    """`3号房2床` where the number says room and bed, else the number itself."""
    room, dash, number = bed.bed_no.partition("-")
    if dash and room.isdigit() and number.isdigit():
        return _("%(room)s号房%(bed)s床", room=room, bed=number)
    return _("%(no)s床", no=bed.bed_no)


def bed_words(assignment: BedAssignment) -> str:
    """The bed of a promise, or that it is one place of a unit whose beds are not listed one by one."""
    return name_of(assignment.bed) if assignment.bed is not None else _("1个床位")
