"""The list and its log through the pages: in turn by one click, out of turn with a reason that everybody may read."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy.orm import Session

from hospice.access.permissions import Role
from hospice.core.clock import frozen, now
from hospice.core.db import db, unit_of_work
from hospice.core.worker import work_off
from hospice.episodes.rules.codes import Priority
from hospice.facilities.rules.places import BedSex
from hospice.patients.rules.codes import Sex
from hospice.transfers.models import BedOffer
from hospice.transfers.rules.codes import RequestStatus
from hospice.transfers.services import answering
from hospice.transfers.services import waiting as services
from hospice.wiring import JOBS
from tests.cases import House, a_house, a_patient, received
from tests.factories import a_bed
from tests.pages import Visitor, words_of
from tests.ward.doing import again, lies

P, S = Priority, RequestStatus


def test_the_next_in_line_gets_a_free_bed_by_two_clicks(session: Session, manager: Visitor, ward: House, waits):
    second, first = waits(P.ROUTINE, name="季小红"), waits(P.URGENT, name="汪大海")
    board = manager.get("wards.board", key=ward.unit.key)
    offered = next(url for words, url in board.links().items() if "可安排" in words)
    page = manager.get(offered)
    assert [words_of(button) for button in page.all("button", class_="btn-1")] == ["安排给汪**"]
    said = {"entry": str(first.key), "bed": str(ward.beds[0].key), "reason": ""}
    assert manager.post("stays.give", said, key=ward.unit.key).status == 303
    assert "已为汪**保留" in manager.follow().text
    assert (again(first.request).status, again(second.request).status) == (S.BED_HELD, S.WAITLISTED)
    assert first.request.assignment.bed_id == ward.beds[0].id
    offer = session.scalars(sa.select(BedOffer)).one()
    assert (offer.by_id, offer.override_reason, offer.passed) == (ward.manager.id, "", [])


def test_out_of_turn_needs_a_reason_which_stands_in_the_log(session: Session, manager: Visitor, ward: House, waits):
    second, first = waits(P.ROUTINE, name="季小红"), waits(P.URGENT, name="汪大海")
    said = {"entry": str(second.key), "bed": str(ward.beds[0].key), "reason": ""}
    refused = manager.post("stays.give", said, key=ward.unit.key)
    assert refused.status == 422
    assert "越过了先后次序" in refused.text
    assert again(second.request).status is S.WAITLISTED
    assert manager.post("stays.give", {**said, "reason": "前一位今日不便转运"}, key=ward.unit.key).status == 303
    assert again(second.request).status is S.BED_HELD
    page = manager.get("waiting.index", key=ward.unit.key)
    [line] = [row for row in page.rows() if "人工调整" in " ".join(row)]
    told = " ".join(line)
    assert "季**" in told
    assert "前一位今日不便转运" in told
    assert "第1位" in told
    assert "汪**" in told
    assert ward.manager.name in told
    assert "季小红" not in page.html
    assert "汪大海" not in page.html
    assert again(first.request).status is S.WAITLISTED


def test_a_bed_that_does_not_suit_those_above_goes_past_them_in_turn(
    session: Session, manager: Visitor, ward: House, waits
):
    women_only = a_bed(ward.unit, bed_no="9-1", sex=BedSex.FEMALE)
    waits(P.URGENT, name="汪大海", sex=Sex.MALE)
    woman = waits(P.ROUTINE, name="季小红", sex=Sex.FEMALE)
    page = manager.get("stays.arrange", key=ward.unit.key, bed=str(women_only.key))
    assert [words_of(button) for button in page.all("button", class_="btn-1")] == ["安排给季**"]
    said = {"entry": str(woman.key), "bed": str(women_only.key), "reason": ""}
    assert manager.post("stays.give", said, key=ward.unit.key).status == 303
    [passed] = session.scalars(sa.select(BedOffer)).one().passed
    assert passed.why == "没有相应性别的空床"


def test_a_bed_that_may_not_suit_is_given_only_with_a_reason(session: Session, manager: Visitor, ward: House, waits):
    entry = waits(P.URGENT, abilities=("SINGLE_ROOM",))
    said = {"entry": str(entry.key), "bed": str(ward.beds[0].key), "reason": ""}
    refused = manager.post("stays.give", said, key=ward.unit.key)
    assert refused.status == 422
    assert "需单间，没有登记为单间的空床。仍要安排的，请写明原因" in refused.text
    assert manager.post("stays.give", {**said, "reason": "家属同意先住双人间"}, key=ward.unit.key).status == 303
    assert session.scalars(sa.select(BedOffer)).one().override_reason == "家属同意先住双人间"


def test_no_reason_gives_a_man_a_bed_for_women(session: Session, manager: Visitor, ward: House, waits):
    women_only = a_bed(ward.unit, bed_no="9-1", sex=BedSex.FEMALE)
    man = waits(P.URGENT, sex=Sex.MALE)
    page = manager.get("stays.arrange", key=ward.unit.key, bed=str(women_only.key))
    assert "这张床只收女患者" in page.text
    said = {"entry": str(man.key), "bed": str(women_only.key), "reason": "没有别的床"}
    refused = manager.post("stays.give", said, key=ward.unit.key)
    assert refused.status == 422
    assert "收治性别与患者不符" in refused.text
    assert again(man.request).status is S.WAITLISTED


def test_the_side_of_the_board_says_which_free_bed_is_for_whom(session: Session, manager: Visitor, sender: House, app):
    ward = a_house(beds=0)
    for number, furnished in (
        ("7-2", {"sex": BedSex.MALE}),
        ("4-1", {"sex": BedSex.FEMALE}),
        ("6-1", {"features": ["SINGLE_ROOM"]}),
    ):
        a_bed(ward.unit, bed_no=number, **furnished)
    from_list = [
        (P.URGENT, Sex.MALE, ()), (P.PRIOR, Sex.FEMALE, ()), (P.ROUTINE, Sex.FEMALE, ("SINGLE_ROOM",)),
        (P.ROUTINE, Sex.MALE, ("ISOLATION",)),
    ]  # fmt: skip
    for priority, sex, abilities in from_list:
        _wait(ward, sender, priority, sex, abilities)
    text = Visitor(app, ward.manager).get("wards.board", key=ward.unit.key).text
    told = [text.index(words) for words in ("7-2可安排", "4-1可安排", "需单间，6-1可安排", "需隔离，暂无")]
    assert told == sorted(told)
    assert "候床4人" in text


def _wait(ward: House, sender: House, priority: Priority, sex: Sex, abilities: tuple[str, ...]) -> None:
    [request] = received(sender, ward, patient=a_patient(sender, sex=sex), priority=priority)
    with unit_of_work() as session:
        request.transfer.abilities = list(abilities)
        answering.waitlist(session, request, by=ward.manager)


def test_a_bed_that_somebody_else_gave_away_meanwhile_is_told_with_what_is_free(
    session: Session, manager: Visitor, ward: House, waits, app: Flask
):
    first, second = waits(P.URGENT), waits(P.ROUTINE)
    one, other = manager, Visitor(app, ward.clinician)
    said = {"entry": str(first.key), "bed": str(ward.beds[0].key), "reason": ""}
    late = {"entry": str(second.key), "bed": str(ward.beds[0].key), "reason": "先到先办"}
    assert one.post("stays.give", said, key=ward.unit.key).status == 303
    page = other.post("stays.give", late, key=ward.unit.key)
    assert page.status == 409
    assert "没有保留成功" in page.text
    assert f"还有{ward.beds[1].bed_no}可选" in page.text
    assert again(second.request).status is S.WAITLISTED
    assert len(session.scalars(sa.select(BedOffer)).all()) == 1
    lies(ward, ward.beds[1])
    assert "现在没有其他空床" in other.post("stays.give", late, key=ward.unit.key).text


def test_the_same_patient_is_not_given_two_beds_by_a_double_click(
    session: Session, manager: Visitor, ward: House, waits
):
    entry = waits()
    for bed, status in zip(ward.beds, (303, 409), strict=True):
        said = {"entry": str(entry.key), "bed": str(bed.key), "reason": ""}
        assert manager.post("stays.give", said, key=ward.unit.key).status == status


def test_a_review_is_one_click_and_puts_off_the_next_one(manager: Visitor, ward: House, waits):
    entry = waits(P.URGENT)
    with frozen(now() + timedelta(hours=25)):
        page = manager.get("waiting.index", key=ward.unit.key)
        assert "复核已超时1小时" in page.text
        assert manager.post("waiting.review", {"words": "疼痛稳定，仍愿等候"}, key=entry.key).status == 303
        page = manager.follow()
        assert "复核已超时" not in page.text
        assert "疼痛稳定，仍愿等候" in page.text
    assert again(entry).reviewed_at is not None


def test_a_review_of_somebody_who_no_longer_waits_is_told(session: Session, manager: Visitor, ward: House, waits):
    entry = waits()
    with unit_of_work():
        services.give(session, entry, by=ward.manager)
    page = manager.post("waiting.review", key=entry.key)
    assert page.status == 409
    assert "已不在候床名单上" in page.text


def test_everybody_reads_why_they_stand_where_they_stand(manager: Visitor, ward: House, waits):
    waits(P.URGENT), waits(P.ROUTINE)
    with frozen(now() + timedelta(minutes=5)):
        waits(P.ROUTINE)
    page = manager.get("waiting.index", key=ward.unit.key)
    assert [row[0] for row in page.rows()] == ["1", "2", "3"]
    assert "排在最前" in page.rows()[0][1]
    third = page.rows()[2][1]
    assert "级别更高：紧急先于常规" in third
    assert "同为常规，等候更久" in third


def test_a_bed_nobody_came_for_is_back_and_its_patient_is_next_only_after_a_review(
    session: Session, manager: Visitor, ward: House, waits
):
    entry = waits(P.URGENT)
    with unit_of_work():
        services.give(session, entry, by=ward.manager)
    assert "保留到" in manager.get("waiting.index", key=ward.unit.key).text
    with frozen(now() + timedelta(hours=5)):
        work_off(JOBS)
        session.expire_all()
        assert again(entry.request).status is S.WAITLISTED
        page = manager.get("waiting.index", key=ward.unit.key)
        assert "上次保留到时没有确认，复核后再安排" in page.text
        assert "已放回" in page.text


def test_the_clock_gives_the_bed_that_suits_and_leaves_special_ones(session: Session, ward: House, waits):
    single = a_bed(ward.unit, bed_no="1-1", features=["SINGLE_ROOM"])
    needs_it = waits(P.ROUTINE, abilities=("SINGLE_ROOM",))
    anywhere = waits(P.URGENT)
    for _n in range(2):
        with unit_of_work():
            services.offer_next(session, ward.unit.id)
    assert again(anywhere.request).assignment.bed_id != single.id
    assert again(needs_it.request).assignment.bed_id == single.id


def test_the_log_leaves_as_a_spreadsheet_without_names(session: Session, manager: Visitor, ward: House, waits):
    second, _first = waits(P.ROUTINE, name="季小红", birth_date=date(1946, 1, 1)), waits(P.URGENT, name="汪大海")
    with unit_of_work():
        services.give(session, second, "前一位今日不便转运", by=ward.manager)
    page = manager.get("waiting.export", key=ward.unit.key)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(page.data)).get_sheet_by_index(0).to_python()
    told = "".join(str(cell) for row in rows for cell in row)
    assert "前一位今日不便转运" in told
    assert "常规" in told
    assert "紧急" in told
    assert "季" not in told
    assert "汪" not in told


@pytest.mark.parametrize(
    ("role", "region", "status", "named"),
    [
        (Role.COUNTY_COORDINATOR, "331181", 200, True),
        (Role.COUNTY_COORDINATOR, "331102", 404, False),
        (Role.EVALUATOR, "331181", 200, False),
        (Role.TRAINING_MANAGER, "331181", 403, False),
    ],
)
def test_who_coordinates_the_area_reads_along_and_does_nothing(
    session: Session, client_for, ward: House, waits, role: Role, region: str, status: int, named: bool
):
    entry = waits(P.ROUTINE, name="季小红")
    waits(P.URGENT, name="汪大海")
    with unit_of_work():
        services.give(session, entry, "前一位今日不便转运", by=ward.manager)
    visitor = client_for(role, region)
    page = visitor.get("waiting.index", key=ward.unit.key)
    assert page.status == status
    if status == 200:
        assert ("季**" in page.text, "汪**" in page.text) == (named, named)
        assert "前一位今日不便转运" in page.text
        assert [form for form in page.all("form") if "/waiting/" in (form.get("action") or "")] == []
        assert visitor.post("waiting.review", key=entry.key).status == 403


def test_another_house_reviews_nobody(app: Flask, ward: House, sender: House, waits):
    entry = waits()
    assert Visitor(app, sender.manager).get("waiting.index", key=ward.unit.key).status == 404
    assert Visitor(app, sender.manager).post("waiting.review", key=entry.key).status == 404
    said = {"entry": str(entry.key), "bed": str(ward.beds[0].key), "reason": ""}
    assert Visitor(app, sender.manager).post("stays.give", said, key=ward.unit.key).status == 404


def test_requests_without_a_bed_are_listed_with_the_way_to_the_list(manager: Visitor, ward: House, sender: House):
    [request] = received(sender, ward)
    page = manager.get("waiting.index", key=ward.unit.key)
    assert f"/transfers/{request.transfer.key}" in page.links().values()
    assert "已接收审核" in page.text


def test_the_page_takes_as_many_statements_for_many_as_for_few(session: Session, manager: Visitor, ward: House, waits):
    def given(n: int) -> None:
        for _n in range(n):
            waits(P.URGENT)
            entry = waits(P.ROUTINE)
            a_bed(ward.unit)
            with unit_of_work():
                services.give(session, entry, "说明", by=ward.manager)

    given(1)
    few = manager.get("waiting.index", key=ward.unit.key).queries
    given(3)
    assert manager.get("waiting.index", key=ward.unit.key).queries == few <= 19
    db.session.rollback()
