"""What must be true before a step, looked up; what a step brings with it itself (a bed, two signatures) is checked there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.core.clock import now
from hospice.core.errors import Conflict, Refused
from hospice.core.i18n import gettext as _
from hospice.episodes.services.reserving import has_run_out
from hospice.patients.queries.records import named_receivers

from ..models import Request, Transfer
from ..queries.cases import requests_of, standards_now, taker
from ..queries.complete import missing_for_departure, missing_for_submission
from ..rules.codes import Need
from ..rules.deadlines import may_reopen
from ..rules.transfer_life import OPEN_TRANSFERS

Check = Callable[[Session, Transfer, Request | None], None]


def refuse_unmet(session: Session, transfer: Transfer, request: Request | None, needs: Iterable[Need]) -> None:
    """Raise `Refused` or `Conflict` for the first need that is not met."""
    for need in needs:
        check = _CHECKS.get(need)
        if check is not None:
            check(session, transfer, request)


def _complete(session: Session, transfer: Transfer, _request: Request | None) -> None:
    if transfer.patient.died_at is not None:
        raise Refused(_("患者已离世，不能再办理。"))
    _refuse_missing(missing_for_submission(session, transfer))


def _ready(session: Session, transfer: Transfer, _request: Request | None) -> None:
    _refuse_missing(missing_for_departure(session, transfer))


def _refuse_missing(missing: list[Any]) -> None:
    if missing:
        raise Refused(_("还差：%(missing)s。", missing="、".join(str(datum.label) for datum in missing)))


def refuse_unnamed(session: Session, transfer: Transfer, unit_id: int) -> None:
    """Raise `Refused` where the patient has not agreed that this unit is told."""
    if unit_id not in named_receivers(session, transfer.patient_id):
        raise Refused(_("同意书没有写明这家接收单位。请先与患者或决策人确认，补签同意书。"), field="receivers")


def free_slot(session: Session, transfer: Transfer) -> int:
    """A place among the receivers that are asked at the same time."""
    taken = {request.slot for request in requests_of(session, transfer.id, only_open=True)}
    most = standards_now(session)[0].referral_most_receivers
    slot = next((number for number in range(1, most + 1) if number not in taken), None)
    if slot is None:
        raise Refused(_("同时在办的接收单位最多%(n)s家。", n=most), field="receivers")
    return slot


def _receivers(session: Session, transfer: Transfer, _request: Request | None) -> None:
    free_slot(session, transfer)


def _no_other(session: Session, transfer: Transfer, _request: Request | None) -> None:
    others = sa.select(Transfer.id).where(
        Transfer.patient_id == transfer.patient_id, Transfer.id != transfer.id, Transfer.inpatient,
        Transfer.status.in_(sorted(OPEN_TRANSFERS)),
    )  # fmt: skip
    if transfer.inpatient and session.scalar(others.limit(1)) is not None:
        raise Conflict(_("这位患者已有一条未结的住院转介，请从那条转介办理。"))


def _first(session: Session, transfer: Transfer, request: Request | None) -> None:
    other = taker(session, transfer.id)
    if other is not None and other is not request:
        raise Conflict(_("这条转介已由其他单位受理。"))


def _first_extension(_session: Session, _transfer: Transfer, request: Request | None) -> None:
    if request and request.assignment and request.assignment.extended:
        raise Refused(_("保留只可延长1次，这次保留已经延长过。"))


def _run_out(_session: Session, _transfer: Transfer, request: Request | None) -> None:
    if request is None or request.assignment is None or not has_run_out(request.assignment):
        raise Conflict(_("保留还没有到时。"))


def _reopen(session: Session, transfer: Transfer, _request: Request | None) -> None:
    standards = standards_now(session)[0]
    if transfer.ended_at is None or not may_reopen(transfer.ended_at, now(), standards):
        raise Refused(_("结案已超过%(n)s天，不能重新打开。", n=standards.referral_reopen_days))
    _no_other(session, transfer, None)


_CHECKS: dict[Need, Check] = {
    Need.COMPLETE: _complete,
    Need.READY_TO_DEPART: _ready,
    Need.RECEIVERS: _receivers,
    Need.NO_OTHER_INPATIENT: _no_other,
    Need.FIRST_TO_TAKE: _first,
    Need.FIRST_EXTENSION: _first_extension,
    Need.HOLD_RUN_OUT: _run_out,
    Need.REOPEN_IN_TIME: _reopen,
}
