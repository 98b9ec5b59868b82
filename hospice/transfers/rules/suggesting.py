"""When a clinician's choice departs from what was suggested, so that a reason stands beside it. It never blocks."""

from __future__ import annotations

from collections.abc import Iterable

from hospice.episodes.rules.codes import Priority
from hospice.patients.rules.wishes import Setting

from .placement import Advice, Fit
from .priority import PrioritySuggestion


def is_against(advice: Iterable[Advice], chosen: Setting) -> bool:
    """Whether a setting is advised against, or another one is suggested and this one is not."""
    by_setting = {one.setting: one.fit for one in advice}
    fit = by_setting.get(chosen)
    if fit in (Fit.NOT_SUGGESTED, Fit.ASK):
        return True
    return fit is not None and fit is not Fit.SUGGESTED and Fit.SUGGESTED in by_setting.values()


def differs_from(suggested: PrioritySuggestion | None, chosen: Priority) -> bool:
    """Whether another class was chosen than the one suggested."""
    return suggested is not None and suggested.priority is not chosen
