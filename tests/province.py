"""A whole demo province on a live server, and for every page of the product somebody who may open it, with what it needs.

`visits(app)` answers the visits that fill the address of each endpoint. They are found in the data, so a new page is
visited too: where nobody is told who opens it, or what its address needs, that is said as a fault.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import Flask
from werkzeug.routing import Rule

from hospice.accounts.models import Grant, User
from hospice.accounts.sign_in import hasher
from hospice.core.clock import today
from hospice.core.dated import pending
from hospice.core.db import db, unit_of_work
from hospice.demo import loader
from hospice.demo.loader import Order, Size
from hospice.demo.words import PASSWORD
from hospice.episodes.models import BedAssignment
from hospice.episodes.queries.beds import IS_OPEN
from hospice.facilities.models import (
    Assessment,
    Bed,
    CareUnit,
    ChecklistTemplate,
    Consortium,
    ConsortiumMember,
    Designation,
    Finding,
    Institution,
    InstitutionRecord,
    ProgramUnit,
    UnitRecord,
)
from hospice.facilities.rules.codes import InstitutionKind, UnitKind
from hospice.facilities.services import checklist, findings
from hospice.patients.models import Consent, Contact, Patient
from hospice.regions.models import Region
from hospice.transfers.models import DischargePush, Request, Transfer

from .databases import Store, application

SEED = 2027
COUNTY, WARD_COUNTY = "331181", "331102"  # 龙泉市 builds its ward, 莲都区 has one
PROVINCE, PREFECTURE, COORDINATOR, WARDEN = "zhejiang", "lishui", "longquan.xietiao", "liandu.xietiao"
DOCTOR, CHIEF = "longyuan.yisheng", "lishuizx.hushizhang"  # who sends, and who takes in: the cases of today are theirs
DAYS_OF_CARE = 45  # of patients and stays; three years of them show no other page

# Who opens the pages of a blueprint, or of one endpoint.
WHO = {
    "desk": COORDINATOR, "county": COORDINATOR, "coverage": PROVINCE, "policy": PROVINCE, "audit": "shenji",
    "institutions": COORDINATOR, "units": WARDEN, "beds": WARDEN, "declarations": COORDINATOR, "findings": PROVINCE,
    "programs": PREFECTURE, "consortia": PREFECTURE, "confirmations": PROVINCE, "designations": PROVINCE,
    "designations.new": PREFECTURE, "checklist": WARDEN, "checklist.version": PROVINCE, "checklist.edit_item": PROVINCE,
    "regions.about_data": "",
    "worklists": DOCTOR, "transfers": DOCTOR, "drafts": DOCTOR, "places": DOCTOR, "patients": DOCTOR, "pushes": DOCTOR,
    "messages": DOCTOR, "guide": DOCTOR, "register": DOCTOR, "handovers": CHIEF, "requests": CHIEF, "wards": CHIEF,
    "stays": CHIEF, "waiting": CHIEF,
    "accounts": "xitong", "accounts.me": COORDINATOR, "accounts.password": COORDINATOR, "accounts.roles": COORDINATOR,
    "accounts.ask_end": "anquan", "accounts.sign_in": "",
}  # fmt: skip

# The page of one step asks for a case that stands just before it, and for somebody who may take it: by the names of
# `hospice.demo.staged`. Steps of a request first, then those of the need itself.
STEPS = {
    "return_": ("夏雪妹", CHIEF), "accept": ("夏雪妹", CHIEF), "decline": ("夏雪妹", CHIEF), "waitlist": ("夏雪妹", CHIEF),
    "answer": ("陈建林", DOCTOR), "hold": ("季银花", CHIEF), "extend": ("周德明", DOCTOR), "schedule": ("林根土", DOCTOR),
    "depart": ("罗秋香", DOCTOR), "no_show": ("罗秋香", "liandu.lianluo"), "arrive": ("毛水娟", "liandu.lianluo"),
    "abort": ("毛水娟", DOCTOR), "refuse": ("章小凤", CHIEF), "die": ("章小凤", CHIEF), "withdraw": ("周德明", DOCTOR),
    "reopen": ("梁宝财", "jianchi.hushi"), "override_timer": ("王阿凤", COORDINATOR),
}  # fmt: skip
STEPS_OF_NEED = {
    "withdraw": ("周德明", DOCTOR), "conclude": ("郭桂香", DOCTOR), "die": ("郭桂香", DOCTOR), "reopen": ("施阿土", DOCTOR),
}  # fmt: skip
WHO |= {f"requests.{step}": login for step, (_name, login) in STEPS.items()}
WHO |= {f"transfers.{step}": login for step, (_name, login) in STEPS_OF_NEED.items()}
WHO |= {"drafts.reroute": DOCTOR, "drafts.more": DOCTOR}


@contextmanager
def settled(store: Store) -> Iterator[Flask]:
    """An application on a database with the whole demo province, looked over for contradictions, a checklist in draft."""
    with application(store.copy()) as app:
        with app.app_context():
            with unit_of_work() as session:
                checklist.load_default(session)
            with unit_of_work() as session:
                loader.load(session, Order(SEED, today(), hasher().hash(PASSWORD), DAYS_OF_CARE), Size.PROVINCE)
            with unit_of_work() as session:
                findings.check_all(session)
            with unit_of_work() as session:
                checklist.start_draft(session, session.scalars(sa.select(User).filter_by(login=PROVINCE)).unique().one())
            with unit_of_work() as session:  # the page of the consent asks for a draft whose receivers are chosen
                draft = session.get_one(Transfer, _of(Transfer.id, "范小妹"))
                draft.preferred = [_of(Request.unit_id, "夏雪妹")]
            db.session.remove()
        yield app


@dataclass(frozen=True, slots=True)
class Visit:
    """Who opens a page, and where; an empty login for nobody."""

    endpoint: str
    login: str
    path: str


class Unknown(LookupError):
    """Nobody is told for an endpoint, or nothing is known that its address needs."""


def visits(app: Flask) -> list[Visit]:
    """One visit to each page of HTML that the map of addresses holds; raises `Unknown`."""
    with app.app_context():
        known = answers()
        db.session.remove()
    build = app.url_map.bind("localhost").build
    return [
        Visit(rule.endpoint, who(rule), build(rule.endpoint, _values(rule, known)))
        for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule)
        if is_page(rule)
    ]


# Switches, and what only a script reads.
NO_PAGES = ("elder", "language", "patients.diagnosis_codes", "worklists.live")


def is_page(rule: Rule) -> bool:
    """Whether an address answers with a page for people: neither a file nor a switch."""
    is_file = "." in rule.rule.rpartition("/")[2] or rule.endpoint == "static"
    return "GET" in (rule.methods or ()) and not is_file and rule.endpoint not in NO_PAGES


def who(rule: Rule) -> str:
    """The login of somebody who may open the page."""
    for name in (rule.endpoint, rule.endpoint.partition(".")[0]):
        if name in WHO:
            return WHO[name]
    raise Unknown(f"who opens {rule.endpoint}? Tell it in tests/province.py")


def _values(rule: Rule, known: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    values = {**known.get(rule.endpoint.partition(".")[0], {}), **known.get(rule.endpoint, {})}
    if missing := rule.arguments - values.keys():
        raise Unknown(f"{rule.endpoint} needs {sorted(missing)}. Tell it in tests/province.py")
    return {name: values[name] for name in rule.arguments}


def answers() -> dict[str, dict[str, Any]]:
    """What fills the addresses of a blueprint, or of one endpoint, found in the province."""
    hospital, ward = _hospital(COUNTY), _ward(WARD_COUNTY)
    consortium, member = _first(
        sa.select(Consortium.key, Institution.key)
        .join(ConsortiumMember, ConsortiumMember.consortium_id == Consortium.id)
        .join(Institution, Institution.id == ConsortiumMember.institution_id)
        .join(Region, Region.id == Consortium.region_id)
        .where(Region.path.contains("/331100/"), ConsortiumMember.valid_to.is_(None))
        .order_by(ConsortiumMember.id.desc())
    )
    waiting = sa.select(Institution.key).join(InstitutionRecord, InstitutionRecord.institution_id == Institution.id)
    drafts = sa.select(ChecklistTemplate.key).where(ChecklistTemplate.published_at.is_(None))
    user, number = _first(
        sa.select(User.key, Grant.id).join(Grant, Grant.user_id == User.id).where(User.login == COORDINATOR)
    )
    assessed = sa.select(Assessment.key).join(UnitRecord, UnitRecord.unit_id == Assessment.unit_id)
    return {
        "county": {"code": COUNTY},
        "coverage": {"code": "331100"},
        "coverage.why": {"code": COUNTY},
        "institutions": {"key": hospital},
        "declarations": {"key": _hospital(COUNTY, InstitutionKind.TOWNSHIP_HC)},
        "units": {"key": ward},
        "units.new": {"key": _hospital(WARD_COUNTY)},
        "beds": {"key": ward},
        "beds.edit": {"key": _one(sa.select(Bed.key).join(CareUnit).where(CareUnit.key == ward))},
        "checklist": {"key": ward},
        "checklist.version": {"key": _one(drafts)},
        "checklist.edit_item": {"key": _one(drafts), "position": 1},
        "checklist.assessment": {"key": _one(assessed.where(UnitRecord.region.has(code=WARD_COUNTY)))},
        "confirmations": {"key": _one(waiting.where(pending(InstitutionRecord)))},
        "consortia": {"key": consortium, "institution": member},
        "designations": {"key": _one(sa.select(Designation.key))},
        "findings": {"key": _one(sa.select(Finding.key))},
        "programs": {"key": _one(sa.select(ProgramUnit.key).where(ProgramUnit.region.has(code="331100")))},
        "accounts": {"key": user, "number": number},
        "policy": {"key": "ward.min_beds_count"},
        **_care(),
    }


def _care() -> dict[str, dict[str, Any]]:
    """Patients, transfers and beds: the cases of today, by the names that `hospice.demo.staged` gives them."""
    came, opened = (_of(Request.key, name) for name in ("章小凤", "夏雪妹"))
    stay = sa.select(BedAssignment.key).join(Patient, Patient.id == BedAssignment.patient_id).where(Patient.name == "陈玉珍")
    push = sa.select(DischargePush.key).join(Patient, Patient.id == DischargePush.patient_id).where(Patient.name == "吴仁发")
    ward = _one(sa.select(CareUnit.key).join(BedAssignment).where(BedAssignment.key == _last(stay, BedAssignment)))
    patient = _last(sa.select(Patient.key).where(Patient.name == "周德明"), Patient)
    return {
        "patients": {
            "key": patient, "score": "esas-r",
            "contact": _of_patient(Contact, patient), "consent": _of_patient(Consent, patient),
        },
        "transfers": {"key": _of(Transfer.key, "周德明")},
        "requests": {"key": opened},
        "worklists.of_request": {"key": _of(Request.key, "周德明")},
        **{f"requests.{step}": {"key": _of(Request.key, name)} for step, (name, _login) in STEPS.items()},
        **{f"transfers.{step}": {"key": _of(Transfer.key, name)} for step, (name, _login) in STEPS_OF_NEED.items()},
        "drafts.reroute": {"key": _of(Request.key, "郭桂香")},
        "drafts.more": {"key": _of(Transfer.key, "郭桂香")},
        "drafts": {"key": _of(Transfer.key, "范小妹")},
        "drafts.new": {"key": patient},
        "handovers": {"key": came},
        "pushes": {"key": _last(push, DischargePush)},
        "wards": {"key": ward},
        "stays": {"key": _last(stay, BedAssignment)},
        **{f"stays.{page}": {"key": ward} for page in ("arrange", "new")},
        "stays.bed": {"key": _one(sa.select(Bed.key).join(CareUnit).where(CareUnit.key == ward, ~_TAKEN))},
        "waiting": {"key": ward},
    }


_TAKEN = sa.select(BedAssignment.id).where(BedAssignment.bed_id == Bed.id, IS_OPEN).exists()


def _of_patient(what: Any, patient: uuid.UUID) -> Any:
    """A contact or a consent that holds."""
    ended = what.ended_at if what is Contact else what.withdrawn_at
    return _one(sa.select(what.key).join(Patient).where(Patient.key == patient, ended.is_(None)).order_by(what.id))


def _of(what: Any, name: str) -> Any:
    """The first request of somebody's case, or the case."""
    cases = sa.select(what).select_from(Transfer).join(Patient, Patient.id == Transfer.patient_id)
    return _last(cases.outerjoin(Request, Request.transfer_id == Transfer.id).where(Patient.name == name), Transfer)


