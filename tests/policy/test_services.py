"""Another value takes two people, counts from its day, and leaves what was known before as it was."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from hospice.access.permissions import Role
from hospice.audit.models import AuditEvent
from hospice.core import clock
from hospice.core.errors import Conflict, Refused
from hospice.facilities.models import Revision
from hospice.policy import queries, services
from hospice.policy.models import Goal, Standing

from ..factories import a_user

DAY = date(2026, 6, 1)
KEY = "ward.min_beds_count"


@pytest.fixture
def two(session):
    """Two officers of the province."""
    return a_user(Role.PROVINCE_OFFICER, region="330000"), a_user(Role.PROVINCE_OFFICER, region="330000")


def proposed(session, by, text="6"):
    """A proposal for a day."""
    return services.propose(session, KEY, text, DAY, "测试文件", Standing.GUIDELINE, "病区建设标准", by.id)


def test_a_proposal_changes_nothing_until_somebody_else_approves(session, two):
    rule = proposed(session, two[0])
    assert queries.values(session, DAY)[KEY] == 1
    services.approve(session, rule, two[1].id)
    session.flush()
    assert queries.values(session, DAY)[KEY] == 6


def test_nobody_approves_the_own_proposal(session, two):
    rule = proposed(session, two[0])
    with pytest.raises(Refused, match="不能批准自己的修改"):
        services.approve(session, rule, two[0].id)
    assert queries.values(session, DAY)[KEY] == 1


def test_the_database_too_refuses_one_person_as_both(session, two):
    rule = proposed(session, two[0])
    rule.approved_by_id = two[0].id
    with pytest.raises(sa.exc.IntegrityError), session.begin_nested():
        session.flush()


def test_a_value_counts_from_its_day(session, two):
    services.approve(session, proposed(session, two[0]), two[1].id)
    session.flush()
    assert queries.values(session, DAY - timedelta(days=1))[KEY] == 1
    assert queries.values(session, DAY)[KEY] == 6


def test_what_was_known_before_stays_known(session, two):
    before = datetime(2026, 7, 1, tzinfo=UTC)
    with clock.frozen(before + timedelta(days=1)):
        services.approve(session, proposed(session, two[0]), two[1].id)
    session.flush()
    assert queries.values(session, DAY, before)[KEY] == 1
    assert queries.values(session, DAY, before + timedelta(days=2))[KEY] == 6


def test_a_rejected_proposal_never_counts_and_stays_in_the_history(session, two):
    rule = proposed(session, two[0])
    services.reject(session, rule, two[1].id)
    session.flush()
    assert queries.values(session, DAY)[KEY] == 1
    assert queries.history(session, KEY) == [rule]
    with pytest.raises(Conflict):
        services.approve(session, rule, two[1].id)


def test_approval_is_audited_and_tells_caches(session, two):
    number = session.scalar(sa.select(sa.func.sum(Revision.number)))
    services.approve(session, proposed(session, two[0]), two[1].id)
    session.flush()
    assert session.scalar(sa.select(sa.func.sum(Revision.number))) == number + 1
    actions = session.scalars(sa.select(AuditEvent.action).order_by(AuditEvent.id)).all()
    assert actions[-2:] == ["rule_proposed", "rule_approved"]


@pytest.mark.parametrize(("key", "text", "reason"), [("no.such", "1", "理由"), (KEY, "x", "理由"), (KEY, "6", " ")])
def test_a_refused_proposal_leaves_nothing(session, two, key, text, reason):
    with pytest.raises(Refused):
        services.propose(session, key, text, DAY, "", Standing.ASSUMPTION, reason, two[0].id)
    assert queries.waiting(session) == []


def test_goals_are_loaded_once_and_say_that_they_are_a_draft(session):
    assert services.load_defaults(session) == 0
    goals = queries.goals(session, DAY)
    assert [goal.code for goal in goals] == ["G1", "G2", "G3"]
    assert {goal.status.value for goal in goals} == {"draft"}


def test_a_final_text_becomes_the_next_version_and_leaves_the_draft(session):
    draft = queries.goals(session, DAY)[1]
    values = {
        name: getattr(draft, name) for name in ("code", "title", "short_title", "article", "baseline", "deadline")
    }
    session.add(
        Goal(
            **values,
            version=2,
            document="正式文件",
            status="final",
            target_numerator=1,
            target_denominator=1,
            valid_from=DAY,
        )
    )
    session.flush()
    assert queries.goals(session, DAY - timedelta(days=1))[1].version == 1
    assert queries.goals(session, DAY)[1].version == 2
