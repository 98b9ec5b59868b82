"""Where the cases of today play: people by login, units by house, beds by number, and the clock set back."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.access.permissions import Role
from hospice.accounts.models import Grant, User
from hospice.core.clock import frozen, local
from hospice.episodes.models import BedAssignment
from hospice.episodes.queries.beds import free_beds
from hospice.facilities.models import Bed, CareUnit, InstitutionRecord, UnitRecord, UnitState
from hospice.facilities.rules.codes import UnitKind, UnitStatus
from hospice.patients.models import Patient
from hospice.regions.models import Region

from ..care.houses import TOLD_PREFECTURE, TOLD_WARD

WISHED = ("莲都区人民医院", "缙云县人民医院")
OPEN_FOR = 40  # days


@dataclass(frozen=True)
class Receiver:
    """A ward with its people: who decides, who opens, and a doctor."""

    unit: CareUnit
    kind: UnitKind
    decides: str
    opens: str
    doctor: str


def place_of(name: str) -> int:
    """Houses of the mock-ups first."""
    return WISHED.index(name) if name in WISHED else len(WISHED)


class Scene:
    """Finds people and places; the moment is the instant that all times count back from."""

    def __init__(self, session: Session, moment: datetime) -> None:
        self.session, self.now = session, moment
        self._users: dict[str, User] = {}
        self.second, self.third = self._others()

    def ago(self, *, days: int = 0, hours: int = 0, minutes: int = 0) -> AbstractContextManager[None]:
        """Let the clock show an earlier time."""
        return frozen(self.now - timedelta(days=days, hours=hours, minutes=minutes))

    def user(self, login: str) -> User:
        """One of the demo's people."""
        if login not in self._users:
            self._users[login] = self.session.scalars(sa.select(User).where(User.login == login)).unique().one()
        return self._users[login]

    def house_of(self, login: str) -> int:
        """Where somebody works."""
        return next(grant.institution_id for grant in self.user(login).grants if grant.institution_id is not None)

    def unit(self, house: str, kind: UnitKind) -> CareUnit:
        """A unit by the name of its house."""
        named = sa.select(InstitutionRecord.institution_id).where(InstitutionRecord.name == house)
        of_kind = sa.select(UnitRecord.unit_id).where(UnitRecord.kind == kind)
        found = sa.select(CareUnit).where(CareUnit.institution_id.in_(named), CareUnit.id.in_(of_kind))
        return self.session.scalars(found.order_by(CareUnit.id)).first() or self._nothing(house, kind)

    @staticmethod
    def _nothing(house: str, kind: UnitKind) -> CareUnit:
        raise LookupError(f"{house} has no unit of the kind {kind}")

    def _others(self) -> tuple[Receiver, Receiver]:
        """Two more wards of the prefecture that have been open for months: those of the mock-ups where they are."""
        since = local(self.now).date() - timedelta(days=OPEN_FOR)
        state = sa.select(UnitState.unit_id).where(
            UnitState.status == UnitStatus.OPERATING, UnitState.valid_from < since, UnitState.valid_to.is_(None),
            UnitState.confirmed_at.is_not(None), UnitState.superseded_at.is_(None),
        )  # fmt: skip
        named = (
            sa.select(CareUnit, InstitutionRecord.name, UnitRecord.kind)
            .join(UnitRecord, UnitRecord.unit_id == CareUnit.id)
            .join(InstitutionRecord, InstitutionRecord.institution_id == CareUnit.institution_id)
            .where(UnitRecord.kind.in_((UnitKind.WARD, UnitKind.CENTER)), CareUnit.id.in_(state))
            .where(UnitRecord.region.has(Region.code.startswith(TOLD_PREFECTURE)), InstitutionRecord.name != TOLD_WARD)
        )
        found = {unit.id: (place_of(name), unit.id, unit, kind) for unit, name, kind in self.session.execute(named)}
        order = sorted(found.values(), key=lambda one: one[:2])
        receivers = [self._receiver(unit, kind) for _, _, unit, kind in order]
        return receivers[0], receivers[1 % len(receivers)]

    def _receiver(self, unit: CareUnit, kind: UnitKind) -> Receiver:
        at = sa.select(User, Grant.role).join(Grant, Grant.user_id == User.id)
        people = {role: user for user, role in
                  self.session.execute(at.where(Grant.institution_id == unit.institution_id)).unique()}  # fmt: skip
        doctor = people[Role.CLINICIAN]
        decides, opens = people.get(Role.WARD_MANAGER, doctor), people.get(Role.LIAISON, doctor)
        self._users |= {user.login: user for user in (decides, opens, doctor)}
        return Receiver(unit, kind, decides.login, opens.login, doctor.login)

    def home_bed(self, house: str) -> CareUnit:
        """The home beds of a house, or of another one where it has none."""
        try:
            return self.unit(house, UnitKind.HOME_BED)
        except LookupError:
            return self.unit("西街街道社区卫生服务中心", UnitKind.HOME_BED)

    def bed(self, unit: CareUnit, number: str) -> Bed:
        """A bed by its number."""
        return self.session.scalars(sa.select(Bed).where(Bed.unit_id == unit.id, Bed.bed_no == number)).one()

    def clinician(self, unit: CareUnit) -> str:
        """The login of somebody who decides in the house of a unit."""
        at = sa.select(User).join(Grant, Grant.user_id == User.id).where(Grant.institution_id == unit.institution_id)
        user = self.session.scalars(at.where(Grant.role == Role.CLINICIAN).order_by(User.id)).unique().first()
        if user is None:
            raise LookupError(f"nobody works at {unit.institution_id}")
        self._users[user.login] = user
        return user.login

    def free_bed(self, unit: CareUnit, patient: Patient) -> str:
        """The number of a bed that is free for the patient now and was so for weeks."""
        recent = sa.select(BedAssignment.bed_id).where(
            BedAssignment.unit_id == unit.id,
            sa.or_(BedAssignment.ended_at.is_(None), BedAssignment.ended_at > self.quiet),
        )
        busy = set(self.session.scalars(recent))
        return next(bed.bed_no for bed in free_beds(self.session, unit.id, patient.sex) if bed.id not in busy)

    def bed_id(self, unit: CareUnit, patient: Patient) -> int:
        """The same bed by its row."""
        return self.bed(unit, self.free_bed(unit, patient)).id

    def bed_of(self, stay: BedAssignment) -> Bed:
        """Where somebody lay."""
        return self.session.get_one(Bed, stay.bed_id)

    @property
    def quiet(self) -> datetime:
        """Since when the history left the beds alone that today's cases need."""
        return self.now - timedelta(days=15)

    def tomorrow(self, hour: int) -> datetime:
        """An hour of tomorrow."""
        day = local(self.now) + timedelta(days=1)
        return day.replace(hour=hour, minute=0, second=0, microsecond=0)
