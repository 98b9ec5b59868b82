"""What is done with a push: it is acknowledged, routed, answered by a first contact, or ends; reminders follow it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.access.permissions import Permission
from hospice.accounts.models import User
from hospice.core import jobs
from hospice.core.clock import now
from hospice.core.errors import Conflict, Refused
from hospice.core.events import Event, publish
from hospice.core.i18n import gettext as _
from hospice.notifications.services import tell
from hospice.patients.queries.records import lock_patient

from ..events import PushAcknowledged, PushBriefed, PushCancelled, PushContacted, PushRouted
from ..models import DischargePush
from ..queries import primary
from ..queries.cases import standards_now
from ..queries.pushes import of_patient
from ..rules.pushing import ContactKind, PushEnd, PushMatter, deadlines
from ..rules.steps import StepNotAllowed
from .amending import mark

PUSH = "push"  # the kind of job


def cancel_all(session: Session, patient_id: int, why: PushEnd, actor_id: int | None) -> None:
    """End every open push of a patient, and its reminders."""
    for push in of_patient(session, patient_id, only_open=True):
        cancel(session, push, why, actor_id)


def acknowledge(session: Session, push: DischargePush, *, by: User) -> None:
    """Take note of a push for one's house."""
    push = _open(session, push, by)
    if push.acknowledged_at is not None:
        raise Conflict(_("这条推送已经签收。"))
    push.acknowledged_at, push.acknowledged_by_id = now(), by.id
    changed(session, push, PushAcknowledged, by.id)


def note_contact(
    session: Session, push: DischargePush, kind: ContactKind, at: datetime, words: str = "", *, by: User
) -> None:
    """Write down the first contact; whoever got in touch has taken note."""
    push = _open(session, push, by)
    if at > now():
        raise Refused(_("这个时间还没有到，请再核对。"), field="at")
    if at < push.left_at.replace(second=0, microsecond=0):  # typed to the minute
        raise Refused(_("首次联系的时间早于患者离开的时间，请再核对。"), field="at")
    contacted(session, push, kind, max(at, push.left_at), by.id, words)


def route(session: Session, push: DischargePush, institution_id: int, *, by: User) -> None:
    """Say which house cares on, where that could not be told or was told wrongly; the clock begins anew for it."""
    push = _fresh(session, push)
    if not by.scope(Permission.TRANSFERS_STEP).covers_path(push.region.path):
        raise StepNotAllowed(_("由患者所在县的协调员指定。"), ())
    if push.matter not in (PushMatter.ROUTE, PushMatter.ACKNOWLEDGE):
        raise StepNotAllowed(_("现在是“%(matter)s”，不能再改机构。", matter=push.matter.label), ())
    if institution_id not in {number for number, _name in primary.family_doctor_houses(session, push.region)}:
        raise Refused(_("请从本县的社区卫生服务中心、乡镇卫生院中选择。"), field="institution")
    others = of_patient(session, push.patient_id, only_open=True)
    if any(one is not push and one.institution_id == institution_id for one in others):
        raise Refused(_("这家机构已有这位患者的出院推送。"), field="institution")
    found = deadlines(now(), standards_now(session)[0])
    push.institution_id, push.unit_id, push.ack_by = institution_id, None, found.ack_by
    push.contact_by = max(push.contact_by, found.ack_by)
    changed(session, push, PushRouted, by.id)
    tell_receiver(session, push, "discharge_pushed", f"routed:{push.id}:{push.version}")


BRIEF = ("last_doses", "on_opioid", "opioid_days_left", "next_prescriber", "next_contact_on", "open_needs")


def brief(session: Session, push: DischargePush, values: Mapping[str, Any], seen: str, *, by: User) -> None:
    """Tell what those who care on must know of medicines and of what is not finished; `seen` is the mark of what stood."""
    push = _fresh(session, push)
    if push.from_institution_id not in by.scope(Permission.TRANSFERS_STEP).institutions:
        raise StepNotAllowed(_("由推送的单位填写。"), ())
    if push.matter in (PushMatter.DONE, PushMatter.OVER):
        raise StepNotAllowed(_("这条推送现在是“%(matter)s”，不需要再办。", matter=push.matter.label), ())
    if brief_mark(push) != seen:
        raise Conflict(_("有人刚刚改过出院交代，您的内容没有覆盖对方。请对照现在的内容再保存。"))
    for name in BRIEF:
        setattr(push, name, values[name])
    push.briefed_at, push.briefed_by_id = now(), by.id
    changed(session, push, PushBriefed, by.id)


