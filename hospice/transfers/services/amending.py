"""Two people write one handover at once: what each of them changed is kept, and the same thing twice is shown to both."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from hospice.accounts.models import User
from hospice.core.errors import Conflict
from hospice.core.i18n import gettext as _

from ..models import HandoverNeed, HandoverRecord, Request
from . import handing


class WrittenMeanwhile(Conflict):
    """Somebody else wrote the same thing since it was seen; `names` are the columns, or `needs`."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(_("有人刚刚改过同一处，您的内容没有覆盖对方。"))
        self.names = names


class TypedNeed(NamedTuple):
    """A row as it was typed; `seen` is the mark of what stood there, and none in a new row."""

    id: int | None
    words: str
    owner: str
    due: date | None
    seen: str = ""


def mark(*values: Any) -> str:
    """By what it is known later whether something is still what it was when it was seen."""
    text = "\x1f".join("" if value is None else str(value) for value in values)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def amend(
    session: Session, request: Request, values: Mapping[str, Any], seen: Mapping[str, str], *, by: User
) -> list[str]:
    """Write what is other than what was seen, and leave the rest as it may have become; gives what was written."""
    record = handing.open_record(session, request, by)
    changed = {name: value for name, value in values.items() if mark(value) != seen.get(name)}
    twice = [name for name in changed if mark(getattr(record, name)) not in (seen.get(name), mark(changed[name]))]
    if twice:
        raise WrittenMeanwhile(twice)
    for name, value in changed.items():
        setattr(record, name, value)
    if changed:
        handing.written(session, request, by, sorted(changed))
    return sorted(changed)


def keep_needs(session: Session, request: Request, rows: Iterable[TypedNeed], *, by: User) -> int:
    """Write the rows that are new or changed; a row whose words were taken out goes. Gives how many."""
    record = handing.open_record(session, request, by)
    standing = {need.id: need for need in record.needs}
    changed = [
        row for row in rows if (row.words if row.id is None else mark(row.words, row.owner, row.due) != row.seen)
    ]
    if any(_clashes(row, standing) for row in changed):
        raise WrittenMeanwhile(["needs"])
    for row in changed:
        _keep(session, record, standing.get(row.id or 0), row)
    if changed:
        handing.written(session, request, by, ["needs"])
    session.expire(record, ["needs"])
    return len(changed)


def mark_of(need: HandoverNeed) -> str:
    """The mark of a stored row."""
    return mark(need.words, need.owner, need.due)


def _clashes(row: TypedNeed, standing: Mapping[int, HandoverNeed]) -> bool:
    if row.id is None:
        return False
    need = standing.get(row.id)
    return need is None or mark_of(need) not in (row.seen, mark(row.words, row.owner, row.due))


def _keep(session: Session, record: HandoverRecord, need: HandoverNeed | None, row: TypedNeed) -> None:
    if need is None:
        session.add(HandoverNeed(handover_id=record.id, words=row.words, owner=row.owner or None, due=row.due))
    elif not row.words:
        session.delete(need)
    else:
        need.words, need.owner, need.due = row.words, row.owner or None, row.due
