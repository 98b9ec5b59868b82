"""The history of a case as people tell it: what one deed brought with it is told together with it, and not row by row."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Protocol

from hospice.core.i18n import lazy
from hospice.episodes.rules.faces import Face

from .codes import RequestAction, RequestStatus, TransferAction, TransferStatus
from .faces import face
from .transfer_life import entailed_by, entails


class Row(Protocol):
    """One row of the history; without a request it is a step of the need."""

    @property
    def request_id(self) -> int | None: ...  # noqa: D102 - what the row holds
    @property
    def action(self) -> str: ...  # noqa: D102
    @property
    def source(self) -> str | None: ...  # noqa: D102
    @property
    def target(self) -> str: ...  # noqa: D102


@dataclass
class Happening:
    """A deed (`lead`) with the steps that it brought with it."""

    lead: Any
    followed: list[Any] = field(default_factory=list)

    @property
    def rows(self) -> list[Any]:
        """All rows of it."""
        return [self.lead, *self.followed]

    @property
    def asked(self) -> list[int]:
        """The requests that it made."""
        return [row.request_id for row in self.rows if row.request_id is not None and row.source is None]

    @property
    def ended_beside(self) -> int:
        """How many other receivers it ended."""
        others = [row for row in self.followed if row.request_id is not None and row.source is not None]
        return len(others)


_A, _T = RequestAction, TransferAction

REQUEST_WORDS: MappingProxyType[str, Any] = MappingProxyType(
    {
        _A.OPEN: lazy("已接收审核"),
        _A.RETURN: lazy("退回补充"),
        _A.ANSWER: lazy("补充后再提交"),
        _A.ACCEPT: lazy("已受理"),
        _A.DECLINE: lazy("不予受理"),
        _A.REROUTE: lazy("转派，不再请这家"),
        _A.RELEASE: lazy("已解除"),
        _A.WAITLIST: lazy("登记候床"),
        _A.HOLD: lazy("已预约床位"),
        _A.EXTEND: lazy("床位延长保留"),
        _A.RUN_OUT: lazy("保留到时，床位放回，回到候床"),
        _A.SCHEDULE: lazy("已排期"),
        _A.DEPART: lazy("已出发"),
        _A.ARRIVE: lazy("已到达"),
        _A.ADMIT: lazy("已收治"),
        _A.REFUSE: lazy("到达未收"),
        _A.ABORT: lazy("途中中止"),
        _A.NO_SHOW: lazy("未到达"),
        _A.DIE: lazy("患者离世"),
        _A.WITHDRAW: lazy("已向这家撤回"),
        _A.EXPIRE: lazy("长期没有答复，已过期"),
        _A.CLOSE: lazy("结案"),
        _A.REOPEN: lazy("重新打开"),
        _A.OVERRIDE_TIMER: lazy("调整答复时限"),
    }
)
TRANSFER_WORDS: MappingProxyType[str, Any] = MappingProxyType(
    {
        _T.EDIT: lazy("起草"),
        _T.SUBMIT: lazy("已提交"),
        _T.DELETE: lazy("草稿已删除"),
        _T.FORWARD: lazy("再请一家"),
        _T.PLACE: lazy("有单位受理"),
        _T.DEPART: lazy("已出发"),
        _T.LOSE: lazy("去处落空"),
        _T.ADMIT: lazy("已收治"),
        _T.CLOSE: lazy("结案"),
        _T.CONCLUDE: lazy("不再转介，结案"),
        _T.DIE: lazy("患者离世"),
        _T.WITHDRAW: lazy("已撤回这次转介"),
        _T.EXPIRE: lazy("已过期"),
        _T.REOPEN: lazy("重新打开"),
    }
)
ASKED = lazy("已提出")  # the first row of a request
_ASKS = frozenset({_T.SUBMIT, _T.FORWARD})


def happenings(rows: Iterable[Row]) -> list[Happening]:
    """The history by deeds, in the order of its rows: what a table says that a step entails belongs to it."""
    told: list[Happening] = []
    for row in rows:
        if told and _follows(told[-1], row):
            told[-1].followed.append(row)
        else:
            told.append(Happening(row))
    return told


def _follows(told: Happening, row: Row) -> bool:
    lead = told.lead
    if row.request_id is None:
        return lead.request_id is not None and lead.source is not None and not told.followed and _entailed(lead, row)
    of_need = next((one for one in told.rows if one.request_id is None), None)
    if of_need is None or row.request_id == lead.request_id:
        return False
    if row.source is None:
        return lead is of_need and of_need.action in _ASKS
    then = entails(TransferAction(of_need.action))
    return then is not None and row.action == then.value


def _entailed(lead: Row, row: Row) -> bool:
    if lead.source is None:
        return False
    then = entailed_by(RequestAction(lead.action), RequestStatus(lead.source), RequestStatus(lead.target))
    return then is not None and row.action == then.value


def concerns(told: Happening, mine: Collection[int] | None) -> bool:
    """Whether a deed is told to a receiver of these requests; everybody else (`mine` is none) is told everything.

    Of the need itself a receiver reads what became of it, not how it was drafted or whom else it was sent to.
    """
    if mine is None or any(row.request_id in mine for row in told.rows):
        return True
    return told.lead.request_id is None and told.lead.action not in (_T.EDIT, _T.FORWARD, _T.DELETE)


def words(told: Happening) -> Any:
    """What happened, in one word or two."""
    lead = told.lead
    if lead.request_id is None:
        return TRANSFER_WORDS[lead.action]
    return ASKED if lead.source is None else REQUEST_WORDS[lead.action]


def shape(told: Happening) -> Face:
    """The shape on the line: that of the state to which the deed led."""
    lead = told.lead
    return face(TransferStatus(lead.target) if lead.request_id is None else RequestStatus(lead.target))
