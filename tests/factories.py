"""Things that tests talk about, with good defaults: `a_ward(an_institution(region="331181"))`.

Every factory stores and commits (the test's outer transaction is undone all the same), so that visited pages see it.
Days are fixed and long past; what is made is confirmed by nobody, as reference and demo data are.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from itertools import count
from typing import Any

import sqlalchemy as sa

from hospice.access.permissions import AT_INSTITUTION, REGION_LEVELS, Role
from hospice.accounts.models import Grant, User
from hospice.accounts.sign_in import hasher
from hospice.core.db import db
from hospice.facilities.models import (
    Assessment,
    AssessmentAnswer,
    Bed,
    CareUnit,
    ChecklistItem,
    ChecklistTemplate,
    Consortium,
    ConsortiumMember,
    Designation,
    Finding,
    Institution,
    InstitutionRecord,
    ProgramUnit,
    ServiceDeclaration,
    UnitCapacity,
    UnitRecord,
    UnitState,
)
from hospice.facilities.rules.codes import (
    BaseKind,
    Grade,
    GroupKind,
    GroupRole,
    InstitutionKind,
    OrgLevel,
    Ownership,
    UnitKind,
    UnitStatus,
)
from hospice.facilities.rules.places import Answer, CapacitySource
from hospice.facilities.services.revision import touch
from hospice.regions.models import Region

PASSWORD = "安宁-2026-correct"
OPENED = date(2024, 3, 1)
KNOWN = datetime(2024, 3, 1, 2, 0, tzinfo=UTC)

_numbers = count(1)


def a_region(code: str = "331181") -> Region:
    """A division of the reference data: 331181 is 龙泉市 under 331100 丽水市."""
    return db.session.scalars(sa.select(Region).where(Region.code == code)).one()


def an_institution(region: str = "331181", *, pending: bool = False, **values: Any) -> Institution:
    """A public county hospital of grade two, confirmed; `values` are fields of its record.

    With `pending` it was typed in and waits for the commission.
    """
    number = next(_numbers)
    said: dict[str, Any] = {
        "name": f"测试医院{number}",
        "kind": InstitutionKind.GENERAL,
        "grade": Grade.TWO,
        "level": OrgLevel.COUNTY,
        "ownership": Ownership.PUBLIC,
        "licensor_level": OrgLevel.COUNTY,
        "licence_no": f"{number:022d}",
        "licence_from": date(2020, 1, 1),
        "licence_to": date(2035, 1, 1),
        "valid_from": date(2020, 1, 1),
        **values,
    }
    institution = Institution(search_text=said["name"])
    record = InstitutionRecord(institution=institution, region=a_region(region), **_times(said, pending))
    db.session.add_all([institution, record])
    _told()
    return institution


def a_unit(
    institution: Institution,
    kind: UnitKind = UnitKind.WARD,
    status: UnitStatus = UnitStatus.OPERATING,
    beds: int = 10,
    *,
    pending: bool = False,
    **values: Any,
) -> CareUnit:
    """A care unit with its record, its state and its capacity (`beds` installed, open and staffed), confirmed.

    `expected_on` is the promised opening of a planned one; all other `values` are fields of the record.
    """
    said: dict[str, Any] = {
        "name": f"测试单元{next(_numbers)}",
        "region_id": institution.records[0].region_id,
        "opened_on": OPENED,
        "approval_document": "测卫〔2024〕1号",
        "valid_from": OPENED,
        **values,
    }
    said = _times(said, pending)
    times = {name: said[name] for name in ("valid_from", "recorded_at", "confirmed_at")}
    expected_on = said.pop("expected_on", None)
    unit = CareUnit(institution=institution)
    known = {**times, "confirmed_at": said["recorded_at"]}  # capacity is told, not approved
    db.session.add_all(
        [
            UnitRecord(unit=unit, kind=kind, **said),
            UnitState(unit=unit, status=status, expected_on=expected_on, **times),
            UnitCapacity(unit=unit, installed=beds, open=beds, staffed=beds, source=CapacitySource.DECLARED, **known),
        ]
    )
    _told()
    return unit


def _told() -> None:
    """Keep a fact as the services do: the revision rises with it, so that nobody is shown what was kept before."""
    touch(db.session())
    db.session.commit()


def a_ward(institution: Institution, **values: Any) -> CareUnit:
    """An operating ward of ten beds."""
    return a_unit(institution, UnitKind.WARD, **values)


def a_bed(unit: CareUnit, **values: Any) -> Bed:
    """A bed that is tracked one by one."""
    bed = Bed(unit=unit, **{"bed_no": f"{next(_numbers):02d}", "opened_on": OPENED, **values})
    db.session.add(bed)
    db.session.commit()
    return bed


def a_declaration(
    institution: Institution, modes: tuple[str, ...] = ("HOME_ROUND",), **values: Any
) -> ServiceDeclaration:
    """What a primary facility declares to provide, confirmed."""
    said = {"trained_physicians": 1, "trained_nurses": 1, "valid_from": OPENED, **values}
    declaration = ServiceDeclaration(institution=institution, modes=list(modes), **_times(said, pending=False))
    db.session.add(declaration)
    _told()
    return declaration


def a_designation(unit: CareUnit, region: str = "331181", goal: str = "G2") -> Designation:
    """A ward that serves as the ward of a district, approved by the province."""
    said = _times({"document_no": "测卫〔2024〕2号", "valid_from": OPENED}, pending=False)
    designation = Designation(unit=unit, region=a_region(region), goal=goal, **said)
    db.session.add(designation)
    _told()
    return designation


def a_program_unit(institution: Institution, kind: BaseKind = BaseKind.COUNTY_PRACTICE_BASE) -> ProgramUnit:
    """A base at a hospital, for the hospital's own region."""
    said = _times(
        {"name": "测试实践基地", "region_id": institution.records[0].region_id, "valid_from": OPENED}, pending=False
    )
    program = ProgramUnit(institution=institution, kind=kind, **said)
    db.session.add(program)
    db.session.commit()
    return program


