"""How a bed is called by people."""

from __future__ import annotations

from hospice.core.i18n import gettext as _


def bed_name(number: str) -> str:
    """`3号房2床` where the number says room and bed, else the number itself."""
    room, dash, bed = number.partition("-")
    if dash and room.isdigit() and bed.isdigit():
        return _("%(room)s号房%(bed)s床", room=room, bed=bed)
    return _("%(no)s床", no=number)
