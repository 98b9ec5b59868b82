"""How urgent a need seems to be, with reasons (domain §3.4). The clinician decides, and can say why otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from hospice.core.i18n import lazy
from hospice.episodes.rules.codes import Priority
from hospice.patients.rules.clinical import AT_MOST, Prognosis

from .standards import Standards


@dataclass(frozen=True, slots=True)
class Urgency:
    """What urgency is judged by; none means that nobody has said."""

    prognosis: Prognosis | None = None
    nrs: int | None = None  # the worst of the last 24 hours
    severe_dyspnoea: bool | None = None
    severe_bleeding: bool | None = None
    delirium: bool | None = None
    carer_collapsed: bool | None = None
    planning_only: bool = False


class PrioritySuggestion(NamedTuple):
    """A class with the reasons that make it, and what is not known that could make it more urgent."""

    priority: Priority
    reasons: tuple[Any, ...]
    missing: tuple[Any, ...]


def suggest_priority(facts: Urgency, standards: Standards) -> PrioritySuggestion:
    """The most urgent class for which there is a reason; planning only where nothing is urgent."""
    missing = _missing(facts)
    urgent, prior = _urgent_reasons(facts, standards), _prior_reasons(facts, standards)
    if urgent:
        return PrioritySuggestion(Priority.URGENT, tuple(urgent), ())
    if prior:
        return PrioritySuggestion(Priority.PRIOR, tuple(prior), missing)
    if facts.planning_only:
        return PrioritySuggestion(Priority.PLANNED, (lazy("仅作预约或咨询"),), missing)
    return PrioritySuggestion(Priority.ROUTINE, (lazy("没有紧急或优先的情形"),), missing)


def _urgent_reasons(facts: Urgency, standards: Standards) -> list[Any]:
    signs = [
        (facts.severe_dyspnoea, lazy("严重呼吸困难")),
        (facts.severe_bleeding, lazy("严重出血")),
        (facts.delirium, lazy("谵妄")),
    ]
    return [
        *_survival_reason(facts.prognosis, standards.priority_urgent_days),
        *_pain_reason(facts.nrs, standards.priority_urgent_nrs),
        *(words for present, words in signs if present),
    ]


def _prior_reasons(facts: Urgency, standards: Standards) -> list[Any]:
    return [
        *_survival_reason(facts.prognosis, standards.priority_prior_days),
        *_pain_reason(facts.nrs, standards.priority_prior_nrs),
        *([lazy("照护者已无法继续照护")] if facts.carer_collapsed else []),
    ]


def _survival_reason(prognosis: Prognosis | None, days: int) -> list[Any]:
    if prognosis is None or prognosis not in AT_MOST or AT_MOST[prognosis].days > days:
        return []
    return [lazy("预计生存期%(estimate)s", estimate=prognosis.label)]


def _pain_reason(nrs: int | None, limit: int) -> list[Any]:
    return [lazy("疼痛%(n)s分", n=nrs)] if nrs is not None and nrs >= limit else []


def _missing(facts: Urgency) -> tuple[Any, ...]:
    asked = [
        (None if facts.prognosis is Prognosis.UNKNOWN else facts.prognosis, lazy("生存期预估")),
        (facts.nrs, lazy("疼痛评分")),
        (facts.severe_dyspnoea, lazy("有无严重呼吸困难")),
        (facts.severe_bleeding, lazy("有无严重出血")),
        (facts.delirium, lazy("有无谵妄")),
        (facts.carer_collapsed, lazy("照护者能否继续照护")),
    ]
    return tuple(words for answer, words in asked if answer is None)


def days_are_few(prognosis: Prognosis | None, standards: Standards) -> bool:
    """Whether hours to days remain, so that the page asks whether to move the patient at all."""
    return prognosis in AT_MOST and AT_MOST[prognosis].days <= standards.priority_urgent_days
