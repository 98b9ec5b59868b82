"""How a record gives way to another: what a goal depends on waits for the commission, the rest counts at once."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.access.guards import Actor
from hospice.core.clock import now, today
from hospice.core.dated import Dated, confirm, in_force, pending, propose
from hospice.core.errors import Conflict, Refused
from hospice.core.i18n import gettext as _

from ..rules.registration import Facts, changed, needs_confirmation, told_by

R = TypeVar("R", bound=Dated)


@dataclass(frozen=True, kw_only=True)
class Told:
    """Who told it, from which day on it is true, why, and by which document. None as `by`: a command or the demo."""

    by: Actor | None
    valid_from: date
    reason: str = ""
    document_no: str = ""

    @property
    def by_id(self) -> int | None:
        """The user's id."""
        return self.by.id if self.by else None

    def columns(self) -> dict[str, Any]:
        """The columns of a fact."""
        return {
            "recorded_by_id": self.by_id,
            "valid_from": self.valid_from,
            "reason": self.reason,
            "document_no": self.document_no,
        }


@dataclass(frozen=True)
class Standing(Generic[R]):
    """The record in force today, and the one that waits for the commission."""

    current: R | None
    waiting: R | None

    @property
    def latest(self) -> R | None:
        """The one that a person sees and edits."""
        return self.waiting or self.current


def standing(session: Session, model: type[R], subject_id: int) -> Standing[R]:
    """What stands about one subject today."""
    mine = getattr(model, model.SUBJECT) == subject_id
    rows = session.scalars(sa.select(model).where(mine, sa.or_(pending(model), in_force(model, today())))).all()
    current = next((row for row in rows if not row.is_pending), None)
    return Standing(current, next((row for row in rows if row.is_pending), None))


def not_in_the_future(day: date) -> None:
    """Refuse a day that has not come: nobody knows yet what will be true."""
    if day > today():
        raise Refused(_("这一天还没有到。请填今天或更早的日期；计划中的日期填在“预计启用”。"), field="valid_from")


def unchanged_since(latest: Dated | None, seen: int | None) -> None:
    """Refuse to write over what somebody else wrote after the form was opened; `seen` is the record it showed."""
    if seen is not None and (latest is None or latest.id != seen):
        raise Conflict(_("有人刚刚改过这条资料。您的修改没有覆盖对方。"))


def amend(
    session: Session,
    model: type[R],
    subject_id: int,
    after: Facts,
    told: Told,
    waits: frozenset[str],
    seen: int | None = None,
) -> tuple[list[str], bool]:
    """Let `after` be told of a subject; give (names of the fields that changed, whether it waits for the commission).

    Raises `Conflict` where somebody else was first, `Refused` where nothing changed or the day has not come.
    """
    not_in_the_future(told.valid_from)
    stands = standing(session, model, subject_id)
    unchanged_since(stands.latest, seen)
    names = changed(told_by(type(after), stands.latest), after) if stands.latest else []
    if stands.latest is not None and not names:
        raise Refused(_("您没有改动任何一项。资料仍属实时，请点“无变化，确认”。"))
    if stands.current is None:
        propose(session, _record(model, subject_id, after, told))
        return names, True
    return names, _beside_current(session, stands, after, told, waits)


def _beside_current(session: Session, stands: Standing[R], after: Facts, told: Told, waits: frozenset[str]) -> bool:
    """Let what need not wait count now; propose the whole where something has to wait."""
    assert stands.current is not None  # noqa: S101 - the caller has looked
    model, subject_id = type(stands.current), getattr(stands.current, stands.current.SUBJECT)
    before = told_by(type(after), stands.current)
    names = changed(before, after)
    at_once = replace(before, **{name: getattr(after, name) for name in names if name not in waits})
    if at_once != before:
        # Not before the present record begins: its other facts were not confirmed for earlier days.
        since = replace(told, valid_from=max(told.valid_from, stands.current.valid_from))
        confirm(session, _record(model, subject_id, at_once, since), told.by_id)
    if needs_confirmation(names, waits):
        propose(session, _record(model, subject_id, after, told))
        return True
    if stands.waiting is not None:
        stands.waiting.superseded_at = now()
        session.flush()
    return False


def _record(model: type[R], subject_id: int, facts: Any, told: Told) -> R:
    values = {item.name: getattr(facts, item.name) for item in fields(facts)}
    return model(**{model.SUBJECT: subject_id}, **values, **told.columns())
