"""What somebody types into the forms of a patient, with good defaults."""

from __future__ import annotations

from typing import Any

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
