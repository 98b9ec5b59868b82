"""The checks of a primary facility in words (domain §1.5)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hospice.core.i18n import lazy
from hospice.facilities.rules.codes import ServiceMode

from .verdicts import Check, Criterion, Reason
from .written import Words, day_words


def _declared(check: Check) -> Words:
    day = check.facts[0]
    told = day_words(day) if day else ""
    if check.passed:
        return lazy("已申报服务，并经确认"), lazy("自%(day)s起", day=told)
    reason = check.reasons[0]
    if reason is Reason.NOT_CONFIRMED:
        return lazy("服务申报未经确认"), lazy("待卫生健康部门确认")
    if reason is Reason.NOT_STARTED:
        return lazy("服务尚未开始"), lazy("%(day)s开始", day=told)
    if reason is Reason.ENDED:
        return lazy("服务已经停止"), lazy("%(day)s停止", day=told)
    return lazy("没有申报服务"), ""


def _mode(check: Check) -> Words:
    if check.passed:
        return lazy("有服务方式"), modes_words(check.facts[0])
    return lazy("没有申报服务方式"), lazy("病房、病床、家庭病床、巡诊等至少一种")


def modes_words(modes: frozenset[ServiceMode]) -> Any:
    """病房、巡诊: in the order of the code list."""
    words: Any = ""
    for mode in (one for one in ServiceMode if one in modes):
        words = lazy("%(first)s、%(next)s", first=words, next=mode.label) if words else mode.label
    return words


def _physician(check: Check) -> Words:
    if check.passed:
        return lazy("有受过培训的医师"), lazy("医师%(n)s名", n=check.facts[0])
    return lazy("没有受过培训的医师"), lazy("至少要有1名")


def _nurse(check: Check) -> Words:
    if check.passed:
        return lazy("有受过培训的护士"), lazy("护士%(n)s名", n=check.facts[1])
    return lazy("没有受过培训的护士"), lazy("至少要有1名")


def _activity(check: Check) -> Words:
    last, window = check.facts
    told = lazy("最近一次%(day)s", day=day_words(last)) if last else lazy("没有服务记录")
    if check.passed:
        return lazy("近%(n)s天内有服务记录", n=window), told
    return lazy("近%(n)s天内没有服务记录", n=window), told


PRIMARY_WORDS: dict[Criterion, Callable[[Check], Words]] = {
    Criterion.DECLARED: _declared,
    Criterion.MODE: _mode,
    Criterion.PHYSICIAN: _physician,
    Criterion.NURSE: _nurse,
    Criterion.ACTIVITY: _activity,
}
