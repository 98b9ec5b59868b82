"""What the record and the clinician's own answers say for a suggestion; none wherever nobody has said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.core.clock import now, today
from hospice.core.dated import in_force
from hospice.facilities.models import CareUnit, InstitutionRecord, UnitRecord, UnitState
from hospice.facilities.rules.codes import UnitKind, UnitStatus
from hospice.geo.datum import Position
from hospice.geo.distance import distance_matrix
from hospice.patients.models import ClinicalState, Patient, PatientScore, PlaceWish
from hospice.patients.queries import records
from hospice.patients.rules.clinical import Consciousness, Device
from hospice.patients.rules.codes import ConsentKind
from hospice.patients.rules.wishes import Setting

from ..rules.placement import PlacementFacts
from ..rules.priority import Urgency
from ..rules.standards import Standards
from .seeking import home_of

_DAY = timedelta(hours=24)


class Facts(NamedTuple):
    """What both suggestions are made from."""

    placement: PlacementFacts
    urgency: Urgency


def facts_of(session: Session, patient: Patient, judged: Mapping[str, bool], standards: Standards) -> Facts:
    """Everything known; `judged` are the clinician's answers to what no record holds."""
    state = records.state_now(session, patient.id)
    scores = records.scores(session, patient.id)
    nrs = _worst_pain(scores)
    answers: dict[str, Any] = {name: judged.get(name) for name in JUDGED}
    placement = PlacementFacts(
        **_of_state(state), nrs=nrs, pps=_latest(scores, "PPS", "pps"),
        esas_severe_items=_severe_items(scores, standards.ward_esas_points), **_of_life(session, patient),
        **answers,
    )  # fmt: skip
    urgency = Urgency(
        placement.prognosis, nrs, state.severe_dyspnoea if state else None, placement.high_bleeding_risk,
        _delirious(state), judged.get("carer_exhausted"), bool(judged.get("planning_only")),
    )  # fmt: skip
    return Facts(placement, urgency)


# What the clinician is asked, since no record holds it: the names of the facts.
JUDGED = (
    "end_stage_confirmed", "seeks_cure", "reversible_acute_illness", "needs_titration", "breakthrough_plan",
    "carer_exhausted", "home_unsafe", "can_travel",
)  # fmt: skip


def _of_state(state: ClinicalState | None) -> dict[str, Any]:
    if state is None:
        return {}
    devices = None if state.devices is None else frozenset(Device(code) for code in state.devices)
    return {
        "prognosis": state.prognosis, "phase": state.phase, "devices": devices,
        "high_bleeding_risk": state.severe_bleeding,
    }  # fmt: skip


def _of_life(session: Session, patient: Patient) -> dict[str, Any]:
    carers = [one for one in records.contacts(session, patient.id) if one.is_main_carer]
    wish = session.scalar(
        sa.select(PlaceWish.death).where(PlaceWish.patient_id == patient.id).order_by(PlaceWish.id.desc()).limit(1)
    )
    agreed = records.consents(session, patient.id, ConsentKind.CARE)
    return {
        "carer_hours": carers[0].carer_hours if carers else None,
        "wishes_to_die_at_home": None if wish is None else wish is Setting.HOME,
        "willing": True if agreed else None,
        "home_team_km": nearest_home_team(session, home_of(patient)[0]),
    }


def _delirious(state: ClinicalState | None) -> bool | None:
    return None if state is None or state.consciousness is None else state.consciousness is Consciousness.DELIRIUM


def _latest(scores: Sequence[PatientScore], score: str, item: str) -> int | None:
    values = [row.inputs.get(item) for row in scores if row.score == score]
    return values[-1] if values else None


def _worst_pain(scores: Sequence[PatientScore]) -> int | None:
    """The worst of the last 24 hours; what was rated last where nothing is as new."""
    pain = [(row.at, row.inputs.get("nrs")) for row in scores if row.score == "NRS"]
    lately = [points for at, points in pain if at >= now() - _DAY and points is not None]
    return max(lately) if lately else pain[-1][1] if pain else None


def _severe_items(scores: Sequence[PatientScore], from_points: int) -> int | None:
    rated = [row.inputs for row in scores if row.score == "ESAS-r"]
    if not rated:
        return None
    return sum(
        1 for item, points in rated[-1].items() if item != "free" and isinstance(points, int) and points >= from_points
    )


def nearest_home_team(session: Session, home: Position | None) -> int | None:
    """How far the nearest home team is, in whole kilometres rounded up; none where either place is not known."""
    if home is None:
        return None
    its, house, on = UnitRecord, InstitutionRecord, today()
    rows = session.execute(
        sa.select(sa.func.coalesce(its.lon, house.lon), sa.func.coalesce(its.lat, house.lat))
        .join(CareUnit, CareUnit.id == its.unit_id)
        .join(UnitState, sa.and_(UnitState.unit_id == its.unit_id, in_force(UnitState, on)))
        .join(house, sa.and_(house.institution_id == CareUnit.institution_id, in_force(house, on)))
        .where(in_force(its, on), its.kind == UnitKind.HOME_TEAM, UnitState.status == UnitStatus.OPERATING)
    )
    there = [(lon, lat) for lon, lat in rows if lon is not None and lat is not None]
    return int(-(-distance_matrix([home], there).min() // 1)) if there else None
