"""Self-assessments of wards by the checklist that is published; none where no checklist has been loaded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hospice.facilities.models import Assessment, AssessmentAnswer, CareUnit, ChecklistItem, UnitRecord
from hospice.facilities.rules.codes import UnitKind
from hospice.facilities.rules.places import Answer

from .network import Network

_ANSWERS = ((Answer.YES, 82), (Answer.PARTLY, 13), (Answer.NO, 3), (Answer.NA, 2))
SHARE_ASSESSED = 0.4


def assess(net: Network, items: Sequence[ChecklistItem]) -> None:
    """Answer the checklist for two wards of five."""
    if not items:
        return
    open_wards = {row["unit_id"]: row for row in net.book.rows[UnitRecord] if row["opened_on"] and row["confirmed_at"]}
    hosts = {row["id"]: row["institution_id"] for row in net.book.rows[CareUnit]}
    for unit, record in sorted(open_wards.items()):
        dice = net.dice("assessment", unit - min(hosts))
        if record["kind"] in (UnitKind.WARD, UnitKind.CENTER) and dice.random() < SHARE_ASSESSED:
            _answer(net, unit, record, [item for item in items if _applies(item, record["kind"])])


def _applies(item: ChecklistItem, kind: UnitKind) -> bool:
    return item.for_wards if kind is UnitKind.WARD else item.for_centers


def _answer(net: Network, unit: int, record: dict[str, Any], items: Sequence[ChecklistItem]) -> None:
    dice = net.dice(
        "answers", record["key"] if "key" in record else record["name"], record["opened_on"], record["ward_no"]
    )
    weights = [weight for _, weight in _ANSWERS]
    answers = [dice.choices([answer for answer, _ in _ANSWERS], weights)[0] for _ in items]
    counted = [(item, answer) for item, answer in zip(items, answers, strict=True) if answer is not Answer.NA]
    points = {Answer.YES: 2, Answer.PARTLY: 1, Answer.NO: 0}
    day = net.calendar.ago(dice.randrange(10, 200))
    assessment = net.book.add(
        Assessment, unit_id=unit, template_id=items[0].template_id, assessed_on=day, recorded_at=net.calendar.at(day, dice),
        recorded_by_id=record["recorded_by_id"],
        failed=any(item.mandatory and answer is Answer.NO for item, answer in counted),
        score_halves=sum(item.weight * points[answer] for item, answer in counted),
        score_whole_halves=sum(item.weight * 2 for item, _ in counted), overridden_reason="",
    )  # fmt: skip
    for item, answer in zip(items, answers, strict=True):
        net.book.add(AssessmentAnswer, assessment_id=assessment, item_id=item.id, answer=answer, value="", note="")
