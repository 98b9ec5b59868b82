"""What somebody types into the forms of a patient, and stays that are simply there, with good defaults."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.core.clock import now
from hospice.core.db import unit_of_work
from hospice.episodes.models import BedAssignment, Episode
from hospice.episodes.queries.stays import open_episode
from hospice.episodes.rules.codes import AssignmentState
from hospice.facilities.models import Bed, CareUnit
from hospice.patients.models import Patient
from hospice.patients.rules.wishes import Setting
from tests.cases import an_id_of_its_own


def a_new_patient(**typed: Any) -> dict[str, Any]:
    """A whole form: `typed` replaces fields, none leaves one out."""
    return {
        "name": "周建国", "id_type": "01", "id_number": an_id_of_its_own(), "id_missing_reason": "", "sex": "0",
        "birth_date": "", "county": "331181", "township": "", "address": "贤良路315号", "capacity": "FULL",
        "knows_diagnosis": "PARTLY", "insurance": "310", "ethnic_group": "", "hardship": "", "contact_name": "周小明",
        "contact_relation": "SON", "contact_phone": "138 0000 0000", "contact_basis": "", "second_relation": "",
        "diagnosis": "C34.9", "prognosis": "W3_4", "consciousness": "ALERT", "phase": "", "devices": ["NONE"],
        "infections": ["NONE"], "isolation": "STANDARD", "allergy": "NONE_KNOWN", "function_scale": "PPS",
        "function_value": "40", "pain": "5", "no_medicines": "y", **typed,
    }  # fmt: skip


def a_state(**typed: Any) -> dict[str, Any]:
    """The state of a patient, gone through."""
    return {
        "prognosis": "W1_2", "consciousness": "DROWSY", "phase": "UNSTABLE", "devices": ["NONE"], "infections": ["NONE"],
        "isolation": "STANDARD", "allergy": "NONE_KNOWN", "wound_0_kind": "", "wound_1_kind": "", **typed,
    }  # fmt: skip


def a_stay(
    session: Session, patient: Patient, unit: CareUnit, setting: Setting = Setting.WARD, **values: Any
) -> BedAssignment:
    """Somebody is cared for by a unit since three days ago: in its first bed, or at a place of a team that visits."""
    bed = (
        session.scalar(sa.select(Bed).where(Bed.unit_id == unit.id).order_by(Bed.id))
        if setting is not Setting.HOME
        else None
    )
    since = now() - timedelta(days=3)
    with unit_of_work():
        episode = open_episode(session, patient.id) or Episode(patient_id=patient.id, started_at=since)
        session.add(episode)
        session.flush()
        stay = BedAssignment(
            **{"episode_id": episode.id, "patient_id": patient.id, "unit_id": unit.id, "bed_id": bed.id if bed else None,
               "place_no": None if bed else 1, "setting": setting, "in_bed": bed is not None, "started_at": since,
               "state": AssignmentState.ACTIVE, **values}
        )  # fmt: skip
        session.add(stay)
    return stay
