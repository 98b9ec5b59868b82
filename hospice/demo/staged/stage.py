"""What the cases of today are made with: people, units, patients, and the clock set back to when each thing was done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.accounts.models import User
from hospice.core.clock import local, now
from hospice.episodes.models import BedAssignment
from hospice.episodes.rules.codes import Priority
from hospice.episodes.services import staying
from hospice.episodes.services.reserving import Wanted
from hospice.facilities.models import CareUnit
from hospice.facilities.rules.codes import UnitKind
from hospice.patients.models import Patient
from hospice.patients.rules.clinical import Allergy, Consciousness, Isolation, Phase, Prognosis
from hospice.patients.rules.codes import (
    Capacity,
    ConsentKind,
    Hardship,
    Insurance,
    KnowsDiagnosis,
    LegalBasis,
    Relation,
    Sex,
)
from hospice.patients.rules.resident_id import check_character
from hospice.patients.rules.wishes import Escort, Mobility, Setting, Vehicle, Wish, WishAnswer
from hospice.patients.services import clinical, consents, identity
from hospice.patients.services.consents import Signed
from hospice.patients.services.identity import Document, Person
from hospice.regions.models import Level, Region
from hospice.transfers.models import Request, Transfer, WaitingEntry
from hospice.transfers.queries.pushes import of_patient
from hospice.transfers.rules.codes import Side
from hospice.transfers.rules.handover import BY_TWO_PERSONS, HandoverItem
from hospice.transfers.rules.pushing import ContactKind
from hospice.transfers.services import answering, asking, handing, pushing, waiting
from hospice.transfers.services.asking import Wish as WantedPlace

from ..care.assumptions import SETTINGS
from ..care.persons import NOBODYS, STAGED_FROM
from .scene import Scene

ASKED_THE_OTHERS = "已逐一联系前面候床的患者，暂不转入"


@dataclass(frozen=True, kw_only=True)
class Ill:
    """Somebody as the case needs them."""

    name: str
    sex: Sex
    age: int
    code: str = "C34.9"
    prognosis: Prognosis = Prognosis.W3_4
    nrs: Sequence[int] = (5,)
    pps: Sequence[int] = (40,)
    town: str = ""
    isolation: Isolation = Isolation.STANDARD
    infections: Sequence[str] = ("NONE",)
    medicines: Sequence[dict[str, Any]] = ()
    death: Setting = Setting.HOME


class Stage(Scene):
    """Opens the stage: the moment is the instant that all times count back from."""

    def __init__(self, session: Session, moment: datetime) -> None:
        super().__init__(session, moment)
        self.patients = 0
        self._serial = STAGED_FROM

    def patient(self, ill: Ill, login: str, *, days: int) -> Patient:
        """Enter somebody who came so many days ago; scores that were taken since are spread over the time."""
        by, session = self.user(login), self.session
        self.patients += 1
        with self.ago(days=days, minutes=50):
            number, born = self._document(ill)
            patient = identity.register_patient(
                session, self.house_of(login), Document(number=number), self._told(ill, born), by=by, synthetic=True
            )
            carer = Person(
                name=ill.name[0] + "建国", relation=Relation.SON, phone=f"0578-0{self._serial:06d}", is_main_carer=True,
                is_decision_maker=True, legal_basis=LegalBasis.CLOSE_RELATIVE, lives_with=True, carer_hours=12,
            )  # fmt: skip
            identity.add_contact(session, patient, carer, by=by)
            clinical.diagnose(session, patient, ill.code, {"is_cancer": ill.code.startswith("C")}, by=by)
            clinical.wish(session, patient, {Wish.CPR: WishAnswer.REFUSED, Wish.ICU: WishAnswer.REFUSED}, by=by)
            clinical.wish_places(session, patient, Setting.HOME, ill.death, by=by)
            self._consent(patient, ConsentKind.CARE, (), by)
        self._assess(patient, ill, by, days)
        return patient

    def _document(self, ill: Ill) -> tuple[str, date]:
        """A sound number out of the series that the history does not use."""
        self._serial += 2
        born = local(self.now).date() - timedelta(days=int(ill.age * 365.25) + 40 + self._serial % 200)
        serial = STAGED_FROM + (self._serial - STAGED_FROM) % 198 + (ill.sex is Sex.MALE)
        first = f"{NOBODYS}{born:%Y%m%d}{serial:03d}"
        return first + check_character(first), born

    def _told(self, ill: Ill, born: date) -> dict[str, Any]:
        county = self.session.scalars(
            sa.select(Region).where(Region.code == ("331181" if ill.town else "331102"))
        ).one()
        towns = sa.select(Region).where(Region.parent_id == county.id, Region.level == Level.TOWNSHIP)
        town = self.session.scalars(
            towns.where(Region.name == ill.town) if ill.town else towns.order_by(Region.code)
        ).first()
        return {
            "name": ill.name, "sex": ill.sex, "birth_date": born, "ethnic_group": "01", "region_id": county.id,
            "township_id": town.id if town else None,
            "address": f"{county.name}{town.name if town else ''}新华街{self._serial % 90 + 1}号", "floor": 3,
            "has_lift": False,
            "lon": town.lon if town else None, "lat": town.lat if town else None, "capacity": Capacity.PARTIAL,
            "knows_diagnosis": KnowsDiagnosis.PARTLY, "insurance": Insurance.RESIDENT, "hardship": Hardship.NONE,
        }  # fmt: skip

    def _assess(self, patient: Patient, ill: Ill, by: User, days: int) -> None:
        for score, answers in (("NRS", ill.nrs), ("PPS", ill.pps)):
            for place, answer in enumerate(answers):
                back = days * 24 * 60 - place * max(1, days * 24 * 60 // max(1, len(answers) - 1 or 1))
                with self.ago(minutes=max(30, back - 5)):
                    clinical.assess(self.session, patient, score, {score.lower(): answer}, by=by)
        state = {
            "prognosis": ill.prognosis, "phase": Phase.DETERIORATING, "consciousness": Consciousness.ALERT,
            "devices": ["OXYGEN"], "infections": list(ill.infections), "isolation": ill.isolation,
            "allergy": Allergy.NONE_KNOWN, "medicines": list(ill.medicines),
        }  # fmt: skip
        with self.ago(days=days, minutes=45):
            clinical.describe(self.session, patient, state, by=by)

    def _consent(self, patient: Patient, kind: ConsentKind, receivers: Sequence[int], by: User) -> None:
        signed = Signed(
            kind=kind, document_version="1", signer_name=patient.name[0] + "建国", signer_relation=Relation.SON,
            signed_at=now(),
        )  # fmt: skip
        consents.sign(self.session, patient, signed, receivers, by=by)

    def stay(
        self, patient: Patient, unit: CareUnit, kind: UnitKind, login: str, *, bed: str = "", **ago: int
    ) -> BedAssignment:
        """Somebody came to a bed or place so long ago."""
        bed_id = self.bed(unit, bed).id if bed else None
        wanted = Wanted(unit_id=unit.id, setting=SETTINGS[kind], bed_id=bed_id)
        with self.ago(**ago):
            return staying.admit_directly(self.session, patient, wanted, by=self.user(login))

    def draft(
        self, patient: Patient, login: str, setting: Setting, priority: Priority, units: Sequence[CareUnit],
        *, reasons: Sequence[str] = ("PAIN",), complete: bool = True, **ago: int,
    ) -> Transfer:  # fmt: skip
        """A need, with the consent that names its receivers."""
        by = self.user(login)
        values: dict[str, Any] = {"reasons": list(reasons)}
        if complete:
            values |= {"wanted_on": local(self.now).date() + timedelta(days=1), "mobility": Mobility.STRETCHER,
                       "escort": Escort.NURSE, "vehicle": Vehicle.TRANSFER, "oxygen_on_the_way": True}  # fmt: skip
        wish = WantedPlace(setting=setting, priority=priority, institution_id=self.house_of(login))
        with self.ago(**ago):
            if units:
                self._consent(patient, ConsentKind.SHARING, [unit.id for unit in units], by)
            return asking.draft(self.session, patient, wish, values, by=by, synthetic=True)

    def sent(
        self, patient: Patient, login: str, setting: Setting, priority: Priority, units: Sequence[CareUnit],
        *, reasons: Sequence[str] = ("PAIN",), **ago: int,
    ) -> list[Request]:  # fmt: skip
        """A need that was sent to its receivers so long ago."""
        before: Any = {**ago, "minutes": ago.get("minutes", 0) + 14}
        transfer = self.draft(patient, login, setting, priority, units, reasons=reasons, **before)
        with self.ago(**ago):
            return asking.submit(self.session, transfer, units, by=self.user(login))

    def opened(self, request: Request, login: str, **ago: int) -> Request:
        """The receiver has opened it."""
        with self.ago(**ago):
            answering.receive(self.session, request, by=self.user(login))
        return request

    def accepted(self, request: Request, login: str, bed_id: int | None = None) -> None:
        """The receiver takes the case now; where others wait, the fairness log says why it was this one."""
        answering.accept(self.session, request, by=self.user(login), bed_id=bed_id, reason=ASKED_THE_OTHERS)

    def handed_over(self, request: Request, sender: str, receiver: str) -> None:
        """A complete handover."""
        said = {"body": "疼痛已控制，夜间需巡视。", "mind": "情绪平稳。", "social": "子女轮流陪护。",
                "meaning": "希望多与家人相处。", "on_opioid": False}  # fmt: skip
        handing.write(self.session, request, said, by=self.user(sender))
        for item in HandoverItem:
            self._sign(request, item, Side.ORIGIN, sender)
            self._sign(request, item, Side.DESTINATION, receiver)

    def signed(self, request: Request, sender: str, receiver: str, *, both: int, one: int, **ago: int) -> None:
        """So many items of the handover are signed by both sides, and so many more by the sender alone.

        What is left are the items that come last on the way: the drugs that two count, the belongings, the journey.
        """
        late = (HandoverItem.CONTROLLED_DRUGS, HandoverItem.BELONGINGS, HandoverItem.TRANSPORT, HandoverItem.LAST_DOSES,
                HandoverItem.FOLLOW_UP)  # fmt: skip
        order = [item for item in HandoverItem if item not in late] + list(reversed(late))
        with self.ago(**ago):
            said = {"body": "疼痛波动，备有爆发痛用药。", "mind": "夜间焦虑，家属陪伴可缓解。", "on_opioid": True,
                    "opioid_days_left": 3}  # fmt: skip
            handing.write(self.session, request, said, by=self.user(sender))
            for item in order[: both + one]:
                self._sign(request, item, Side.ORIGIN, sender)
            for item in order[:both]:
                self._sign(request, item, Side.DESTINATION, receiver)

    def _sign(self, request: Request, item: HandoverItem, side: Side, login: str) -> None:
        witness = "毛丽华" if item in BY_TWO_PERSONS else ""
        handing.sign(self.session, request, item, side, by=self.user(login), witness=witness)

    def reviewed(self, request: Request, login: str, **ago: int) -> None:
        """Somebody has looked at a waiting patient again."""
        mine = sa.select(WaitingEntry).where(WaitingEntry.request_id == request.id, WaitingEntry.left_at.is_(None))
        with self.ago(**ago):
            waiting.review(self.session, self.session.scalars(mine).one(), by=self.user(login))

    def contacted(self, patient: Patient, login: str, **ago: int) -> None:
        """Whoever cares on has called the patient, so that no push is left open."""
        by = self.user(login)
        for push in of_patient(self.session, patient.id, only_open=True):
            if push.institution_id == self.house_of(login):
                with self.ago(**ago):
                    pushing.note_contact(self.session, push, ContactKind.PHONE, now(), by=by)
