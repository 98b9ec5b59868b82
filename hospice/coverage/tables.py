"""What stands beside the map: the rows of each goal, the openings to come, and the figures that leave as a table."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from hospice.core.i18n import gettext as _

from .rules.class_words import class_label
from .rules.closing import Opening, gaps, nearest_ward, steps
from .rules.figures import Figure, MapClass
from .rules.policy import RegionLevel
from .rules.verdicts import Goal
from .services import Snapshot
from .words import Drawn, class_of, missing

LEGEND = (MapClass.M5, MapClass.M4, MapClass.M3, MapClass.M2, MapClass.M1, MapClass.NA, MapClass.NOD)


class Line(NamedTuple):
    """One region in a table."""

    figure: Figure
    prefecture: str  # empty for a prefecture itself
    status: Drawn
    missing: str
    expected: date | None


class Key(NamedTuple):
    """One entry of the legend."""

    name: str  # of the class in the style sheet
    word: str
    regions: int


def level_of(snapshot: Snapshot, code: str) -> RegionLevel | None:
    """At which level figures of a code stand on the day; none for an unknown code."""
    if code == snapshot.coverage.province_code:
        return RegionLevel.PROVINCE
    if code in snapshot.coverage.places.prefectures:
        return RegionLevel.PREFECTURE
    return RegionLevel.COUNTY if code in snapshot.coverage.places.statutory else None


def unit_level(goal: Goal) -> RegionLevel:
    """At which level a goal is drawn first: G1 is judged in prefectures."""
    return RegionLevel.PREFECTURE if goal is Goal.G1 else RegionLevel.COUNTY


def within(snapshot: Snapshot, figures: Sequence[Figure], code: str) -> list[Figure]:
    """Those figures that lie in a region."""
    if code == snapshot.coverage.province_code:
        return list(figures)
    prefecture_of = snapshot.coverage.places.prefecture_of
    return [figure for figure in figures if code in (figure.code, prefecture_of(figure.code))]


def name_of(snapshot: Snapshot, code: str) -> str:
    """The name of a prefecture or county of the day."""
    place = snapshot.facts.places.get(code)
    return place.name if place else _("浙江省")


def line(snapshot: Snapshot, figure: Figure) -> Line:
    """What a table says of one region."""
    county = snapshot.coverage.places.statutory.get(figure.code)
    prefecture = county.prefecture_name if county else ""
    status, ahead = class_of(figure), figure.pipeline
    return Line(figure, prefecture, status, _missing(snapshot, figure), ahead.overdue or ahead.on_time)


def _missing(snapshot: Snapshot, figure: Figure) -> str:
    if figure.met or not figure.applicable:
        return ""
    if figure.goal is Goal.G3 or figure.denominator > 1:
        return _("还差%(n)s个", n=figure.shortfall)
    nearest = nearest_ward(snapshot.coverage, figure.goal, figure.code)
    if nearest is None:
        return _("病区与建设计划")
    return missing(steps(nearest))


def urgent(snapshot: Snapshot, goal: Goal, level: RegionLevel, code: str) -> list[Line]:
    """Regions that have not met the goal, the most urgent first."""
    return [line(snapshot, figure) for figure in within(snapshot, gaps(snapshot.coverage, goal, level), code)]


def everything(snapshot: Snapshot, goal: Goal, level: RegionLevel, code: str) -> list[Line]:
    """All regions of a level, by code."""
    return [line(snapshot, figure) for figure in within(snapshot, snapshot.coverage.figures_of(goal, level), code)]


def legend(goal: Goal, figures: Sequence[Figure]) -> list[Key]:
    """Classes with the number of regions in each; 不适用 and 未报数据 always, so that nobody takes them for zero."""
    counts = Counter(figure.map_class for figure in figures)
    return [Key(one.value, str(class_label(goal, one)), counts[one]) for one in LEGEND]


def openings(snapshot: Snapshot, goal: Goal, code: str) -> list[Opening]:
    """What every month brings if every on-time opening in the region holds; a region counts once."""
    figures = within(snapshot, snapshot.coverage.figures_of(goal, unit_level(goal)), code)
    months: dict[tuple[int, int], list[Figure]] = defaultdict(list)
    for figure in figures:
        if figure.pipeline.on_time is not None:
            months[figure.pipeline.on_time.year, figure.pipeline.on_time.month].append(figure)
    met, found = sum(figure.met for figure in figures), []
    for (year, month), regions in sorted(months.items()):
        met += len(regions)
        found.append(Opening(year, month, regions, met))
    return found


@dataclass(frozen=True, slots=True)
class Left:
    """What stays open at the deadline even if every on-time opening holds."""

    total: int
    parts: list[tuple[int, str]]  # how many, and in which class


def left_open(goal: Goal, figures: Sequence[Figure]) -> Left:
    """Regions without an opening in time, by class."""
    late = [class_of(figure).word for figure in figures if not figure.met and figure.pipeline.on_time is None]
    counts = Counter(late)
    order = [_("尚未启动"), _("已过预计日期"), _("启用日期未定"), _("未报数据")]
    return Left(len(late), [(counts[word], word) for word in order if counts[word]])


HEAD = (
    "goal",
    "level",
    "code",
    "name",
    "prefecture",
    "numerator",
    "denominator",
    "percent",
    "met",
    "class",
    "state",
    "shortfall",
    "by_designation",
    "declared",
    "capable",
    "active",
    "units_met",
    "units",
    "expected_opening",
    "reported",
    "formal",
)


def figure_rows(snapshot: Snapshot, goal: Goal, level: RegionLevel, code: str) -> list[list[Any]]:
    """The figures of a level as plain values in the order of `HEAD`: the same for pages, spreadsheets and commands."""
    figures = within(snapshot, snapshot.coverage.figures_of(goal, level), code)
    return [_plain(snapshot, figure) for figure in figures]


def _plain(snapshot: Snapshot, figure: Figure) -> list[Any]:
    county = snapshot.coverage.places.statutory.get(figure.code)
    opening = figure.pipeline.overdue or figure.pipeline.on_time
    return [
        figure.goal.value,
        figure.level.value,
        figure.code,
        name_of(snapshot, figure.code),
        county.prefecture_name if county else "",
        figure.numerator,
        figure.denominator,
        figure.percent,
        figure.met,
        figure.map_class.value,
        figure.state.value,
        figure.shortfall,
        figure.by_designation,
        figure.declared,
        figure.capable,
        figure.active,
        figure.units_met,
        figure.units,
        opening,
        figure.reported,
        figure.formal,
    ]


def sheet_head(goal: Goal) -> list[Any]:
    """The columns of a spreadsheet."""
    first = [_("代码"), _("地区"), _("设区市"), _("分子"), _("分母"), _("比例"), _("是否达标"), _("状态"), _("还差")]
    if goal is Goal.G3:
        return [*first, _("已申报"), _("有能力"), _("近一年有服务")]
    return [*first, _("其中经认定"), _("还缺"), _("预计启用")]


def sheet_row(snapshot: Snapshot, figure: Figure) -> list[Any]:
    """One region in a spreadsheet; unknown stays empty, it is not zero."""
    said = line(snapshot, figure)
    known = figure.reported or figure.met
    first = [
        figure.code,
        figure.name,
        said.prefecture,
        figure.numerator if known else None,
        figure.denominator,
        figure.percent if known else None,
        figure.met,
        said.status.word,
        figure.shortfall,
    ]
    if figure.goal is Goal.G3:
        return [*first, figure.declared, figure.capable, figure.active]
    return [*first, figure.by_designation, said.missing, said.expected]
