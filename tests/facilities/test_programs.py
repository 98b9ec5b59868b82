"""Guidance centres and bases: at a hospital, for a division of their level, dated."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from hospice.access.permissions import Role
from hospice.facilities.models import ProgramUnit
from tests.factories import an_institution


@pytest.fixture
def hospital(session: Any) -> Any:
    return an_institution("331102", name="丽水市中心医院")


def wish(hospital: Any, **values: Any) -> dict[str, Any]:
    return {
        "kind": "CITY_CENTER", "host": str(hospital.key), "region": "331100", "name": "丽水市安宁疗护指导中心",
        "valid_from": "2026-03-01", **values,
    }  # fmt: skip


def rows(session: Any) -> list[ProgramUnit]:
    return list(session.scalars(sa.select(ProgramUnit).where(ProgramUnit.superseded_at.is_(None))))


def test_a_centre_is_set_up_shown_to_all_and_ended(session: Any, client_for: Any, hospital: Any) -> None:
    officer = client_for(Role.PREFECTURE_OFFICER, "331100")
    assert officer.post("programs.create", wish(hospital)).status == 303
    assert "丽水市安宁疗护指导中心" in client_for(Role.CLINICIAN).get("programs.index").text
    again = officer.post("programs.create", wish(hospital))
    assert (again.status, "这家机构已是" in again.text) == (422, True)
    only = rows(session)[0]
    assert officer.post("programs.end", {"ended_on": "2020-01-01", "end_reason": "x"}, key=only.key).status == 422
    assert officer.post("programs.end", {"ended_on": "2026-06-01", "end_reason": "撤并"}, key=only.key).status == 303
    kept = rows(session)[0]
    assert (kept.valid_from, kept.valid_to) == (date(2026, 3, 1), date(2026, 6, 1))


@pytest.mark.parametrize(
    ("field", "value"),
    [("kind", "X"), ("host", ""), ("host", "x"), ("region", "331181"), ("region", "330106"), ("name", ""), ("name", "长" * 101),
     ("valid_from", "x"), ("document_no", "长" * 121)],
)  # fmt: skip
def test_nonsense_sets_nothing_up(session: Any, client_for: Any, hospital: Any, field: str, value: str) -> None:
    answer = client_for(Role.PREFECTURE_OFFICER, "331100").post("programs.create", wish(hospital, **{field: value}))
    assert (answer.status, len(answer.all("p", class_="err"))) == (422, 1)
    assert not rows(session)


def test_others_neither_set_up_nor_end(session: Any, client_for: Any, hospital: Any) -> None:
    client_for(Role.PREFECTURE_OFFICER, "331100").post("programs.create", wish(hospital))
    only = rows(session)[0]
    assert client_for(Role.PREFECTURE_OFFICER, "330100").get("programs.detail", key=only.key).status == 404
    assert client_for(Role.COUNTY_OFFICER, "331102").get("programs.detail", key=only.key).status == 404
    assert client_for(Role.COUNTY_COORDINATOR).get("programs.new").status == 403
