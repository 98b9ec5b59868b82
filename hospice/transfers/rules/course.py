"""How it has gone lately: what speaks for a step down to a lighter setting, and what for a step up (domain §3.3)."""

from __future__ import annotations

from dataclasses import dataclass

from hospice.core.i18n import lazy
from hospice.patients.rules.clinical import Phase

from .placement import Statement, at_least, is_one_of
from .standards import Standards


@dataclass(frozen=True, slots=True)
class CourseFacts:
    """How it has gone lately, for a step down or up."""

    calm_hours: int | None = None  # since when pain has been low without a break
    phase: Phase | None = None
    unstable_days: int | None = None
    home_plan_accepted: bool | None = None
    new_emergency: bool | None = None
    family_asks: bool | None = None


def may_step_down(facts: CourseFacts, standards: Standards) -> list[Statement]:
    """The conditions of a step down, all of which should hold (§3.3 exit)."""
    return [
        Statement(at_least(facts.calm_hours, standards.exit_calm_h),
             lazy("疼痛不超过%(n)s分已满%(hours)s小时", n=standards.home_max_nrs, hours=standards.exit_calm_h)),
        Statement(is_one_of(facts.phase, Phase.STABLE), lazy("病情稳定")),
        Statement(facts.home_plan_accepted, lazy("居家计划已获接受")),
    ]  # fmt: skip


def should_step_up(facts: CourseFacts, standards: Standards) -> list[Statement]:
    """The signs for a step up, any one of which is enough (§3.3 upward)."""
    unstable = None if facts.unstable_days is None else facts.unstable_days > standards.upward_unstable_days
    return [
        Statement(unstable, lazy("病情不稳定超过%(n)s天", n=standards.upward_unstable_days)),
        Statement(facts.new_emergency, lazy("出现新的急症")),
        Statement(facts.family_asks, lazy("家属要求")),
    ]
