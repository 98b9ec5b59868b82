"""Facts of a case as pairs of word and value: what is needed, the clinical summary, and what became of the patient."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hospice.core.i18n import gettext as _
from hospice.episodes.rules.codes import AssignmentState
from hospice.facilities.rules.places import Ability
from hospice.patients.models import Patient, PatientScore
from hospice.patients.rules.wishes import TransferReason
from hospice.web.filters import day, moment

from ..queries.page import Case, Clinical

Pairs = list[tuple[Any, Any]]


def need(case: Case) -> Pairs:
    """What is needed; free text may tell of the illness, so only those who treat the patient read it."""
    transfer = case.transfer
    way_there = [transfer.mobility, transfer.vehicle, transfer.escort]
    oxygen = [_("途中吸氧")] if transfer.oxygen_on_the_way else []
    said = [
        (_("去处"), transfer.setting.label),
        (_("原因"), "、".join(str(TransferReason(code).label) for code in transfer.reasons)),
        (_("需要的能力"), "、".join(str(Ability(code).label) for code in transfer.abilities)),
        (_("期望日期"), day(transfer.wanted_on)),
        (_("转运"), "，".join([str(one.label) for one in way_there if one is not None] + oxygen)),
        (_("过渡照护"), transfer.bridging_plan if case.full else ""),
        (_("补充说明"), transfer.words if case.full else ""),
    ]
    return [(word, value) for word, value in said if value]


def after(case: Case) -> Pairs:
    """What became of the patient, for the one who sent: taken in, where, until when, and how it went on."""
    taken = next((seat.request for seat in case.seats if seat.request.admitted_at is not None), None)
    if taken is None:
        return []
    kept, patient = taken.assignment, case.patient
    said = [(_("收治"), moment(taken.admitted_at)), (_("在哪里"), case.called(taken.unit_id))]
    if kept is not None and kept.state is AssignmentState.COMPLETED:
        said.append((_("离开"), moment(kept.ended_at)))
        said.append((_("去向"), kept.outcome.label if kept.outcome else kept.end_reason))
    elif patient.died_at is None:
        said.append((_("现在"), _("仍在照护中")))
    if patient.died_at is not None:
        said.append((_("离世"), moment(patient.died_at)))
        said.append((_("地点"), patient.died_where.label if patient.died_where else _("不详")))
    return said


def summary(patient: Patient, known: Clinical) -> Pairs:
    """What those who treat the patient have to know; the rest stands in the record."""
    diagnosis, state = known.diagnosis, known.state
    said: Pairs = [
        (_("主要诊断"), f"{diagnosis.name}（{diagnosis.code}）" if diagnosis else ""),
        (_("评分"), "，".join(_score(score) for score in known.scores if score.result is not None)),
    ]
    if state is not None:
        allergy = state.allergies or (state.allergy.label if state.allergy else "")
        said += [
            (_("生存期预估"), _label(state.prognosis)),
            (_("意识"), _label(state.consciousness)),
            (_("隔离"), _label(state.isolation)),
            (_("过敏"), allergy),
        ]
    return [*said, (_("是否知道病情"), patient.knows_diagnosis.label), (_("能否自己决定"), patient.capacity.label)]


def _label(code: Any) -> Any:
    return code.label if code is not None else ""


def _score(score: PatientScore) -> str:
    """`PPS 40`, `PPI 3.5`: results are kept exactly."""
    value = Fraction(score.result or "0")
    return f"{score.score} {float(value):g}"