def a_consortium(lead: Institution) -> Consortium:
    """A county medical community with its lead."""
    region_id = lead.records[0].region_id
    consortium = Consortium(name=f"测试医共体{next(_numbers)}", kind=GroupKind.COUNTY_COMMUNITY, region_id=region_id)
    consortium.members = [ConsortiumMember(institution=lead, role=GroupRole.LEAD, valid_from=OPENED)]
    db.session.add(consortium)
    db.session.commit()
    return consortium


def a_finding(institution: Institution, code: str = "stale", **values: Any) -> Finding:
    """An open contradiction about an institution."""
    finding = Finding(institution=institution, code=code, region_id=institution.records[0].region_id, **values)
    db.session.add(finding)
    db.session.commit()
    return finding


def a_checklist(**values: Any) -> ChecklistTemplate:
    """A draft of the checklist with one line; its version is above all others."""
    template = ChecklistTemplate(**{"version": 1_000 + next(_numbers), "title": "自评清单（试）", **values})
    template.items = [ChecklistItem(position=1, text="有独立的告别室", source="测试")]
    db.session.add(template)
    db.session.commit()
    return template


def an_assessment(unit: CareUnit) -> Assessment:
    """A unit that measured itself against a published checklist and met its one line."""
    template = a_checklist(published_at=KNOWN)
    score = {"failed": False, "score_halves": 2, "score_whole_halves": 2}
    assessment = Assessment(unit=unit, template=template, assessed_on=OPENED, **score)
    assessment.answers = [AssessmentAnswer(item=template.items[0], answer=Answer.YES)]
    db.session.add(assessment)
    db.session.commit()
    return assessment


def a_user(role: Role, region: str = "331181", institution: Institution | None = None, **values: Any) -> User:
    """Somebody with one role. The grant stands at `region`, or at the division above it where the role belongs;
    a role of institutions stands at `institution` (a new one in `region`, when none is given).
    """
    number = next(_numbers)
    user = User(
        **{"login": f"t{number:06d}", "name": f"测试{number}", "password_hash": password_hash(), **values},
    )
    db.session.add(user)
    db.session.commit()
    a_grant(user, role, region, institution)
    return user


def a_grant(
    user: User, role: Role, region: str = "331181", institution: Institution | None = None, **values: Any
) -> Grant:
    """One more role for somebody."""
    place: dict[str, Any] = {"region": _fitting(role, region)}
    if role in AT_INSTITUTION:
        place = {"institution": institution or an_institution(region)}
    grant = Grant(user=user, role=role, **{"valid_from": date(2020, 1, 1), **place, **values})
    db.session.add(grant)
    db.session.commit()
    db.session.refresh(user)
    return grant


@cache
def password_hash() -> str:
    """The hash of `PASSWORD` at the cost of the tests."""
    return hasher().hash(PASSWORD)


def _fitting(role: Role, code: str) -> Region | None:
    """The division itself or the one above it at which the role can be given."""
    if role in AT_INSTITUTION:
        return None
    region = a_region(code)
    while region.level.value not in REGION_LEVELS[role]:
        assert region.parent is not None, f"{role} cannot be given at or above {code}"
        region = region.parent
    return region


def _times(said: dict[str, Any], pending: bool) -> dict[str, Any]:
    """With both times of a fact: known from the day on which it became true, unless told otherwise."""
    recorded = said.get("recorded_at") or datetime.combine(said["valid_from"], datetime.min.time(), UTC)
    return {"confirmed_at": None if pending else recorded, **said, "recorded_at": recorded}
