"""The pages of goals and rules."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from hospice.access.permissions import Role
from hospice.policy import queries
from hospice.policy.models import Rule

KEY = "ward.min_beds_count"
WISH = {"value": "6", "valid_from": "2026-06-01", "standing": "guideline", "source": "测试文件", "reason": "标准"}


def test_every_rule_is_shown_with_its_ground(client_for):
    page = client_for().get("policy.index")
    assert page.status == 200
    for words in ("征求意见稿", "假定", "confirm.max_age_days", "本项目假定，待主管部门核定"):
        assert words in page.text
    assert page.queries <= 6


def test_a_coordinator_reads_rules_and_cannot_propose(client_for):
    coordinator = client_for()
    assert "提出修改" not in coordinator.get("policy.rule", key=KEY).text
    assert coordinator.post("policy.propose", WISH, key=KEY).status == 403


def test_two_officers_change_a_rule_in_the_browser(client_for, session):
    first, second = (client_for(Role.PROVINCE_OFFICER, "330000") for _ in range(2))
    assert first.post("policy.propose", WISH, key=KEY).status == 303
    number = session.scalars(sa.select(Rule.id)).one()
    assert "须由另一位负责人批准" in first.get("policy.index").text
    assert first.post("policy.approve", {}, number=number).status == 409
    assert second.post("policy.approve", {}, number=number).status == 303
    assert queries.values(session)[KEY] == 6
    assert "已批准" in second.get("policy.index").text


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"value": "many"}, "1到500之间的整数"),
        ({"value": ""}, "请填写"),
        ({"valid_from": "31.2.2026"}, "年-月-日"),
        ({"standing": "law"}, ""),
        ({"reason": ""}, "请填写"),
        ({"source": "文" * 201}, "最多200个字"),
    ],
)
def test_a_wrong_proposal_gets_a_sentence_beside_its_field(client_for, session, change, words):
    page = client_for(Role.PROVINCE_OFFICER, "330000").post("policy.propose", {**WISH, **change}, key=KEY)
    assert page.status == 422
    assert words in page.text
    assert session.scalar(sa.select(sa.func.count()).select_from(Rule)) == 0


@pytest.mark.parametrize("key", ["no.such.key", "x" * 3000])
def test_an_unknown_rule_is_not_found(client_for, key):
    officer = client_for(Role.PROVINCE_OFFICER, "330000")
    assert officer.get("policy.rule", key=key).status == 404
    assert officer.post("policy.propose", WISH, key=key).status == 404


def test_a_yes_or_no_is_chosen_and_not_typed(client_for, session):
    officer = client_for(Role.PROVINCE_OFFICER, "330000")
    page = officer.get("policy.rule", key="g2.allow_double_count")
    assert [option.get("value") for option in page.control("value")] == ["", "yes", "no"]
    assert officer.post("policy.propose", {**WISH, "value": "maybe"}, key="g2.allow_double_count").status == 422
    assert officer.post("policy.propose", {**WISH, "value": "yes"}, key="g2.allow_double_count").status == 303
    assert session.scalars(sa.select(Rule.value)).one() is True
