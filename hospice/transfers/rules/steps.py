"""What a life is: a table of steps that refuses the forbidden one, draws the buttons and prints the diagram."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from hospice.core.errors import Conflict
from hospice.core.i18n import gettext as _
from hospice.facilities.rules.codes import Coded

from .codes import Need, Party, Route

S = TypeVar("S", bound=Coded)
A = TypeVar("A", bound=Coded)

EITHER_ROUTE = frozenset(Route)
CORRECTION = "REOPEN"  # leads out of an end, and makes it no less an end


class StepNotAllowed(Conflict):
    """A step that cannot be taken now. `allowed` are the codes of what can, and the sentence says the same in words."""

    def __init__(self, message: str, allowed: tuple[Coded, ...]) -> None:
        super().__init__(message)
        self.allowed = allowed


@dataclass(frozen=True)
class Step(Generic[S, A]):
    """One row: from any of `sources` by `action` to `target`, by whom, with what fulfilled, with a written reason."""

    action: A
    sources: frozenset[S]
    target: S
    by: frozenset[Party]
    needs: tuple[Need, ...] = ()
    reason: bool = False
    routes: frozenset[Route] = EITHER_ROUTE


@dataclass(frozen=True)
class Life(Generic[S, A]):
    """A table of steps; at most one row fits a status, an action and a route."""

    start: S
    steps: tuple[Step[S, A], ...]
    _found: Mapping[tuple[S, A, Route], Step[S, A]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        rows = [((status, step.action, route), step) for step in self.steps for status in step.sources
                for route in step.routes]  # fmt: skip
        found = dict(rows)
        if len(found) != len(rows):
            raise ValueError("two rows fit the same status, action and route")
        object.__setattr__(self, "_found", found)

    def step(self, status: S, action: A, route: Route, by: Collection[Party] | None = None) -> Step[S, A]:
        """The row for a step, taken by one of the parties (anybody where none is given); otherwise `StepNotAllowed`."""
        step = self._found.get((status, action, route))
        if step is None:
            raise self._refusal(status, action, route, by)
        if by is not None and step.by.isdisjoint(by):
            raise self._not_yours(step, status, route, by)
        return step

    def next_status(self, status: S, action: A, route: Route, by: Collection[Party] | None = None) -> S:
        """The status that follows; otherwise `StepNotAllowed`, which says what is possible."""
        return self.step(status, action, route, by).target

    def actions(self, status: S, route: Route, by: Collection[Party] | None = None) -> list[A]:
        """What can be done now, in the order of the table; by one of the parties where they are given."""
        possible = [
            step.action
            for step in self.steps
            if status in step.sources and route in step.routes and (by is None or not step.by.isdisjoint(by))
        ]
        return list(dict.fromkeys(possible))

    def ends(self) -> frozenset[S]:
        """Statuses that nothing leads out of, other than for correction by reopening."""
        return frozenset(type(self.start)) - frozenset(
            status
            for step in self.steps
            for status in step.sources
            if step.target != status and step.action.value != CORRECTION
        )

    def _refusal(self, status: S, action: A, route: Route, by: Collection[Party] | None) -> StepNotAllowed:
        allowed = tuple(self.actions(status, route, by))
        words = _("现在是“%(status)s”，不能“%(action)s”。", status=status.label, action=action.label)
        return StepNotAllowed(words + self._possible(allowed), allowed)

    def _not_yours(self, step: Step[S, A], status: S, route: Route, by: Collection[Party]) -> StepNotAllowed:
        allowed = tuple(self.actions(status, route, by))
        words = _("“%(action)s”由%(who)s办理。", action=step.action.label, who=names(step.by))
        return StepNotAllowed(words + self._possible(allowed), allowed)

    @staticmethod
    def _possible(allowed: tuple[A, ...]) -> str:
        if not allowed:
            return _("您现在没有可办的步骤。")
        return _("您现在可以：%(possible)s。", possible="、".join(str(action.label) for action in allowed))


def names(parties: Iterable[Party]) -> str:
    """The parties in words, in the order of the table of permissions."""
    wanted = set(parties)
    return "、".join(str(party.label) for party in Party if party in wanted)


def unmet(step: Step[S, A], met: Collection[Need]) -> list[Need]:
    """What is still missing for a step, in the order in which it is asked for."""
    return [need for need in step.needs if need not in met]
