"""What goes on in one's houses and areas: one statement for all open cases, however many are stored that are over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.access.permissions import Permission
from hospice.access.scope import Scope
from hospice.accounts.models import User
from hospice.core.clock import now, today
from hospice.episodes.models import BedAssignment
from hospice.facilities.models import Bed
from hospice.patients.models import Patient
from hospice.patients.rules.headline import headline
from hospice.policy.queries import values
from hospice.regions.models import Region

from ..models import Request, Transfer
from ..rules.codes import TransferStatus
from ..rules.duties import Asked, Case, Hands, Line
from ..rules.request_life import OPEN_REQUESTS
from ..rules.standards import Standards
from ..rules.transfer_life import OPEN_TRANSFERS
from ..rules.worklist import lines

GOES_ON = OPEN_TRANSFERS | {TransferStatus.DRAFT}
MOST = 3000  # open cases of one reader; a prefecture has some hundreds

_T, _R, _A = Transfer, Request, BedAssignment
_CASE = (_T.id, _T.key, _T.number, _T.status, _T.priority, _T.setting, _T.inpatient, _T.institution_id, _T.submitted_at,
         _T.edited_at, Region.path.label("path"), Patient.name, Patient.sex, Patient.birth_date)  # fmt: skip
_ASKED = (_R.key.label("r_key"), _R.institution_id.label("r_house"), _R.unit_id, _R.status.label("r_status"), _R.since,
          _R.answer_by, _R.place_by, _A.expires_at, _R.scheduled_for, _R.sender_agreed_at, _R.receiver_agreed_at,
          Bed.bed_no, _R.words)  # fmt: skip


def hands_of(person: User, permission: Permission = Permission.TRANSFERS_READ) -> Hands:
    """What somebody is, and where, as far as transfers are concerned."""
    houses: dict[int, set[Any]] = {}
    areas: dict[str, set[Any]] = {}
    for grant in person.live_grants:
        if grant.institution_id is not None and grant.institution_id in person.scope(permission).institutions:
            houses.setdefault(grant.institution_id, set()).add(grant.role)
        elif grant.region is not None and grant.region.path in person.scope(permission).paths:
            areas.setdefault(grant.region.path, set()).add(grant.role)
    return Hands(
        tuple((house, frozenset(roles)) for house, roles in sorted(houses.items())),
        tuple((path, frozenset(roles)) for path, roles in sorted(areas.items())),
    )


def lines_for(session: Session, person: User) -> list[Line]:
    """Every line of this person's work list, in no order."""
    hands, at = hands_of(person), now()
    standards = Standards.from_values(values(session, today()))
    return [line for case in open_cases(session, hands) for line in lines(case, hands, standards, at)]


def open_cases(session: Session, hands: Hands) -> list[Case]:
    """Open cases that the houses send or are asked for, and those that are sent from the areas."""
    return list(_cases(session.execute(_open_statement(hands)).all()))


@lru_cache(maxsize=1024)
def _open_statement(hands: Hands) -> sa.Select[Any]:
    """Kept, since to build a statement costs more than to run it, and this page is opened all day."""
    columns: tuple[Any, ...] = (*_CASE, *_ASKED)
    return (
        sa.select(*columns)
        .join(Patient, Patient.id == _T.patient_id)
        .join(Region, Region.id == _T.region_id)
        .outerjoin(_R, sa.and_(_R.transfer_id == _T.id, _R.status.in_(sorted(OPEN_REQUESTS))))
        .outerjoin(_A, _A.id == _R.assignment_id)
        .outerjoin(Bed, Bed.id == _A.bed_id)
        .where(_T.id.in_(_open_ids(hands)))
        .order_by(_T.id, _R.id)
        .limit(MOST)
    )


def _open_ids(hands: Hands) -> Any:
    """The ids alone, each by its own index: of what the houses send, of what they are asked, of what the areas send."""
    parts: list[sa.Select[Any]] = []
    if houses := [house for house, _roles in hands.houses]:
        parts.append(sa.select(_T.id).where(_T.institution_id.in_(houses), _T.status.in_(sorted(GOES_ON))))
        parts.append(
            sa.select(_R.transfer_id).where(_R.institution_id.in_(houses), _R.status.in_(sorted(OPEN_REQUESTS)))
        )
    if paths := frozenset(path for path, _roles in hands.areas):
        inside = Scope(paths=paths).criterion(Transfer)
        parts.append(sa.select(_T.id).where(inside, _T.status.in_(sorted(OPEN_TRANSFERS))))
    return sa.union(*parts) if parts else sa.select(sa.null()).where(sa.false())


def _cases(rows: Sequence[Any]) -> Iterator[Case]:
    for _id, of_case in groupby(rows, key=lambda row: row[0]):
        joined = list(of_case)
        first = joined[0]
        yield Case(
            id=first.id, key=first.key, number=first.number, status=first.status, priority=first.priority,
            setting=first.setting, inpatient=first.inpatient, institution_id=first.institution_id, path=first.path,
            submitted_at=first.submitted_at, edited_at=first.edited_at,
            person=headline(first.name, first.sex, first.birth_date, today()),
            asked=tuple(_asked(row) for row in joined if row.r_key is not None),
        )  # fmt: skip


def _asked(row: Any) -> Asked:
    return Asked(
        key=row.r_key, institution_id=row.r_house, unit_id=row.unit_id, status=row.r_status, since=row.since,
        answer_by=row.answer_by, place_by=row.place_by, held_until=row.expires_at, scheduled_for=row.scheduled_for,
        sender_agreed=row.sender_agreed_at is not None, receiver_agreed=row.receiver_agreed_at is not None,
        bed=row.bed_no or "", words=row.words or "",
    )  # fmt: skip
