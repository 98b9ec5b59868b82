"""What is said of a place that was found: what speaks for it, what to think of first, and what nobody knows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from hospice.core.i18n import lazy
from hospice.episodes.rules.faces import FRESHNESS_FACES, Face
from hospice.facilities.rules.codes import UnitKind
from hospice.facilities.rules.places import BEDDED, MEASURES, Ability
from hospice.patients.rules.codes import Sex
from hospice.patients.rules.wishes import Setting

from .finding import WEIGHTS, Weights, insured_here, is_full, lacks, named, sex_that_matters
from .places import HABIT_DAYS, Offered, Sought, Stock

ADVICE = lazy("综合距离、空床、能力、协作关系和答复习惯排序，仅供参考，由医生决定。")  # design §7, sentence 26
FOR, AGAINST, UNKNOWN = "reasons", "cautions", "missing"

Said = Iterator[tuple[str, Any]]


class Spoken(NamedTuple):
    """Reasons (✓), cautions (◆) and what is not known, each a sentence."""

    reasons: list[Any]
    cautions: list[Any]
    missing: list[Any]


def spoken(sought: Sought, place: Offered, weights: Weights = WEIGHTS) -> Spoken:
    """Everything that is said of a place, in the order in which a clinician asks."""
    heaps = Spoken([], [], [])
    for part in (_abilities, _isolation, _distance, _together, _answering, _insurance, _waiting, _rooms):
        for heap, words in part(sought, place, weights):
            getattr(heaps, heap).append(words)
    return heaps


def vacancy(sought: Sought, place: Offered) -> Face:
    """The free places as the page shows them; how old the figure is stands beside, in the shape and in words."""
    if place.stock is None:
        return Face(lazy("未报可用数"), "dash", "hot")
    shape, tone = FRESHNESS_FACES[place.age]
    if is_full(sought, place):
        return Face(lazy("没有空床") if place.kind in BEDDED else lazy("没有余量"), shape, tone)
    return Face(_free(place.kind, place.stock, place.stock.fitting(sex_that_matters(sought, place))), shape, tone)


def _free(kind: UnitKind, stock: Stock, n: int) -> Any:
    if kind is UnitKind.HOME_TEAM:
        return lazy("每周还可上门%(n)s次", n=n)
    if kind is UnitKind.CLINIC:
        return lazy("每周还有%(n)s个号", n=n)
    if kind is UnitKind.HOME_BED:
        return lazy("申报余%(n)s张家庭病床", n=n)
    return lazy("%(n)s张空床", n=n) if stock.tracked else lazy("申报%(n)s张", n=n)


def stock_words(place: Offered) -> Any:
    """Where the figure comes from and what it is made of; unknown is said, and is not zero."""
    stock = place.stock
    if stock is None:
        return lazy("未报数据，不按零计")
    counts = {"open": stock.open, "staffed": stock.staffed, "occupied": stock.occupied, "held": stock.held}
    unfit = stock.staffed - stock.occupied - stock.held - stock.all_free
    if stock.tracked:
        return lazy("逐张算出：开放%(open)s，可用%(staffed)s；在住%(occupied)s，已保留%(held)s，清洁或隔离%(unfit)s，"
                    "空床%(free)s", unfit=max(0, unfit), free=stock.all_free, **counts)  # fmt: skip
    measure = MEASURES[place.kind]
    return lazy("单位申报：开放%(open)s，有人员保障%(staffed)s（%(measure)s），已占用%(taken)s", measure=measure,
                taken=stock.occupied + stock.held, **counts)  # fmt: skip


def _abilities(sought: Sought, place: Offered, _weights: Weights) -> Said:
    if sought.abilities and not place.abilities:
        yield UNKNOWN, lazy("能做什么（未登记）")
        return
    able, lacking = sought.abilities & place.abilities, lacks(sought, place)
    if able:
        yield FOR, lazy("可%(list)s", list=named(able))
    if lacking:
        yield AGAINST, lazy("没有登记%(list)s，请先问能否由本单位携带", list=named(lacking))


def _isolation(sought: Sought, place: Offered, _weights: Weights) -> Said:
    if sought.isolation and Ability.ISOLATION in place.abilities:
        yield FOR, lazy("可隔离")
    if sought.isolation is None:
        yield UNKNOWN, lazy("是否需要隔离")


def _distance(sought: Sought, place: Offered, weights: Weights) -> Said:
    if place.km is None and not sought.measured:
        return
    if place.km is None:
        yield UNKNOWN, lazy("距离（位置未登记）")
    elif sought.setting is Setting.HOME:
        yield FOR, lazy("直线距离%(n)s公里，在上门范围内", n=int(place.km))
    elif place.km <= weights.near_km:
        yield FOR, _roughly(place, lazy("直线距离%(n)s公里", n=int(place.km)))
    else:
        yield AGAINST, _roughly(place, lazy("直线距离%(n)s公里，需安排转运", n=int(place.km)))
    if place.relative_km is not None:
        near = place.relative_km <= weights.near_km
        yield FOR if near else AGAINST, lazy("距探视家属直线%(n)s公里", n=int(place.relative_km))


def _roughly(place: Offered, words: Any) -> Any:
    return lazy("%(words)s（按所在县估算）", words=words) if place.roughly else words


def _together(_sought: Sought, place: Offered, _weights: Weights) -> Said:
    if place.consortia:
        yield FOR, lazy("同属%(names)s", names="、".join(place.consortia))


def _answering(_sought: Sought, place: Offered, weights: Weights) -> Said:
    habit = place.habit
    if not habit.asked:
        yield UNKNOWN, lazy("答复习惯（近%(days)s天没有往来）", days=HABIT_DAYS)
        return
    if habit.minutes is not None:
        quick = habit.minutes <= weights.quick_minutes
        yield (
            FOR if quick else AGAINST,
            lazy("近%(days)s天平均%(time)s答复", days=HABIT_DAYS, time=duration(habit.minutes)),
        )
    counts = {"days": HABIT_DAYS, "asked": habit.asked}
    if habit.declined:
        yield AGAINST, lazy("近%(days)s天%(asked)s次请求，%(n)s次不予受理", n=habit.declined, **counts)
    if silent := habit.asked - habit.answered:
        yield AGAINST, lazy("近%(days)s天%(asked)s次请求，%(n)s次没有答复", n=silent, **counts)


def duration(minutes: int) -> Any:
    """`42分钟`, `1小时10分钟`, `31小时`."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return lazy("%(n)s分钟", n=rest)
    return lazy("%(h)s小时%(n)s分钟", h=hours, n=rest) if rest and hours < 24 else lazy("%(h)s小时", h=hours)


