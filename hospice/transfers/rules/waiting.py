"""The waiting list of a unit: by class, then by how long somebody waits, then by key; and why somebody stands above."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from hospice.core.errors import Refused
from hospice.core.i18n import gettext as _
from hospice.core.i18n import lazy
from hospice.episodes.rules.codes import Priority


@dataclass(frozen=True, slots=True)
class Waiter:
    """Somebody on the list; `since` is when the need was first submitted, so that rerouting costs nobody their place."""

    key: str
    priority: Priority
    since: datetime

    @property
    def place(self) -> tuple[int, datetime, str]:
        """What the list is sorted by; the key decides only between two of the same instant, so that order never flickers."""
        return self.priority.rank, self.since, self.key


class Above(NamedTuple):
    """Somebody who stands above, and why."""

    waiter: Waiter
    why: Any


class PassedOver(NamedTuple):
    """Somebody who stood above the one that is offered the bed, and why the bed is not for them."""

    waiter: Waiter
    why: Any


class Offer(NamedTuple):
    """Who is offered a bed, and for the fairness log who stood above."""

    waiter: Waiter | None
    passed_over: tuple[PassedOver, ...]


def ranked(waiters: Iterable[Waiter]) -> list[Waiter]:
    """The list in its order."""
    return sorted(waiters, key=lambda waiter: waiter.place)


def position(key: str, waiters: Iterable[Waiter]) -> int:
    """Which place somebody has; the first is 1."""
    return [waiter.key for waiter in ranked(waiters)].index(key) + 1


def above(key: str, waiters: Iterable[Waiter]) -> list[Above]:
    """Who stands above somebody and why, from the top."""
    order = ranked(waiters)
    own = next(waiter for waiter in order if waiter.key == key)
    return [Above(other, why_above(other, own)) for other in order[: order.index(own)]]


def why_above(upper: Waiter, lower: Waiter) -> Any:
    """Why the one stands above the other."""
    if upper.priority is not lower.priority:
        return lazy("级别更高：%(upper)s先于%(lower)s", upper=upper.priority.label, lower=lower.priority.label)
    if upper.since != lower.since:
        return lazy("同为%(priority)s，等候更久", priority=upper.priority.label)
    return lazy("同级、同时登记，按编号先后")


def offer(waiters: Iterable[Waiter], unsuitable: Mapping[str, Any]) -> Offer:
    """Who is next for a bed that became free. `unsuitable` says, by key, why the bed is not for somebody."""
    passed: list[PassedOver] = []
    for waiter in ranked(waiters):
        if waiter.key not in unsuitable:
            return Offer(waiter, tuple(passed))
        passed.append(PassedOver(waiter, unsuitable[waiter.key]))
    return Offer(None, tuple(passed))


def override(key: str, waiters: Sequence[Waiter], unsuitable: Mapping[str, Any], reason: str) -> Offer:
    """Give the bed to somebody out of turn. `Refused` without a written reason, which stands beside all passed over."""
    order = ranked(waiters)
    chosen = next(waiter for waiter in order if waiter.key == key)
    before = order[: order.index(chosen)]
    if not reason.strip() and any(waiter.key not in unsuitable for waiter in before):
        raise Refused(_("这样安排越过了先后次序，请写明原因。"), field="reason")
    out_of_turn = lazy("人工调整：%(reason)s", reason=reason.strip())
    return Offer(chosen, tuple(PassedOver(waiter, unsuitable.get(waiter.key, out_of_turn)) for waiter in before))
