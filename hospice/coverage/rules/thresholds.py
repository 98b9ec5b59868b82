"""Comparisons with a goal, in integers only (domain §1.1), and the few things that are done with days."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

HALF = Fraction(1, 2)  # 50%以上 includes 50 % [V:Plan] [V:CivilCode-1259]


def reaches(numerator: int, denominator: int, share: Fraction = HALF) -> bool:
    """Whether `numerator` of `denominator` is at least `share`; nothing of nothing reaches nothing."""
    return denominator > 0 and numerator * share.denominator >= denominator * share.numerator


def reaches_all(numerator: int, denominator: int) -> bool:
    """Whether all are there, and there are any."""
    return denominator > 0 and numerator == denominator


def needed(denominator: int, share: Fraction = HALF) -> int:
    """Give the smallest numerator that reaches `share`: for one half `(denominator + 1) // 2`."""
    return -(-denominator * share.numerator // share.denominator)


def shortfall(numerator: int, denominator: int, share: Fraction = HALF) -> int:
    """How many are still missing to `share` (domain §1.9)."""
    return max(0, needed(denominator, share) - numerator)


def percent(numerator: int, denominator: int) -> str:
    """Cut a percentage to one decimal, so that 99.96 % never shows as 100.0 %. ValueError for a denominator of 0."""
    if denominator <= 0:
        raise ValueError("there is no share of nothing")
    tenths = numerator * 1000 // denominator
    return f"{tenths // 10}.{tenths % 10}%"


def within_days(day: date | None, on: date, days: int) -> bool:
    """Whether `day` lies at most `days` days back; 以内 includes the number [V:CivilCode-1259]. Unknown does not."""
    return day is not None and timedelta() <= on - day <= timedelta(days)


def years_after(day: date, years: int) -> date:
    """Give the same calendar day some years later; 29 February becomes 28 February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