def _insurance(sought: Sought, place: Offered, _weights: Weights) -> Said:
    if not sought.needs_filing:
        return
    if sought.filed:
        yield FOR, lazy("已办异地就医备案")
    elif not sought.insured_at:
        yield UNKNOWN, lazy("参保地（未填）")
    elif insured_here(sought, place):
        yield FOR, lazy("在医保参保的市内")
    else:
        yield AGAINST, lazy("不在医保参保的市内，请先办异地就医备案")


def _waiting(sought: Sought, place: Offered, _weights: Weights) -> Said:
    if ahead := place.ahead(sought.priority):
        yield AGAINST, lazy("候床%(n)s人，空床可能先安排给他们", n=ahead)


def _rooms(sought: Sought, place: Offered, _weights: Weights) -> Said:
    stock = place.stock
    if stock is None:
        yield UNKNOWN, lazy("有没有空位")
        return
    if stock.set_aside and not is_full(sought, place):
        yield FOR, lazy("有预留床")
    if place.kind not in BEDDED:
        return
    if is_full(sought, place) and stock.all_free:
        words = {Sex.MALE: lazy("空床都在女病房"), Sex.FEMALE: lazy("空床都在男病房")}
        yield AGAINST, words.get(sought.sex or Sex.UNKNOWN, lazy("没有相应性别的空床"))
    if not stock.tracked:
        yield UNKNOWN, lazy("空床在男病房还是女病房")
