"""Rows of the register as a page and a spreadsheet show them: without a name for all who do not care for the patient."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from hospice.access.scope import Scope
from hospice.core.clock import now, today
from hospice.core.i18n import gettext as _
from hospice.core.i18n import lazy
from hospice.episodes.rules.codes import Priority
from hospice.patients.rules.headline import age_on, headline
from hospice.patients.rules.wishes import Setting

from ..queries.register import Answer, Entry
from ..rules.codes import Outcome, RequestStatus, TransferStatus
from ..rules.request_life import HAS_THE_CASE
from .rows import Names

HEAD = [
    lazy("编号"), lazy("提交时间"), lazy("转出县（市、区）"), lazy("转出机构"), lazy("患者"), lazy("家庭所在县（市、区）"),
    lazy("需要的照护"), lazy("级别"), lazy("状态"), lazy("结局"), lazy("接收机构"), lazy("接收单元"), lazy("请过几家"),
    lazy("首次答复用时（分）"), lazy("答复是否超时"), lazy("不予受理的原因"), lazy("结束时间"),
]  # fmt: skip
YOUNGEST, OLDEST = 60, 90  # ages below and above stand together, so that nobody is known by being the only one
_TOOK = HAS_THE_CASE | {RequestStatus.ADMITTED, RequestStatus.CLOSED, RequestStatus.DIED_IN_TRANSIT}


@dataclass(frozen=True, slots=True)
class Drawn:
    """One row of the register, as this reader may see it."""

    key: UUID
    number: str
    submitted_at: datetime
    ended_at: datetime | None
    county: str
    sender: str
    person: str
    home: str
    setting: Setting
    priority: Priority
    status: TransferStatus
    outcome: Outcome | None
    receiver: str
    unit: str
    asked: int
    minutes: int | None
    late: bool
    declines: str

    @property
    def took(self) -> str:
        """How long the first answer took."""
        return length(self.minutes)


def drawn(entry: Entry, names: Names, scope: Scope) -> Drawn:
    """What this reader sees of a transfer."""
    answers = _known(entry, scope)
    taker = _taker(answers)
    first = min((one for one in answers if one.decided_at), key=lambda one: one.decided_at or now(), default=None)
    reasons = dict.fromkeys(str(one.decline.label) for one in answers if one.decline)
    return Drawn(
        entry.key, entry.number, entry.submitted_at, entry.ended_at, entry.county, names.house(entry.institution_id),
        _person(entry, scope), entry.home, entry.setting, entry.priority, entry.status, entry.outcome,
        names.house(taker.institution_id) if taker else "", names.unit(taker.unit_id) if taker else "",
        len(answers), _minutes(first), any(one.is_late(now()) for one in answers), "、".join(reasons),
    )  # fmt: skip


def _known(entry: Entry, scope: Scope) -> tuple[Answer, ...]:
    """The answers that this reader may know: a receiver its own, whoever sends or answers for the area all of them."""
    if scope.paths or scope.everywhere or entry.institution_id in scope.institutions:
        return entry.answers
    return tuple(one for one in entry.answers if one.institution_id in scope.institutions)


def _taker(answers: tuple[Answer, ...]) -> Answer | None:
    """Who took the patient or has the case; of several that were merely asked none."""
    found = [one for one in answers if one.status in _TOOK]
    return found[-1] if found else answers[0] if len(answers) == 1 else None


def _minutes(first: Answer | None) -> int | None:
    if first is None or first.decided_at is None:
        return None
    return int((first.decided_at - first.asked_at) / timedelta(minutes=1))


def _person(entry: Entry, scope: Scope) -> str:
    """A masked name for those who care; sex and age band for all others, and never a date of birth."""
    houses = {entry.institution_id, *(one.institution_id for one in entry.answers)}
    if houses & scope.institutions:
        return headline(entry.name, entry.sex, entry.birth_date, today())
    return _("，").join([str(entry.sex.label), age_band(entry.birth_date, today())])


def age_band(born: date | None, on: date) -> str:
    """`80—89岁`."""
    if born is None:
        return _("年龄不详")
    age = age_on(born, on)
    if age < YOUNGEST:
        return _("%(n)s岁以下", n=YOUNGEST)
    if age >= OLDEST:
        return _("%(n)s岁以上", n=OLDEST)
    return _("%(a)s—%(b)s岁", a=age // 10 * 10, b=age // 10 * 10 + 9)


def length(minutes: int | None) -> str:
    """`48分`, `1小时32分`, `2天3小时`; empty where there is nothing."""
    if minutes is None:
        return ""
    if minutes < 60:
        return _("%(n)s分", n=minutes)
    hours, rest = divmod(minutes, 60)
    if hours < 24:
        return _("%(h)s小时%(m)s分", h=hours, m=rest) if rest else _("%(n)s小时", n=hours)
    days, hours = divmod(hours, 24)
    return _("%(d)s天%(h)s小时", d=days, h=hours) if hours else _("%(n)s天", n=days)


def cells(row: Drawn) -> list[Any]:
    """A row of the spreadsheet, in the order of `HEAD`."""
    return [
        row.number, row.submitted_at, row.county, row.sender, row.person, row.home, row.setting.label, row.priority.label,
        row.status.label, row.outcome.label if row.outcome else None, row.receiver, row.unit, row.asked, row.minutes,
        row.late, row.declines, row.ended_at,
    ]  # fmt: skip
