"""The checklist: points in halves, a mandatory "no" fails, a published version never changes."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from hospice.access.permissions import Role
from hospice.audit.models import AuditEvent
from hospice.facilities.models import Assessment, ChecklistItem, ChecklistTemplate
from hospice.facilities.rules.checklist import Line, Result, result
from hospice.facilities.rules.codes import UnitKind
from hospice.facilities.rules.places import Answer
from hospice.facilities.services.checklist import load_default
from tests.factories import a_unit, a_ward, an_institution

YES, PARTLY, NO, NA = Answer.YES, Answer.PARTLY, Answer.NO, Answer.NA


def test_partly_counts_half_and_what_does_not_apply_counts_nothing() -> None:
    lines = [Line(3, False, YES), Line(1, False, PARTLY), Line(2, False, NO), Line(5, True, NA)]
    assert result(lines) == Result(False, 7, 12)
    assert Result(False, 7, 12).percent_tenths == 583  # cut, not rounded
    assert result([Line(1, True, NA)]).percent_tenths is None


def test_a_mandatory_no_fails_whatever_the_score() -> None:
    assert result([Line(100, False, YES), Line(1, True, NO)]).failed
    assert not result([Line(1, True, PARTLY), Line(1, False, NO)]).failed


@pytest.fixture
def published(session: Any) -> ChecklistTemplate:
    session.execute(sa.delete(ChecklistItem))
    session.execute(sa.delete(ChecklistTemplate))
    made = load_default(session)
    session.commit()
    assert made is not None
    return made


def test_the_shipped_list_is_loaded_once_and_every_line_names_its_source(session: Any, published: Any) -> None:
    assert load_default(session) is None
    assert len(published.items) == 20
    assert all(item.source.startswith(("[V", "[G]", "[P]")) for item in published.items)
    beds = published.items[0]
    assert (beds.threshold, beds.for_centers, beds.for_wards, beds.mandatory) == ("≥50张", True, False, True)


def answers(items: Any, **changed: str) -> dict[str, str]:
    given = {f"answer_{item.position}": "yes" for item in items if item.for_wards}
    return {"assessed_on": "2026-10-01", **given, **changed}


def test_a_ward_answers_what_applies_to_wards(session: Any, client_for: Any, published: Any) -> None:
    ward = a_ward(an_institution())
    manager = client_for(Role.WARD_MANAGER, institution=ward.institution)
    form = manager.get("checklist.assess", key=ward.key)
    assert "≥50张" not in form.text
    given = answers(published.items, answer_9="no", value_9="4.5平方米", note_9="改造中", answer_2="partly")
    assert manager.post("checklist.keep", given, key=ward.key).status == 303
    page = manager.follow()
    kept = session.scalars(sa.select(Assessment)).one()
    wards = sum(item.for_wards for item in published.items)
    assert (kept.failed, kept.score_halves, kept.score_whole_halves) == (True, 2 * wards - 3, 2 * wards)
    assert "不通过" in page.text
    assert "4.5平方米" in page.text
    assert "2026年10月1日" in manager.get("checklist.history", key=ward.key).text
    assert session.scalars(sa.select(AuditEvent.action).order_by(AuditEvent.id.desc())).first() == "unit_assessed"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("answer_2", ""),
        ("answer_2", "maybe"),
        ("assessed_on", ""),
        ("assessed_on", "2099-01-01"),
        ("value_2", "长" * 61),
        ("note_2", "长" * 201),
    ],
)
def test_nonsense_keeps_nothing(session: Any, client_for: Any, published: Any, field: str, value: str) -> None:
    ward = a_ward(an_institution())
    answer = client_for(Role.COUNTY_COORDINATOR).post(
        "checklist.keep", answers(published.items, **{field: value}), key=ward.key
    )
    assert (answer.status, len(answer.all("p", class_="err"))) == (422, 1)
    assert session.scalar(sa.select(sa.func.count()).select_from(Assessment)) == 0


def test_an_external_review_decides_otherwise_with_a_reason(session: Any, client_for: Any, published: Any) -> None:
    ward = a_ward(an_institution())
    client_for(Role.COUNTY_COORDINATOR).post("checklist.keep", answers(published.items, answer_9="no"), key=ward.key)
    kept = session.scalars(sa.select(Assessment)).one()
    province = client_for(Role.PROVINCE_OFFICER)
    assert province.post("checklist.review", {"passes": "yes", "reason": ""}, key=kept.key).status == 422
    assert province.post("checklist.review", {"passes": "yes", "reason": "现场评审"}, key=kept.key).status == 303
    session.refresh(kept)
    assert (kept.failed, kept.overridden_reason) == (False, "现场评审")
    assert "现场评审" in province.follow().text
    county = client_for(Role.COUNTY_OFFICER)
    assert county.post("checklist.review", {"passes": "yes", "reason": "x"}, key=kept.key).status == 403


LINE = {"text": "新的一项", "threshold": "有", "for_wards": "y", "weight": "2", "source": "[P]"}


def test_the_province_edits_a_draft_and_publishes_it(session: Any, client_for: Any, published: Any) -> None:
    province = client_for(Role.PROVINCE_OFFICER)
    assert province.post("checklist.start_draft").status == 303
    page = province.follow()
    assert len(page.rows()) == 20
    draft = session.scalars(sa.select(ChecklistTemplate).where(ChecklistTemplate.published_at.is_(None))).one()
    assert province.post("checklist.start_draft").status == 409
    province.post("checklist.add_item", LINE, key=draft.key)
    province.post("checklist.move_item", key=draft.key, position=21, deed="up")
    province.post("checklist.move_item", key=draft.key, position=1, deed="remove")
    province.post("checklist.change_item", {**LINE, "text": "改过的一项"}, key=draft.key, position=1)
    texts = [row[1] for row in province.get("checklist.version", key=draft.key).rows()]
    assert (len(texts), texts[0], texts[18]) == (20, "改过的一项", "新的一项")
    assert province.post("checklist.publish", key=draft.key).status == 303
    session.expire_all()
    assert len(published.items) == 20
    assert published.items[0].text == "床位数（独立安宁疗护中心）"
    assert province.post("checklist.add_item", LINE, key=draft.key).status == 409
    assert province.post("checklist.change_item", LINE, key=draft.key, position=1).status == 404
    assert province.post("checklist.publish", key=published.key).status == 409


@pytest.mark.parametrize(
    ("field", "value"), [("text", ""), ("text", "长" * 201), ("weight", "0"), ("weight", "x"), ("source", "")]
)
def test_a_line_with_nonsense_is_not_added(
    session: Any, client_for: Any, published: Any, field: str, value: str
) -> None:
    province = client_for(Role.PROVINCE_OFFICER)
    province.post("checklist.start_draft")
    draft = session.scalars(sa.select(ChecklistTemplate).where(ChecklistTemplate.published_at.is_(None))).one()
    answer = province.post("checklist.add_item", {**LINE, field: value}, key=draft.key)
    assert (answer.status, len(answer.all("p", class_="err"))) == (422, 1)


def test_only_the_province_sees_and_edits_drafts(session: Any, client_for: Any, published: Any) -> None:
    client_for(Role.PROVINCE_OFFICER).post("checklist.start_draft")
    draft = session.scalars(sa.select(ChecklistTemplate).where(ChecklistTemplate.published_at.is_(None))).one()
    county = client_for(Role.COUNTY_COORDINATOR)
    assert "草稿" not in county.get("checklist.index").text
    assert county.get("checklist.version", key=draft.key).status == 404
    assert county.post("checklist.add_item", LINE, key=draft.key).status == 403


def test_home_teams_and_strangers_do_not_assess(client_for: Any, published: Any) -> None:
    team, ward = a_unit(an_institution(), UnitKind.HOME_TEAM), a_ward(an_institution())
    assert client_for(Role.COUNTY_COORDINATOR).get("checklist.assess", key=team.key).status == 404
    stranger = client_for(Role.COUNTY_COORDINATOR, "331122")
    for endpoint in ("checklist.assess", "checklist.history"):
        assert stranger.get(endpoint, key=ward.key).status == 404
    assert stranger.post("checklist.keep", answers(published.items), key=ward.key).status == 404


def test_the_command_loads_the_list(own_app: Any) -> None:
    first = own_app.test_cli_runner().invoke(args=["registry", "checklist-load"])
    again = own_app.test_cli_runner().invoke(args=["registry", "checklist-load"])
    assert (first.exit_code, again.exit_code) == (0, 0), first.output
    assert "没有改动" in again.output
