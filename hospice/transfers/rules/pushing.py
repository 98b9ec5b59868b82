"""The discharge push: who cares on at home acknowledges it and gets in touch, each by a time (domain §2.4, Q23)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from hospice.core.i18n import lazy
from hospice.facilities.rules.codes import Coded, InstitutionKind

from .standards import Standards

# Houses whose family doctors care for the people of a township (国家基本公共卫生服务规范).
FAMILY_DOCTORS = frozenset({InstitutionKind.CHC, InstitutionKind.TOWNSHIP_HC})
SEEN_AFTER = timedelta(days=30)  # [P] how long the receiver still sees the patient once the push is done


class ContactKind(Coded):
    """How the first contact after the discharge was made."""

    PHONE = "PHONE", lazy("电话")
    VISIT = "VISIT", lazy("上门")
    CLINIC = "CLINIC", lazy("门诊")


class PushEnd(Coded):
    """Why a push asks for nothing any more, though nobody got in touch."""

    DIED = "DIED", lazy("患者已离世")
    BACK = "BACK", lazy("患者又住院")
    ANEW = "ANEW", lazy("已有更新的出院推送")


class PushMatter(Coded):
    """What a push asks for now."""

    ROUTE = "ROUTE", lazy("待确定机构")
    ACKNOWLEDGE = "ACKNOWLEDGE", lazy("待签收")
    CONTACT = "CONTACT", lazy("待首次联系")
    DONE = "DONE", lazy("已完成")
    OVER = "OVER", lazy("不需再办")


class Deadlines(NamedTuple):
    """By when a push is acknowledged, and by when the patient has heard from somebody."""

    ack_by: datetime
    contact_by: datetime


class Candidate(NamedTuple):
    """A house that might be the patient's family doctor."""

    institution_id: int
    township_id: int | None
    knows: bool  # the patient's record is kept there, or the patient was in its care


def deadlines(made_at: datetime, standards: Standards) -> Deadlines:
    """When a push made now is due: hours of the calendar, since a patient at home does not wait for Monday."""
    ack_by = made_at + timedelta(hours=standards.push_ack_h)
    return Deadlines(ack_by, max(ack_by, made_at + timedelta(hours=standards.push_first_contact_h)))


def matter(*, routed: bool, acknowledged: bool, contacted: bool, cancelled: bool) -> PushMatter:
    """What a push asks for, by what has been done."""
    if cancelled:
        return PushMatter.OVER
    if contacted:
        return PushMatter.DONE
    if not routed:
        return PushMatter.ROUTE
    return PushMatter.CONTACT if acknowledged else PushMatter.ACKNOWLEDGE


def family_doctor(candidates: Iterable[Candidate], township_id: int | None) -> int | None:
    """The house of the family doctor, where it can be told: the only one of the township, or the only one that knows.

    Where the township is not known, the houses of the county stand for it. Nothing is guessed: two that fit equally are
    none, and the county coordinator decides.
    """
    near = [one for one in candidates if township_id is None or one.township_id == township_id]
    knowing = [one for one in near if one.knows]
    fits = knowing or near
    return fits[0].institution_id if len(fits) == 1 else None
