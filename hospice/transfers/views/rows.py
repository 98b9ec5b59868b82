"""Lines of work as a page draws them: time left, what, whom, and the one act; shared by the work list and the desk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from hospice.core.clock import now
from hospice.core.i18n import gettext as _
from hospice.episodes.rules.codes import Priority
from hospice.episodes.rules.faces import PRIORITY_FACES, Face
from hospice.facilities.queries.current import Place, institutions_now, units_now

from ..rules.codes import RequestStatus, Side
from ..rules.duties import BUTTONS, Duty, Line
from ..rules.faces import face
from ..rules.timeleft import Left, Part, expected, time_left

WORDS_SHOWN = 40
FAR = datetime.max.replace(tzinfo=UTC)
_HANDING = frozenset({Duty.HANDOVER, Duty.SIGN})


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a work list."""

    part: Part
    since: datetime
    left: Left
    what: str
    person: str
    where: str
    number: str
    state: Face
    priority: Face | None  # only where it is more than routine
    url: str
    button: str
    duty: bool


@dataclass(frozen=True, slots=True)
class Names:
    """What houses and units are called."""

    houses: Mapping[int, Place]
    units: Mapping[int, Place]

    @classmethod
    def of(cls, session: Session, houses: Iterable[int], units: Iterable[int]) -> Names:
        """Two statements for all of them."""
        return cls(institutions_now(session, houses), units_now(session, units))

    def house(self, number: int | None) -> str:
        """The name of an institution."""
        return self.houses[number].name if number is not None and number in self.houses else ""

    def unit(self, number: int | None) -> str:
        """The name of a unit."""
        return self.units[number].name if number is not None and number in self.units else ""


def ordered(lines: Iterable[Line]) -> list[Line]:
    """What is to be done first, the soonest first; then what is waited for; the more urgent and the older of equals first.

    A duty without a time limit stands behind what is late and before all else.
    """
    at = now()

    def place(line: Line) -> tuple[Any, ...]:
        due = line.due or (at if line.duty else FAR)
        return line.duty is None, due, line.case.priority.rank, line.case.submitted_at or FAR, line.case.id

    return sorted(lines, key=place)


def rows(session: Session, lines: Iterable[Line]) -> list[Row]:
    """The lines as rows, with the names of houses and units: two statements."""
    shown = list(lines)
    asked = [one for line in shown for one in line.case.asked]
    houses = {line.case.institution_id for line in shown} | {one.institution_id for one in asked}
    names = Names.of(session, houses, {one.unit_id for one in asked})
    return [_row(line, names, now()) for line in shown]


def _row(line: Line, names: Names, at: datetime) -> Row:
    case, asked = line.case, line.asked
    left = _left(line, at)
    state = face(asked.status) if asked is not None else face(case.status)
    urgent = case.priority in (Priority.URGENT, Priority.PRIOR)
    return Row(
        part=left.part, since=line.due or at, left=left, what=_what(line),
        person=case.person, where=_where(line, names), number=case.number, state=state,
        priority=PRIORITY_FACES[case.priority] if urgent else None, url=_url(line),
        button=str(BUTTONS[line.duty]) if line.duty else _("看进度"), duty=line.duty is not None,
    )  # fmt: skip


def _left(line: Line, at: datetime) -> Left:
    if line.duty is None:
        return expected(line.due, at)
    left = time_left(line.due, at)
    # What was sent back keeps its own shape, so that it is not taken for a new request.
    return left._replace(icon="dia", tone="mind") if line.duty is Duty.COMPLETE and left.tone == "mind" else left


def _what(line: Line) -> str:
    if line.duty is Duty.CHASE:
        unopened = all(one.status is RequestStatus.SUBMITTED for one in line.case.asked)
        more = _("已发%(n)s处，都还没打开") if unopened else _("已发%(n)s处，都还没答复")
        return _("%(priority)s转介", priority=line.case.priority.label) + more % {"n": len(line.case.asked)}
    if line.duty is Duty.COMPLETE and line.asked is not None and line.asked.words:
        said = line.asked.words
        return _("对方请您补充：%(what)s", what=said[:WORDS_SHOWN] + ("…" if len(said) > WORDS_SHOWN else ""))
    return str(line.words)


def _where(line: Line, names: Names) -> str:
    """The other side: for a receiver who sends, for a sender who is asked."""
    case, asked = line.case, line.asked
    bed = _("，%(bed)s床", bed=asked.bed) if asked is not None and asked.bed else ""
    if line.side is Side.DESTINATION:
        return _("由%(house)s转来", house=names.house(case.institution_id)) + bed
    if asked is None:
        return names.house(case.institution_id) if line.side is Side.COORDINATION else ""
    many = case.asked if line.duty is Duty.CHASE else (asked,)
    whom = _("、").join(names.house(one.institution_id) + names.unit(one.unit_id) for one in many)
    whom = whom if len(many) == 1 else _("、").join(names.house(one.institution_id) for one in many)
    if line.side is Side.COORDINATION:
        return _("%(sender)s → %(receiver)s", sender=names.house(case.institution_id), receiver=whom)
    return whom + bed


def _url(line: Line) -> str:
    if line.duty is Duty.SUBMIT:
        return url_for("drafts.edit", key=line.case.key)
    if line.duty in _HANDING and line.asked is not None:
        return url_for("handovers.detail", key=line.asked.key)
    return url_for("transfers.detail", key=line.case.key)


def parts(rows_: Iterable[Row]) -> list[tuple[Any, list[Row]]]:
    """Rows under their headings, as far as a heading has rows: first, today, later, and what others have to do."""
    titles = {Part.FIRST: _("先办这些"), Part.TODAY: _("今天之内"), Part.LATER: _("之后")}
    shown = list(rows_)
    found = [(titles[part], [row for row in shown if row.duty and row.part is part]) for part in Part]
    found.append((_("等对方办"), [row for row in shown if not row.duty]))
    return [(title, group) for title, group in found if group]