def brief_mark(push: DischargePush) -> str:
    """By what it is known whether the briefing is still what somebody saw."""
    return mark(*(getattr(push, name) for name in BRIEF))


def remind(session: Session, number: int) -> None:
    """Tell the house and the county, once each, what is late; and come again when the next thing is due."""
    push = session.get(DischargePush, number)
    if push is None:
        return
    push = _fresh(session, push)
    passed = [at for at in (push.due, push.contact_by) if at <= now()]
    if passed and push.matter not in (PushMatter.DONE, PushMatter.OVER):
        late = max(passed)
        once = f"late:{push.id}:{late.isoformat()}"
        if push.institution_id is not None:
            kind = "push_contact_due" if late == push.contact_by else "push_ack_due"
            tell_receiver(session, push, kind, f"push_{once}")
        tell_county(session, push, "push_escalated", f"push_county_{once}")
    _wake(session, push)


def cancel(session: Session, push: DischargePush, why: PushEnd, actor_id: int | None) -> None:
    """A push asks for nothing any more."""
    push.cancelled_at, push.cancelled_for = now(), why
    changed(session, push, PushCancelled, actor_id, {"why": why.value})


def contacted(
    session: Session, push: DischargePush, kind: ContactKind, at: datetime, by_id: int, words: str = ""
) -> None:
    """The first contact was made; the house that sent the patient home reads it."""
    if push.acknowledged_at is None:
        push.acknowledged_at, push.acknowledged_by_id = now(), by_id
    push.first_contact_at, push.first_contact_by_id, push.first_contact_kind = at, by_id, kind
    push.words = words.strip()[:400]
    changed(session, push, PushContacted, by_id, {"kind": kind.value})
    tell(session, "push_done", f"push:{push.key}", f"push_done:{push.id}",
         institution_id=push.from_institution_id, unit_id=push.from_unit_id)  # fmt: skip


def _fresh(session: Session, push: DischargePush) -> DischargePush:
    """The push read anew, once deeds about the patient have queued up."""
    lock_patient(session, push.patient_id)
    mine = sa.select(DischargePush).where(DischargePush.id == push.id)
    return session.scalars(mine.execution_options(populate_existing=True)).one()


def _open(session: Session, push: DischargePush, by: User) -> DischargePush:
    push = _fresh(session, push)
    if push.institution_id is None or push.institution_id not in by.scope(Permission.TRANSFERS_STEP).institutions:
        raise StepNotAllowed(_("由接收推送的机构办理。"), ())
    if push.matter in (PushMatter.DONE, PushMatter.OVER):
        raise StepNotAllowed(_("这条推送现在是“%(matter)s”，不需要再办。", matter=push.matter.label), ())
    return push


def changed(
    session: Session,
    push: DischargePush,
    event: type[Event],
    actor_id: int | None,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Keep the reminders of a push true, and leave a trace."""
    session.flush()
    _wake(session, push)
    publish(event(actor_id=actor_id, subject=f"push:{push.key}", region_id=push.region_id,
                  institution_id=push.institution_id, details=dict(details or {})))  # fmt: skip


def _wake(session: Session, push: DischargePush) -> None:
    """Come again when the next thing is due; never, once it is over."""
    subject = f"push:{push.id}"
    ahead = [at for at in (push.due, push.contact_by) if at > now()]
    if push.matter in (PushMatter.DONE, PushMatter.OVER) or not ahead:
        jobs.drop(session, PUSH, subject)
    else:
        jobs.put(session, PUSH, subject, min(ahead))


def tell_receiver(session: Session, push: DischargePush, kind: str, once: str) -> None:
    """A message to the house that cares on."""
    tell(session, kind, f"push:{push.key}", once, institution_id=push.institution_id, unit_id=push.unit_id)


def tell_county(session: Session, push: DischargePush, kind: str, once: str) -> None:
    """A message to those who coordinate the county of the home."""
    tell(session, kind, f"push:{push.key}", once, region_id=push.region_id)
