"""The checklist: one draft at a time, edited and published by the province; units answer what is published."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.access.guards import Actor
from hospice.core.clock import now, today
from hospice.core.errors import Conflict, Refused
from hospice.core.events import publish
from hospice.core.i18n import gettext as _

from ..events import ChecklistChanged, UnitAssessed
from ..models import Assessment, AssessmentAnswer, CareUnit, ChecklistItem, ChecklistTemplate
from ..queries import checklist as queries
from ..queries.current import units_now
from ..rules.checklist import Line, result
from ..rules.codes import UnitKind
from ..rules.places import Answer
from .locking import lock_row
from .revision import touch

SHIPPED = Path(__file__).resolve().parents[1] / "data" / "ward_checklist.csv"
ASSESSED = frozenset({UnitKind.WARD, UnitKind.CENTER})
_COPIED = ("position", "text", "threshold", "for_wards", "for_centers", "mandatory", "weight", "source")
_FAR = 10_000  # beyond every position, while lines change places


def load_default(session: Session, file: Path = SHIPPED) -> ChecklistTemplate | None:
    """Publish the shipped checklist as version 1; none where there is a version already."""
    if session.scalar(sa.select(ChecklistTemplate.id).limit(1)) is not None:
        return None
    note = "《浙江省医疗机构安宁疗护病区建设标准（试行）》文本未获得；各项来源见每行。"
    template = ChecklistTemplate(version=1, title="安宁疗护病区（中心）自评清单", note=note, published_at=now())
    with file.open(encoding="utf-8", newline="") as lines:
        for position, row in enumerate(csv.DictReader(lines), 1):
            flags = {name: row[name] == "yes" for name in ("for_wards", "for_centers", "mandatory")}
            words = {name: row[name] for name in ("text", "threshold", "source")}
            template.items.append(ChecklistItem(position=position, weight=int(row["weight"]), **flags, **words))
    session.add(template)
    session.flush()
    publish(ChecklistChanged(subject=f"checklist:{template.key}", details={"deed": "loaded", "version": 1}))
    return template


def start_draft(session: Session, by: Actor) -> ChecklistTemplate:
    """Begin the next version as a copy of the newest."""
    if queries.draft(session) is not None:
        raise Refused(_("已有一份草稿，请先发布或继续修改它。"))
    newest = queries.in_use(session)
    draft = ChecklistTemplate(
        version=(newest.version if newest else 0) + 1,
        title=newest.title if newest else _("安宁疗护病区（中心）自评清单"),
        items=[
            ChecklistItem(**{name: getattr(item, name) for name in _COPIED})
            for item in (newest.items if newest else ())
        ],
    )
    session.add(draft)
    return _changed(session, draft, "draft", by)


def add_item(session: Session, draft: ChecklistTemplate, values: Mapping[str, Any], by: Actor) -> ChecklistTemplate:
    """Add a line at the end."""
    _still_draft(session, draft)
    draft.items.append(ChecklistItem(position=len(draft.items) + 1, **values))
    return _changed(session, draft, "item_added", by)


def change_item(session: Session, item: ChecklistItem, values: Mapping[str, Any], by: Actor) -> ChecklistTemplate:
    """Change a line."""
    _still_draft(session, item.template)
    for name, value in values.items():
        setattr(item, name, value)
    return _changed(session, item.template, "item_changed", by)


def remove_item(session: Session, item: ChecklistItem, by: Actor) -> ChecklistTemplate:
    """Take a line out; those below move up."""
    draft = item.template
    _still_draft(session, draft)
    session.delete(item)
    session.flush()
    _put_in_order(session, draft, [line for line in draft.items if line is not item])
    return _changed(session, draft, "item_removed", by)


def move_item(session: Session, item: ChecklistItem, step: int, by: Actor) -> ChecklistTemplate:
    """Move a line up (-1) or down (1); at the end of the list nothing happens."""
    draft = item.template
    _still_draft(session, draft)
    lines = list(draft.items)
    place = lines.index(item)
    if 0 <= place + step < len(lines):
        lines.insert(place + step, lines.pop(place))
        _put_in_order(session, draft, lines)
    return _changed(session, draft, "item_moved", by)


def publish_draft(session: Session, draft: ChecklistTemplate, by: Actor) -> ChecklistTemplate:
    """Let units answer it from now on; it is never changed again."""
    _still_draft(session, draft)
    if not draft.items:
        raise Refused(_("清单还没有任何一项，不能发布。"))
    draft.published_at = now()
    return _changed(session, draft, "published", by)


def _put_in_order(session: Session, draft: ChecklistTemplate, lines: Sequence[ChecklistItem]) -> None:
    """Number the lines anew, by way of numbers that nobody has."""
    for place, line in enumerate(lines, 1):
        line.position = place + _FAR
    session.flush()
    for place, line in enumerate(lines, 1):
        line.position = place
    session.flush()
    session.expire(draft, ["items"])


def _still_draft(session: Session, draft: ChecklistTemplate) -> None:
    lock_row(session, draft)
    if draft.published_at is not None:
        raise Conflict(_("这一版已经发布，不能再改。请新建草稿。"))


def _changed(session: Session, template: ChecklistTemplate, deed: str, by: Actor) -> ChecklistTemplate:
    session.flush()
    details = {"deed": deed, "version": template.version}
    publish(ChecklistChanged(actor_id=by.id, subject=f"checklist:{template.key}", details=details))
    return template


@dataclass(frozen=True, slots=True)
class Answered:
    """What a unit answered to one line."""

    item: ChecklistItem
    answer: Answer
    value: str = ""
    note: str = ""


def assess(
    session: Session, unit: CareUnit, answers: Sequence[Answered], assessed_on: date, *, by: Actor | None
) -> Assessment:
    """Keep a unit's answers with what they come to. Every line that applies is answered."""
    place = units_now(session, [unit.id])[unit.id]
    template = queries.in_use(session)
    if template is None or place.kind not in ASSESSED:
        raise Refused(_("只有病区和安宁疗护中心填写自评清单。"))
    if assessed_on > today():
        raise Refused(_("这一天还没有到。"), field="assessed_on")
    wanted = {item.id for item in queries.applying(template, place.kind)}
    if {line.item.id for line in answers} != wanted:
        raise Conflict(_("清单刚刚更新。请按新的清单重新填写。"))
    came_to = result(Line(line.item.weight, line.item.mandatory, line.answer) for line in answers)
    assessment = Assessment(
        unit_id=unit.id,
        template_id=template.id,
        assessed_on=assessed_on,
        recorded_by_id=by.id if by else None,
        failed=came_to.failed,
        score_halves=came_to.halves,
        score_whole_halves=came_to.whole_halves,
        answers=[
            AssessmentAnswer(item_id=line.item.id, answer=line.answer, value=line.value, note=line.note)
            for line in answers
        ],
    )
    session.add(assessment)
    return _assessed(session, assessment, unit, by)


def override(session: Session, assessment: Assessment, passes: bool, reason: str, *, by: Actor) -> Assessment:
    """Let an external review decide otherwise, with its reason; answers and score stay as they were."""
    lock_row(session, assessment)
    if not reason:
        raise Refused(_("请写明外部评审的依据和理由。"), field="reason")
    if assessment.recorded_by_id == by.id:
        raise Refused(_("这份自评由您本人填写，须由另一位人员评审。"))
    assessment.failed, assessment.overridden_reason = not passes, reason
    return _assessed(session, assessment, assessment.unit, by)


def _assessed(session: Session, assessment: Assessment, unit: CareUnit, by: Actor | None) -> Assessment:
    session.flush()
    touch(session, unit.institution_id)
    publish(
        UnitAssessed(
            actor_id=by.id if by else None,
            subject=f"unit:{unit.key}",
            region_id=units_now(session, [unit.id])[unit.id].region_id,
            institution_id=unit.institution_id,
            details={"failed": assessment.failed, "overridden": bool(assessment.overridden_reason)},
        )
    )
    return assessment
