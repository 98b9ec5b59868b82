"""What the province is to look like: which county has come how far. Codes are real ones, the states are invented. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from . import chance
from .days import Calendar

SILENT = "330922"  # 嵊泗县 has only begun to register: nothing of it is confirmed

# Months from the reference day to the promised opening.
BUILDING = {
    "330624": 1, "331083": 1, "331123": 1, "330327": 4, "330726": 4, "331022": 4, "331181": 4, "330127": 7,
    "330703": 7, "330902": 7, "331124": 7, "330324": 10, "330803": 10, "331125": 10, "330383": 13,
}  # fmt: skip
OVERDUE = {"331126": -5, "330328": -3, "330822": -2, "331024": -2}
NOT_STARTED = frozenset({"330305", "330329", "330727", "330824", "330921", "331127"})
DESIGNATED = frozenset({"330108", "330114", "330303"})

# Municipal hospitals with the prefecture's own ward; two prefectures have none yet.
MUNICIPAL = {
    "330100": "杭州市第三人民医院", "330200": "宁波市第九医院", "330300": "温州市中心医院", "330400": "嘉兴市第二医院",
    "330500": "湖州市中心医院", "330600": "绍兴市人民医院", "330700": "金华市中心医院", "331000": "台州市中心医院",
    "331100": "丽水市中心医院",
}  # fmt: skip
MUNICIPAL_COMING = {"330800": ("衢州市人民医院", 5), "330900": ("舟山医院", 11)}

# Facilities that provide, where it is a county's story; everywhere else a class is drawn.
PROVIDING = {
    "331121": 0, "331127": 0, "330727": 0, "330382": 6, "331123": 3, "330329": 4, "331122": 3, "331023": 3, "330305": 1,
    "330921": 1, "331003": 5, "331082": 5, "330702": 9, "331181": 6,
}  # fmt: skip
TOTAL_PROVIDING = 623
CLASSES = ((29, 0.25, 0.49), (38, 0.5, 0.74), (7, 0.75, 0.95))
"""How many of the other counties lie in which span of shares."""


def natural(counties: list[str]) -> list[str]:
    """Counties that have a ward of their own."""
    others = {*BUILDING, *OVERDUE, *NOT_STARTED, *DESIGNATED, SILENT}
    return [code for code in counties if code not in others]


def promised(calendar: Calendar, months: int) -> date:
    """The last day of the month in which the opening is promised."""
    return calendar.month_end(months)


def openings(seed: str, calendar: Calendar, counties: list[str]) -> dict[str, date]:
    """When the wards opened: some before the registry began, then a few every quarter, fewer of late."""
    order = sorted(counties, key=lambda code: chance.dice(seed, "order", code).random())
    before = len(order) // 6
    days: dict[str, date] = {}
    for place, code in enumerate(order):
        dice = chance.dice(seed, "opening", code)
        if place < before:
            days[code] = calendar.month(37 + dice.randrange(20)).replace(day=1 + dice.randrange(28))
        else:
            share = (place - before + dice.random()) / (len(order) - before)
            days[code] = calendar.today - (calendar.today - calendar.start) * (1 - 0.97 * share**0.9)
    return days


def providing(seed: str, facilities: Mapping[str, int]) -> dict[str, int]:
    """How many facilities provide in each county, so that the province comes to its total."""
    drawn = sorted(
        (code for code, count in facilities.items() if code not in PROVIDING and code != SILENT and count),
        key=lambda code: chance.dice(seed, "share", code).random(),
    )
    spans = [span for span in CLASSES for _ in range(span[0])]
    found = {code: count for code, count in PROVIDING.items() if code in facilities}
    for code, span in zip(drawn, spans, strict=False):
        found[code] = min(_bounds(facilities[code], span)[1], round(facilities[code] * (span[1] + span[2]) / 2))
    bounds = {code: _bounds(facilities[code], span) for code, span in zip(drawn, spans, strict=False)}
    if len(drawn) == len(spans):
        _settle(found, bounds)
    return found


def _bounds(count: int, span: tuple[int, float, float]) -> tuple[int, int]:
    _, low, high = span
    inside = [n for n in range(1, count) if low <= n / count < high + 0.01]
    return (inside[0], inside[-1]) if inside else (count // 2, (count + 1) // 2)


def _settle(found: dict[str, int], bounds: Mapping[str, tuple[int, int]]) -> None:
    """Move single facilities until the sum is right, county after county."""
    while missing := TOTAL_PROVIDING - sum(found.values()):
        step = 1 if missing > 0 else -1
        movable = [code for code in bounds if bounds[code][0] <= found[code] + step <= bounds[code][1]]
        if not movable:
            return
        for code in movable[: abs(missing)]:
            found[code] += step
