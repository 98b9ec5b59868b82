"""The life of a care unit (domain §1.3): which state may follow which."""

from __future__ import annotations

from hospice.core.errors import Refused
from hospice.core.i18n import gettext as _

from .codes import UnitStatus

_S = UnitStatus

# PLANNED → APPROVED → UNDER_CONSTRUCTION → OPERATING ⇄ SUSPENDED → CLOSED; also OPERATING ⇄ RELOCATING.
# A plan may skip forward (a ward opened in existing rooms is never "under construction") and may be given up.
NEXT: dict[UnitStatus, frozenset[UnitStatus]] = {
    _S.PLANNED: frozenset({_S.APPROVED, _S.UNDER_CONSTRUCTION, _S.OPERATING, _S.CLOSED}),
    _S.APPROVED: frozenset({_S.UNDER_CONSTRUCTION, _S.OPERATING, _S.CLOSED}),
    _S.UNDER_CONSTRUCTION: frozenset({_S.OPERATING, _S.CLOSED}),
    _S.OPERATING: frozenset({_S.SUSPENDED, _S.RELOCATING, _S.CLOSED}),
    _S.SUSPENDED: frozenset({_S.OPERATING, _S.CLOSED}),
    _S.RELOCATING: frozenset({_S.OPERATING, _S.SUSPENDED, _S.CLOSED}),
    _S.CLOSED: frozenset(),
}

# States that promise an opening and so need an expected date.
BUILDING = frozenset({_S.PLANNED, _S.APPROVED, _S.UNDER_CONSTRUCTION})


def next_state(present: UnitStatus, wanted: UnitStatus) -> UnitStatus:
    """The wanted state, where it may follow the present one; otherwise `Refused`, saying what is possible."""
    if wanted in NEXT[present]:
        return wanted
    possible = "、".join(state.label for state in UnitStatus if state in NEXT[present]) or _("没有")
    raise Refused(
        _(
            "“%(present)s”之后不能改为“%(wanted)s”。现在可以改为：%(possible)s。",
            present=present.label,
            wanted=wanted.label,
            possible=possible,
        ),
        field="status",
    )
