"""The register: whose it is, what each reader sees of a person, how promptness is counted, and how it leaves."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import pytest
import python_calamine
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from hospice.access.permissions import Role
from hospice.audit.models import AuditEvent
from hospice.core.clock import frozen, now
from hospice.core.db import unit_of_work
from hospice.episodes.rules.codes import Priority
from hospice.patients.rules.codes import Sex
from hospice.transfers.queries.promptness import Promptness
from hospice.transfers.rules.codes import DeclineReason, Outcome
from hospice.transfers.services import answering, asking
from hospice.transfers.views.entries import age_band, length
from tests.cases import House, a_draft, a_house, a_patient, received, submitted
from tests.factories import a_user


@pytest.fixture
def sender(session: Session) -> House:
    return a_house("331102")


@pytest.fixture
def ward(session: Session) -> House:
    return a_house(beds=2)


def named(sender: House, **values: Any) -> Any:
    return a_patient(sender, **{"name": "周福林", "sex": Sex.MALE, "birth_date": date(1944, 5, 6), **values})


def answered_after(sender: House, ward: House, minutes: int, priority: Priority = Priority.URGENT) -> None:
    begun = now() - timedelta(days=1)
    with frozen(begun):
        [request] = received(sender, ward, priority=priority)
    with frozen(begun + timedelta(minutes=minutes)), unit_of_work() as session:
        answering.waitlist(session, request, by=ward.manager)


def cells(page: Any) -> list[list[Any]]:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(page.data))
    return book.get_sheet_by_index(0).to_python()


@pytest.mark.parametrize(
    "role", [Role.COUNTY_OFFICER, Role.COUNTY_COORDINATOR, Role.EVALUATOR, Role.PREFECTURE_OFFICER]
)
def test_those_who_do_not_care_see_sex_age_band_and_county_and_no_name(
    visitor_as, sender: House, ward: House, role: Role
):
    submitted(sender, ward, patient=named(sender))
    page = visitor_as(a_user(role, "331102")).get("register.index")
    assert page.rows()[-1][2].startswith("男，80—89岁")
    assert "龙泉市" in page.rows()[-1][2]  # where the home is
    for told in ("周", "1944", "82岁", "05-06", "5月6日"):
        assert told not in page.text.replace("周末", ""), told
    sheet = visitor_as(a_user(role, "331102")).get("register.sheet")
    assert "周" not in str(cells(sheet))
    assert "1944" not in str(cells(sheet))


def test_a_house_sees_its_own_masked(visitor_as, sender: House, ward: House):
    submitted(sender, ward, patient=named(sender))
    for house in (sender, ward):
        page = visitor_as(house.liaison).get("register.index")
        assert "周**，男，82岁" in page.text
        assert "周福林" not in page.html


def test_everybody_reads_the_own_area_alone(visitor_as, sender: House, ward: House):
    [request] = submitted(sender, ward)
    number = request.transfer.number
    own = [
        a_user(Role.COUNTY_OFFICER, "331102"),
        a_user(Role.PREFECTURE_OFFICER, "331100"),
        sender.manager,
        ward.liaison,
    ]
    foreign = [
        a_user(Role.COUNTY_OFFICER, "331126"),
        a_user(Role.PREFECTURE_OFFICER, "330100"),
        a_house("331122").manager,
    ]
    assert all(number in visitor_as(person).get("register.index").text for person in own)
    for person in foreign:
        visitor = visitor_as(person)
        assert number not in visitor.get("register.index").text
        assert number not in str(cells(visitor.get("register.sheet")))


def test_drafts_are_not_in_the_register(visitor_as, sender: House, ward: House):
    draft = a_draft(sender, [ward])
    assert draft.number not in visitor_as(sender.manager).get("register.index").text


def test_a_receiver_reads_nothing_of_the_answers_of_others(visitor_as, sender: House, ward: House):
    other = a_house("331122")
    _mine, theirs = received(sender, ward, other)
    with unit_of_work() as session:
        answering.decline(session, theirs, DeclineReason.TOO_FAR, by=other.clinician)
    assert (
        "路程过远"
        not in visitor_as(ward.manager).get("register.index").text.replace("不予受理的原因", "").split("共1条")[1]
    )
    assert "曾不予受理：路程过远" in visitor_as(sender.manager).get("register.index").text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("priority=P1", 1), ("priority=P4", 0), ("setting=WARD", 2), ("setting=HOME", 0), ("status=CANCELLED", 1),
        ("outcome=IMPROVED", 1), ("outcome=OTHER", 0), ("decline=TOO_FAR", 1), ("decline=NO_BED", 0),
        ("overdue=yes", 1), ("region=331102", 2), ("since=2024-01-01&until=2024-01-02", 0),
    ],
)  # fmt: skip
def test_filters_keep_what_fits(visitor_as, session: Session, sender: House, ward: House, query: str, found: int):
    with frozen(now() - timedelta(hours=5)):
        submitted(sender, ward, priority=Priority.URGENT)
    [request] = received(sender, ward)
    with unit_of_work():
        answering.decline(session, request, DeclineReason.TOO_FAR, by=ward.clinician)
        asking.withdraw(session, request.transfer, Outcome.IMPROVED, "好转", by=sender.clinician)
    submitted(a_house("331122"), ward, priority=Priority.URGENT)  # of another county
    reader = a_user(Role.PREFECTURE_OFFICER if "region" in query else Role.COUNTY_OFFICER, "331102")
    page = visitor_as(reader).get("/transfers/register?" + query)
    assert page.status == 200
    listed = [row for row in page.rows() if row[0].startswith(f"{now().year}-")]
    assert len(listed) == found


def test_a_receiver_is_found_by_a_part_of_its_name(visitor_as, sender: House, ward: House):
    submitted(sender, ward)
    officer = visitor_as(a_user(Role.COUNTY_OFFICER, "331102"))
    name = ward.institution.search_text
    assert len([row for row in officer.get("/transfers/register?receiver=" + name[2:]).rows() if "-" in row[0]]) == 1
    assert "没有符合条件的转介" in officer.get("/transfers/register?receiver=无此医院").text


@pytest.mark.parametrize(("query", "words"), [("since=x", "年-月-日"), ("since=2026-02-02&until=2026-01-01", "止日早于起日"),
                                              ("receiver=" + "院" * 51, "最多50个字"),
                                              ("priority=P9", ""), ("region=000000", "")])  # fmt: skip
def test_what_cannot_be_read_gets_a_sentence_and_is_kept(
    visitor_as, sender: House, ward: House, query: str, words: str
):
    visitor = visitor_as(a_user(Role.COUNTY_OFFICER, "331102"))
    page = visitor.get("/transfers/register?" + query)
    assert page.status == 422
    assert words in page.text
    assert visitor.get("/transfers/register.xlsx?" + query).status == 422


def test_the_register_is_paged_from_one_on(visitor_as, session: Session, sender: House, ward: House):
    patient = a_patient(sender)
    with frozen(now()):  # all at one instant, so that only their order in the book tells them apart
        for _number in range(27):
            [request] = submitted(sender, ward, patient=patient)
            with unit_of_work():
                asking.withdraw(session, request.transfer, Outcome.IMPROVED, "好转", by=sender.clinician)
    officer = visitor_as(a_user(Role.COUNTY_OFFICER, "331102"))
    page = officer.get("register.index")
    assert "共27条" in page.text
    numbers = [row[0] for row in page.rows() if "-" in row[0]]
    assert len(numbers) == 25
    older = officer.get(page.links()["更早的"])
    assert len([row for row in older.rows() if "-" in row[0]]) == 2
    assert numbers == sorted(numbers, reverse=True)
    assert page.queries <= 13, page.statements


def test_promptness_is_n_of_d_with_the_silent_ones(visitor_as, sender: House, ward: House):
    for minutes in (10, 20, 30, 100, 180):
        answered_after(sender, ward, minutes)
    with frozen(now() - timedelta(hours=3)):
        submitted(sender, ward, priority=Priority.URGENT)  # nobody has answered, and the time is over
    submitted(sender, ward, priority=Priority.URGENT)  # still in time: counts neither way
    page = visitor_as(a_user(Role.COUNTY_OFFICER, "331102")).get("register.index")
    assert page.rows()[0] == ["紧急", "2小时", "4 / 6", "30分", "3小时"]


def test_few_are_not_told_to_those_who_see_no_patients(visitor_as, sender: House, ward: House):
    answered_after(sender, ward, 10)
    assert "不足5条，不显示" in visitor_as(a_user(Role.COUNTY_OFFICER, "331102")).get("register.index").text
    assert visitor_as(sender.manager).get("register.index").rows()[0][2] == "1 / 1"


def test_minutes_are_the_same_on_every_database(visitor_as, sender: House, ward: House):
    answered_after(sender, ward, 119)
    answered_after(sender, ward, 120)
    answered_after(sender, ward, 121)
    row = visitor_as(sender.manager).get("register.index").rows()[0]
    assert (row[2], row[3], row[4]) == ("2 / 3", "2小时", "2小时1分")


@given(st.dictionaries(st.integers(0, 5000), st.integers(1, 9), min_size=1, max_size=40), st.integers(1, 100))
def test_a_percentile_is_a_value_that_so_many_do_not_exceed(took, share):
    of_class = Promptness(took=took)
    found = of_class.percentile(share)
    assert found in took
    within = sum(number for minutes, number in took.items() if minutes <= found)
    below = sum(number for minutes, number in took.items() if minutes < found)
    assert within * 100 >= share * of_class.answered
    assert below * 100 < share * of_class.answered


def test_where_nobody_has_answered_there_is_no_percentile():
    assert Promptness().percentile(50) is None


@pytest.mark.parametrize(
    ("age", "words"), [(59, "60岁以下"), (60, "60—69岁"), (89, "80—89岁"), (90, "90岁以上"), (103, "90岁以上")]
)
def test_ages_stand_in_bands(app, age, words):
    with app.test_request_context():
        assert age_band(date(2026 - age, 1, 1), date(2026, 6, 1)) == words
        assert age_band(None, date(2026, 6, 1)) == "年龄不详"


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(None, ""), (0, "0分"), (59, "59分"), (60, "1小时"), (92, "1小时32分"), (1440, "1天"), (1500, "1天1小时")],
)
def test_lengths_are_said_in_words(app, minutes, words):
    with app.test_request_context():
        assert length(minutes) == words


def test_the_sheet_says_that_it_is_a_demonstration_and_leaves_a_trace(
    visitor_as, session: Session, sender: House, ward: House
):
    answered_after(sender, ward, 130)
    page = visitor_as(sender.manager).get("register.sheet")
    lines = cells(page)
    assert "演示数据" in lines[0][0]
    assert lines[1][0] == "转介台账，共1条，新的在前。"
    head, row = lines[2], lines[3]
    told = dict(zip(head, row, strict=True))
    assert (told["首次答复用时（分）"], told["答复是否超时"], told["级别"]) == (130, "是", "紧急")
    assert session.scalars(sa.select(AuditEvent.action).order_by(AuditEvent.id.desc())).first() == "register_exported"


def test_a_name_that_begins_like_a_formula_stays_text(visitor_as, sender: House, ward: House):
    submitted(sender, ward, patient=named(sender, name="=cmd|1"))
    assert "=**" in str(cells(visitor_as(sender.manager).get("register.sheet")))


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.VOLUNTEER_COORDINATOR])
def test_those_without_a_part_have_no_register(client_for, role):
    assert client_for(role, "330000").get("register.index").status == 403
    assert client_for(role, "330000").get("register.sheet").status == 403


def test_only_those_who_may_open_a_case_are_led_to_it(visitor_as, sender: House, ward: House):
    [request] = submitted(sender, ward)
    number = request.transfer.number
    assert number not in visitor_as(a_user(Role.COUNTY_OFFICER, "331102")).get("register.index").links()
    assert number in visitor_as(a_user(Role.COUNTY_COORDINATOR, "331102")).get("register.index").links()
