"""The work list: what somebody must do first, what others are waited for, and what is over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from hospice.access.permissions import Role
from hospice.core.clock import frozen, now
from hospice.core.db import unit_of_work
from hospice.core.worker import work_off
from hospice.episodes.rules.codes import Priority
from hospice.transfers.rules.codes import DeclineReason, Outcome
from hospice.transfers.rules.duties import BUTTONS, WAITS, Duty
from hospice.transfers.rules.numbers import spoken, typed
from hospice.transfers.rules.request_life import OPEN_REQUESTS
from hospice.transfers.rules.timeleft import Part, expected, time_left
from hospice.transfers.services import answering, asking
from hospice.wiring import JOBS
from tests.cases import House, a_draft, a_house, a_patient, received, submitted
from tests.factories import a_user

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)  # twelve o'clock on a Friday


@pytest.fixture
def sender(session: Session) -> House:
    return a_house("331102")


@pytest.fixture
def ward(session: Session) -> House:
    return a_house(beds=2)


@pytest.mark.parametrize(
    ("minutes", "words", "icon", "tone", "part"),
    [
        (-25, "超时25分", "tri", "hot", Part.FIRST),
        (-3 * 60, "超时3小时", "tri", "hot", Part.FIRST),
        (-3 * 1440, "超时3天", "tri", "hot", Part.FIRST),
        (48, "剩48分", "clock", "hot", Part.FIRST),
        (92, "剩1小时32分", "clock", "mind", Part.FIRST),
        (360, "今天18:00前", "clock", "mind", Part.TODAY),
        (22 * 60, "明天10:00前", "ring", "", Part.LATER),
        (4 * 1440, "11月24日", "ring", "", Part.LATER),
    ],
)
def test_time_left_is_said_in_words_shape_and_colour(app, minutes, words, icon, tone, part):
    with app.test_request_context():
        left = time_left(NOON + timedelta(minutes=minutes), NOON)
        assert (str(left.words), left.icon, left.tone, left.part) == (words, icon, tone, part)


def test_what_others_do_is_never_urgent_until_it_is_late(app):
    with app.test_request_context():
        assert expected(NOON + timedelta(minutes=5), NOON).tone == ""
        assert expected(None, NOON).tone == ""
        assert expected(NOON - timedelta(minutes=5), NOON).tone == "hot"


@pytest.mark.parametrize(
    "text", ["2026-1120-037", "20261120037", "2026－1120－37", " ２０２６-1120-037 ", "2026 1120 037"]
)
def test_a_number_is_understood_however_it_is_typed(text):
    assert typed(text) == "2026-1120-037" == spoken(NOON.date(), 37)


@pytest.mark.parametrize("text", ["", "周福林", "2026-11-20", "37", "2026-1120", "9" * 400])
def test_what_is_no_number_is_none(text):
    assert typed(text) is None


def test_transfers_of_a_day_are_numbered_one_after_the_other(session: Session, sender: House, ward: House):
    with frozen(NOON):
        first, second = (a_draft(sender, [ward]) for _ in range(2))
    with frozen(NOON + timedelta(hours=13)):  # one o'clock of the next day in China, still the twentieth in UTC
        third = a_draft(sender, [ward])
    assert [each.number for each in (first, second, third)] == ["2026-1120-001", "2026-1120-002", "2026-1121-001"]


def test_the_receiver_is_asked_first_and_the_sender_waits(visitor_as, sender: House, ward: House):
    submitted(sender, ward)
    page = visitor_as(ward.liaison).get("worklists.index")
    assert page.status == 200
    assert "有新的转介，请打开审核" in page.text
    assert "打开审核" in page.text
    waiting = visitor_as(sender.clinician).get("worklists.index")
    assert "等对方打开审核" in waiting.text
    assert "等对方办" in waiting.text
    assert "待我办 0" in waiting.text


def test_a_liaison_waits_where_only_a_physician_decides(visitor_as, sender: House, ward: House):
    received(sender, ward)
    assert "等本院医师或护士长答复" in visitor_as(ward.liaison).get("worklists.index").text
    assert "转介等您答复" in visitor_as(ward.manager).get("worklists.index").text


def test_the_soonest_stands_first_and_overdue_ones_are_filled(visitor_as, session: Session, sender: House, ward: House):
    at = now()
    for hours, priority in ((3, Priority.URGENT), (1, Priority.URGENT), (0, Priority.PLANNED)):
        with frozen(at - timedelta(hours=hours)):
            submitted(sender, ward, priority=priority)
    page = visitor_as(ward.liaison).get("worklists.index")
    times = [words for item in page.all("li", class_="task") for words in ["".join(item[0].itertext())]]
    assert times[0] == "超时1小时"
    assert times[1].startswith("剩")
    filled = [link for link in page.all("a", class_="btn-1") if "打开审核" in "".join(link.itertext())]
    assert len(filled) == 2  # late, and less than an hour left; the planned one is not


def test_an_urgent_transfer_that_nobody_opened_is_to_be_called_about(visitor_as, sender: House, ward: House):
    submitted(sender, ward, a_house("331122"), priority=Priority.URGENT)
    page = visitor_as(sender.clinician).get("worklists.index")
    assert "紧急转介已发2处，都还没打开" in page.text
    assert "催办" in page.text


def test_a_bed_that_is_kept_asks_the_sender_for_the_time_of_departure(visitor_as, sender: House, ward: House):
    [request] = received(sender, ward, priority=Priority.URGENT)
    with unit_of_work() as session:
        answering.accept(session, request, by=ward.manager)
    page = visitor_as(sender.clinician).get("worklists.index")
    assert "床位已保留，请确认出发时间" in page.text
    assert "等对方确认出发时间" in visitor_as(ward.manager).get("worklists.index").text
    with unit_of_work() as session:
        answering.agree(session, request, now() + timedelta(hours=3), by=sender.clinician)
    assert "对方提出了时间，请您确认" in visitor_as(ward.manager).get("worklists.index").text
    assert "等对方确认出发时间" in visitor_as(sender.clinician).get("worklists.index").text


def test_who_waits_is_looked_at_again_where_the_class_asks_for_it(visitor_as, session, sender: House, ward: House):
    for priority in (Priority.URGENT, Priority.PLANNED):
        [request] = received(sender, ward, priority=priority)
        with unit_of_work():
            answering.waitlist(session, request, by=ward.manager)
    page = visitor_as(ward.manager).get("/transfers?tab=waiting")
    assert page.text.count("候床复核：病情有变化吗") == 2  # one line, and the full name of its button
    assert "候床中" in page.text
    assert "请尽快" not in page.text


def test_a_sender_whom_everybody_declined_looks_for_another_place(visitor_as, sender: House, ward: House):
    [request] = received(sender, ward)
    with unit_of_work() as session:
        answering.decline(session, request, DeclineReason.TOO_FAR, by=ward.clinician)
    assert "没有单位在办，请另选去处" in visitor_as(sender.clinician).get("worklists.index").text


def test_silence_past_the_limit_is_the_coordinator_s(visitor_as, session: Session, sender: House, ward: House):
    coordinator = a_user(Role.COUNTY_COORDINATOR, "331102")
    with frozen(now() - timedelta(hours=3)):
        submitted(sender, ward, priority=Priority.URGENT)
    page = visitor_as(coordinator).get("worklists.index")
    assert "超过时限没有答复，请协调" in page.text
    assert "请我方接收" not in page.text
    elsewhere = visitor_as(a_user(Role.COUNTY_COORDINATOR, "331126")).get("worklists.index")
    assert "请协调" not in elsewhere.text


def test_nobody_reads_of_the_transfers_of_others(visitor_as, session: Session, sender: House, ward: House):
    [request] = submitted(sender, ward)
    number = request.transfer.number
    stranger = a_house("331122")
    for path in ("/transfers", "/transfers?tab=over", f"/transfers?q={number}", "/transfers?q=测试患者"):
        assert number not in visitor_as(stranger.manager).get(path).text.replace(f"“{number}”", "")


def test_a_receiver_sees_nothing_of_the_other_receivers(visitor_as, sender: House, ward: House):
    other = a_house("331122")
    submitted(sender, ward, other)
    page = visitor_as(ward.manager).get("worklists.index")
    assert len(page.all("li", class_="task")) == 1
    assert "请我方接收 1" in page.text


def test_a_receiver_that_was_released_no_longer_finds_the_case(
    visitor_as, session: Session, sender: House, ward: House
):
    other = a_house("331122")
    mine, _theirs = received(sender, ward, other)
    with unit_of_work():
        answering.accept(session, mine, by=ward.manager)
    number = mine.transfer.number
    for path in ("/transfers", "/transfers?tab=over", f"/transfers?q={number}"):
        assert number not in visitor_as(other.manager).get(path).text.replace(f"“{number}”", "")
    assert visitor_as(other.manager).get("worklists.of_request", key=_theirs.key).status == 404
    assert (
        visitor_as(ward.manager).get("worklists.of_request", key=mine.key).location == f"/transfers/{mine.transfer.key}"
    )


def test_names_are_masked_and_found_by_their_beginning_in_one_s_own_house(visitor_as, sender: House, ward: House):
    submitted(sender, ward, patient=a_patient(sender, name="周福林"))
    submitted(sender, ward, patient=a_patient(sender, name="季月娥"))
    page = visitor_as(sender.clinician).get("/transfers?q=周福")
    assert "周**" in page.text
    assert "季**" not in page.text
    assert "周福林" not in page.html
    assert "没有找到" in visitor_as(a_user(Role.COUNTY_COORDINATOR, "331102")).get("/transfers?q=周福").text


def test_what_is_over_is_paged_from_one_on(visitor_as, session: Session, sender: House, ward: House):
    patient = a_patient(sender)
    for _number in range(27):
        [request] = submitted(sender, ward, patient=patient)
        with unit_of_work():
            asking.withdraw(session, request.transfer, Outcome.IMPROVED, "好转", by=sender.clinician)
    a_draft(sender, [ward])
    clinician = visitor_as(sender.clinician)
    page = clinician.get("/transfers?tab=over")
    assert len(page.rows()) == 25
    older = clinician.get(page.links()["更早的"])
    assert len(older.rows()) == 2
    assert not {row[0] for row in page.rows()} & {row[0] for row in older.rows()}
    assert "更早的" not in older.links()


@pytest.mark.parametrize(
    "query", ["?tab=x", "?priority=P9", "?status=CLOSED", "?page=999", "?page=x", "?before=x", "?tab=over&before=1"]
)
def test_nonsense_in_the_address_is_passed_over(visitor_as, sender: House, ward: House, query):
    submitted(sender, ward)
    assert visitor_as(sender.clinician).get("/transfers" + query).status == 200


def test_filters_keep_what_fits(visitor_as, sender: House, ward: House):
    submitted(sender, ward, priority=Priority.URGENT)
    submitted(sender, ward)
    clinician = visitor_as(sender.clinician)
    assert len(clinician.get("/transfers?priority=P1").all("li", class_="task")) == 1
    assert len(clinician.get("/transfers?status=SUBMITTED").all("li", class_="task")) == 2
    assert "没有符合条件的转介" in clinician.get("/transfers?status=ARRIVED").text


def test_the_number_of_statements_does_not_grow_with_the_list(visitor_as, session: Session, sender: House, ward: House):
    submitted(sender, ward)
    clinician = visitor_as(sender.clinician)
    few = clinician.get("worklists.index").queries
    for _number in range(30):
        submitted(sender, ward)
    page = clinician.get("worklists.index")
    assert page.queries == few <= 8, page.statements
    assert "第1页，共2页" in page.text
    assert clinician.get("/transfers?tab=over").queries <= 8


def test_a_change_is_seen_by_the_version_and_by_nothing_else(visitor_as, session: Session, sender: House, ward: House):
    [request] = submitted(sender, ward)
    work_off(JOBS)
    clinician = visitor_as(sender.clinician)
    first = clinician.get("worklists.live")
    assert first.queries <= 2, first.statements
    tag = {"If-None-Match": first.headers["ETag"]}
    assert clinician.get("worklists.live", headers=tag).status == 304
    submitted(a_house("331122"), a_house("331123"))  # elsewhere
    assert clinician.get("worklists.live", headers=tag).status == 304
    with unit_of_work():
        answering.receive(session, request, by=ward.liaison)
    again = clinician.get("worklists.live", headers=tag)
    assert again.status == 200
    assert again.json["version"] != first.json["version"]
    assert set(again.json) == {"unread", "version"}


@pytest.mark.parametrize("role", [Role.COUNTY_OFFICER, Role.EVALUATOR])
def test_those_who_have_no_part_in_transfers_have_no_list(client_for, role):
    assert client_for(role).get("worklists.index").status == 403


def test_every_open_status_has_words_for_every_side(app):
    assert set(BUTTONS) == set(Duty)
    assert all(set(words) == OPEN_REQUESTS for words in WAITS.values())
