"""Who somebody is in a transfer: by the grants, each at its own institution or region."""

from __future__ import annotations

from hospice.accounts.models import Grant, User

from ..models import Request, Transfer
from ..rules.codes import Party, Side
from ..rules.parties import parties

CLOCK = None  # who acts where time does


def parties_of(by: User | None, transfer: Transfer, request: Request | None = None) -> frozenset[Party]:
    """The parties that somebody is here; the clock is the system."""
    if by is None:
        return frozenset({Party.SYSTEM})
    found: set[Party] = set()
    for grant in by.live_grants:
        found |= parties(_sides(grant, transfer, request), {grant.role})
    return frozenset(found)


def _sides(grant: Grant, transfer: Transfer, request: Request | None) -> set[Side]:
    sides: set[Side] = set()
    if grant.institution_id is not None:
        if grant.institution_id == transfer.institution_id:
            sides.add(Side.ORIGIN)
        if request is not None and grant.institution_id == request.institution_id:
            sides.add(Side.DESTINATION)
    elif grant.region is not None and transfer.region.path.startswith(grant.region.path):
        sides.add(Side.COORDINATION)
    return sides