def _last(statement: sa.Select[Any], model: Any) -> Any:
    """The newest: others may bear the same name."""
    return _one(statement.order_by(model.id.desc()))


def _hospital(county: str, kind: InstitutionKind = InstitutionKind.GENERAL) -> uuid.UUID:
    """The first institution of a county of that kind."""
    keys = sa.select(Institution.key).join(InstitutionRecord, InstitutionRecord.institution_id == Institution.id)
    its = InstitutionRecord
    found: uuid.UUID = _one(keys.where(its.kind == kind, its.region.has(code=county)).order_by(Institution.id))
    return found


def _ward(county: str) -> uuid.UUID:
    """The ward of a county with the most beds that are kept one by one."""
    found: uuid.UUID = _one(
        sa.select(CareUnit.key)
        .join(UnitRecord, UnitRecord.unit_id == CareUnit.id)
        .join(Bed, Bed.unit_id == CareUnit.id)
        .where(UnitRecord.kind == UnitKind.WARD, UnitRecord.region.has(code=county))
        .group_by(CareUnit.id)
        .order_by(sa.func.count().desc(), CareUnit.id)
    )
    return found


def _one(statement: sa.Select[Any]) -> Any:
    return _first(statement)[0]


def _first(statement: sa.Select[Any]) -> sa.Row[Any]:
    row = db.session.execute(statement.limit(1)).first()
    if row is None:
        raise Unknown(f"the demo province has no row for {statement}")
    return row
