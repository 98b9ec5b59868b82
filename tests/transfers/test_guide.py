"""The help page: drawn from the very tables that refuse and allow, with the times that hold today."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from hospice.access.permissions import Role
from hospice.core.clock import frozen
from hospice.core.db import unit_of_work
from hospice.policy import services as policy
from hospice.policy.models import Standing
from hospice.transfers.rules.diagram import draw
from hospice.transfers.rules.drawing import HIGH, WIDE, placed
from hospice.transfers.rules.request_life import REQUESTS
from hospice.transfers.rules.transfer_life import TRANSFERS
from hospice.transfers.services.days_off import load_calendar
from tests.cases import House, a_house
from tests.factories import a_user


@pytest.fixture
def house(session) -> House:
    return a_house()


@pytest.mark.parametrize("life", [REQUESTS, TRANSFERS])
def test_no_two_states_are_drawn_over_each_other_and_all_fit(life):
    picture = placed(draw(life))
    assert len(picture.boxes) == len(type(life.start))
    spots = [(box.x, box.y) for box in picture.boxes]
    assert len(set(spots)) == len(spots)
    assert all(x > 0 and x + WIDE < picture.width and y > 0 and y + HIGH < picture.height for x, y in spots)
    assert len(picture.lines) >= 8


def test_every_state_and_every_step_is_on_the_page(visitor_as, house: House):
    page = visitor_as(house.clinician).get("guide.index")
    assert page.status == 200
    for life in (REQUESTS, TRANSFERS):
        for status in type(life.start):
            assert str(status.label) in page.text
        for step in life.steps:
            assert str(step.action.label) in page.text
    assert "请直接拨打120" in page.text
    assert page.queries <= 6, page.statements


def test_the_times_are_those_in_force_with_their_ground(visitor_as, house: House, session):
    visitor = visitor_as(house.clinician)
    page = visitor.get("guide.index")
    assert "紧急2小时，优先8小时，常规2个工作日，预约5个工作日" in page.text
    assert "本项目假定，待主管部门核定" in page.text
    first, second = (a_user(Role.PROVINCE_OFFICER, "330000") for _ in range(2))
    with unit_of_work():
        rule = policy.propose(
            session, "sla.answer", "P1 1小时，P2 4小时，P3 1个工作日，P4 3个工作日", date(2026, 1, 1), "浙卫〔2026〕1号",
            Standing.REGULATION, "新规", first.id,
        )  # fmt: skip
    with unit_of_work():
        policy.approve(session, rule, second.id)
    page = visitor.get("guide.index")
    assert "紧急1小时，优先4小时，常规1个工作日，预约3个工作日" in page.text
    assert "浙卫〔2026〕1号" in page.text


def test_a_year_without_its_days_off_is_said_to_be(visitor_as, house: House, session):
    visitor = visitor_as(house.clinician)
    with frozen(datetime(2026, 12, 1, tzinfo=UTC)):
        assert "2026年的节假日还没有载入" in visitor.get("guide.index").text
        with unit_of_work():
            load_calendar(session)
        page = visitor.get("guide.index")
    assert "2026年的节假日还没有载入" not in page.text
    assert "2027年的节假日还没有载入" in page.text


def test_transfer_pages_lead_to_it(visitor_as, house: House):
    assert visitor_as(house.clinician).get("worklists.index").links()["转介怎么走"] == "/help/transfers"
