"""Patients, senders and receivers that tests talk about: `a_case()` is a transfer ready to be submitted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import Any

import sqlalchemy as sa

from hospice.access.permissions import Role
from hospice.accounts.models import User
from hospice.core.clock import now
from hospice.core.db import db, unit_of_work
from hospice.episodes.rules.codes import Priority
from hospice.facilities.models import Bed, CareUnit, Institution
from hospice.patients.models import DiagnosisCode, Patient
from hospice.patients.rules.clinical import Allergy, Consciousness, Isolation, Prognosis
from hospice.patients.rules.codes import Capacity, ConsentKind, Insurance, KnowsDiagnosis, Relation, Sex
from hospice.patients.rules.resident_id import check_character
from hospice.patients.rules.wishes import Escort, Mobility, Setting, Vehicle, Wish, WishAnswer
from hospice.patients.services import clinical, codes, consents, identity
from hospice.patients.services.consents import Signed
from hospice.patients.services.identity import Document, Person
from hospice.transfers.models import Request, Transfer
from hospice.transfers.rules.codes import Side
from hospice.transfers.rules.handover import BY_TWO_PERSONS, HandoverItem
from hospice.transfers.services import answering, asking, handing
from hospice.transfers.services.asking import Wish as WantedPlace

from .factories import a_bed, a_region, a_user, a_ward, an_institution

_numbers = count(1)


def an_id(number: int | None = None, born: str = "19400101") -> str:
    """A sound made-up identity number of a woman (an even number before the check character)."""
    serial = (number if number is not None else next(_numbers)) % 500 * 2
    first = f"999999{born}{serial:03d}"
    return first + check_character(first)


def an_id_of_its_own() -> str:
    """Another one each time: the birth day moves along with the number."""
    number = next(_numbers)
    born = date(1930, 1, 1) + timedelta(days=number % 9_000)
    return an_id(number, born.strftime("%Y%m%d"))


@dataclass
class House:
    """An institution with a ward, and somebody of each working role in it."""

    institution: Institution
    unit: CareUnit
    clinician: User
    liaison: User
    manager: User
    beds: list[Bed]


def a_house(region: str = "331181", beds: int = 0, unit: CareUnit | None = None, **ward: Any) -> House:
    """A hospital with an operating ward; `beds` of it are tracked one by one."""
    institution = unit.institution if unit else an_institution(region)
    unit = unit or a_ward(institution, **ward)
    people = {role: a_user(role, institution=institution) for role in (Role.CLINICIAN, Role.LIAISON, Role.WARD_MANAGER)}
    made = [a_bed(unit) for _number in range(beds)]
    return House(institution, unit, people[Role.CLINICIAN], people[Role.LIAISON], people[Role.WARD_MANAGER], made)


def a_patient(house: House, **values: Any) -> Patient:
    """A patient whose record has everything that a transfer asks for, but the consents."""
    session, by = db.session(), house.clinician
    said = {
        "name": "测试患者", "sex": Sex.FEMALE, "birth_date": date(1940, 1, 1), "region_id": a_region().id,
        "address": "测试路1号", "capacity": Capacity.FULL, "knows_diagnosis": KnowsDiagnosis.YES,
        "insurance": Insurance.EMPLOYEE, **values,
    }  # fmt: skip
    with unit_of_work():
        if not session.scalar(sa.select(DiagnosisCode.id).limit(1)):
            codes.load_codes(session)
        document = Document(number=an_id_of_its_own())
        patient = identity.register_patient(session, house.institution.id, document, said, by=by, synthetic=True)
        identity.add_contact(
            session, patient, Person(name="测试家属", relation=Relation.SON, phone="13800000000"), by=by
        )
        clinical.diagnose(session, patient, "C34.9", {"is_cancer": True}, by=by)
        clinical.describe(
            session, patient,
            {"prognosis": Prognosis.W3_4, "consciousness": Consciousness.ALERT, "devices": ["NONE"], "infections": ["NONE"],
             "isolation": Isolation.STANDARD, "allergy": Allergy.NONE_KNOWN, "medicines": []}, by=by,
        )  # fmt: skip
        clinical.assess(session, patient, "PPS", {"pps": 40}, by=by)
        clinical.assess(session, patient, "NRS", {"nrs": 5}, by=by)
        clinical.wish(session, patient, {Wish.CPR: WishAnswer.REFUSED}, by=by)
    return patient


def consent(
    house: House, patient: Patient, receivers: Iterable[CareUnit] = (), kind: ConsentKind = ConsentKind.SHARING
) -> Any:
    """A signed consent."""
    signed = Signed(
        kind=kind, document_version="1", signer_name="测试家属", signer_relation=Relation.SON, signed_at=now()
    )
    with unit_of_work() as session:
        return consents.sign(session, patient, signed, [unit.id for unit in receivers], by=house.clinician)


def a_draft(
    sender: House,
    receivers: Iterable[House],
    patient: Patient | None = None,
    priority: Priority = Priority.ROUTINE,
    setting: Setting = Setting.WARD,
) -> Transfer:
    """A transfer that says everything, with the consents for its receivers."""
    patient = patient or a_patient(sender)
    consent(sender, patient, [house.unit for house in receivers])
    consent(sender, patient, kind=ConsentKind.CARE)
    values = {
        "reasons": ["PAIN"], "wanted_on": date(2030, 1, 1), "mobility": Mobility.STRETCHER, "escort": Escort.NURSE,
        "vehicle": Vehicle.AMBULANCE,
    }  # fmt: skip
    wish = WantedPlace(setting=setting, priority=priority, institution_id=sender.institution.id)
    with unit_of_work() as session:
        return asking.draft(session, patient, wish, values, by=sender.clinician, synthetic=True)


def submitted(sender: House, *receivers: House, **values: Any) -> list[Request]:
    """A transfer that was submitted to these receivers; gives the requests."""
    transfer = a_draft(sender, receivers, **values)
    with unit_of_work() as session:
        return asking.submit(session, transfer, [house.unit for house in receivers], by=sender.clinician)


def received(sender: House, *receivers: House, **values: Any) -> list[Request]:
    """The same, and every receiver has opened it."""
    requests = submitted(sender, *receivers, **values)
    for request, house in zip(requests, receivers, strict=True):
        with unit_of_work() as session:
            answering.receive(session, request, by=house.liaison)
    return requests


def handed_over(request: Request, sender: House, receiver: House) -> None:
    """A handover that both sides signed throughout."""
    with unit_of_work() as session:
        said = {"body": "稳定", "mind": "平静", "social": "子女陪伴", "meaning": "无特殊", "on_opioid": False}
        handing.write(session, request, said, by=sender.clinician)
        for item in HandoverItem:
            for side, house in ((Side.ORIGIN, sender), (Side.DESTINATION, receiver)):
                witness = "另一人" if item in BY_TWO_PERSONS else ""
                handing.sign(session, request, item, side, by=house.clinician, witness=witness)
