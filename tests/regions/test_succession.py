"""Divisions end and are followed by others; zones never become one of the ninety."""

from __future__ import annotations

from datetime import date

import pytest

from hospice.core.errors import Refused
from hospice.regions import queries, services
from hospice.regions.models import Change, Level

from ..factories import a_region

ON = date(2026, 6, 1)


def counties(session, on: date) -> int:
    """How many statutory counties there are on a day."""
    return sum(region.statutory for region in queries.of_level(session, Level.COUNTY, on))


def test_a_merged_county_is_gone_from_its_day_and_not_before(session):
    services.succeed(session, a_region("331125"), [a_region("331102")], Change.MERGED, ON, "测试文号")
    session.flush()
    assert counties(session, date(2026, 5, 31)) == 90
    assert counties(session, ON) == 89


def test_a_split_county_is_followed_by_all_its_parts(session):
    services.succeed(
        session, a_region("331125"), [a_region("331102"), a_region("331181")], Change.SPLIT, ON, "测试文号"
    )
    session.flush()
    followers = queries.successors(session, a_region("331125"))
    assert [region.code for region in followers] == ["331102", "331181"]


def test_succession_is_followed_through_several_steps(session):
    services.succeed(session, a_region("331125"), [a_region("331124")], Change.MERGED, ON, "甲")
    services.succeed(session, a_region("331124"), [a_region("331181")], Change.MERGED, date(2026, 9, 1), "乙")
    session.flush()
    assert [region.code for region in queries.successors(session, a_region("331125"))] == ["331181"]


def test_a_division_ends_only_once(session):
    services.succeed(session, a_region("331125"), [a_region("331102")], Change.MERGED, ON, "甲")
    with pytest.raises(Refused, match="已于2026-06-01撤销"):
        services.succeed(session, a_region("331125"), [a_region("331181")], Change.MERGED, ON, "乙")


def test_a_zone_is_managed_like_a_county_and_is_not_one_of_the_ninety(session):
    host = a_region("330502")
    zone = services.found_zone(session, "330502Z1", "南太湖新区", host)
    assert zone.path.startswith(host.path)
    assert len(queries.of_level(session, Level.COUNTY, ON)) == 91
    assert counties(session, ON) == 90


def test_a_zone_lies_under_a_county(session):
    with pytest.raises(Refused, match="法定的县"):
        services.found_zone(session, "33Z1", "某新区", a_region("330500"))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            ["succeed", "999999", "331102", "--change", "merged", "--on", "2026-06-01", "--document", "甲"],
            "没有代码为999999",
        ),
        (
            ["succeed", "331125", "331102", "--change", "merged", "--on", "yesterday", "--document", "甲"],
            "does not match",
        ),
        (["zone", "330502Z1", "名" * 61, "--host", "330502"], "最多60个字"),
        (["zone", "330502", "吴兴", "--host", "330502"], "已经用过"),
    ],
)
def test_a_wrong_argument_gets_a_sentence_and_exit_code_2(own_app, arguments, words):
    done = own_app.test_cli_runner().invoke(args=["regions", *arguments])
    assert done.exit_code == 2
    assert words in done.output
