"""The two readings of a scope say the same: the WHERE of a list, and the yes or no for one thing."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from hospice.access.scope import Scope
from hospice.facilities.models import InstitutionRecord, UnitRecord
from hospice.regions.models import Level, Region
from tests.factories import a_ward, an_institution

PLACES = ["331181", "331102", "330110", "330106", "330122", "330782"]
MODELS = [InstitutionRecord, UnitRecord, Region]


@pytest.fixture
def network(session: Session) -> dict[type, list[Any]]:
    for code in PLACES:
        hospital = an_institution(code)
        a_ward(hospital)
        an_institution(code)
    regions = session.scalars(sa.select(Region).where(Region.level != Level.TOWNSHIP)).all()
    rows = {model: list(session.scalars(sa.select(model))) for model in (InstitutionRecord, UnitRecord)}
    return {**rows, Region: list(regions)}


def agree(session: Session, scope: Scope, model: type, things: list[Any]) -> None:
    listed = set(session.scalars(sa.select(model.id).where(scope.criterion(model))))
    assert {thing.id for thing in things if scope.covers(thing)} == {thing.id for thing in things if thing.id in listed}


@pytest.mark.parametrize("model", MODELS)
def test_list_and_detail_agree_whatever_the_scope(session: Session, network: dict[type, list[Any]], model: type):
    paths = [region.path for region in network[Region]]
    institutions = [record.institution_id for record in network[InstitutionRecord]]
    scopes = st.builds(
        Scope,
        paths=st.frozensets(st.sampled_from(paths), max_size=3),
        institutions=st.frozensets(st.sampled_from([*institutions, 10**9]), max_size=3),
        everywhere=st.booleans() if model is Region else st.sampled_from([False, False, False, True]),
    )

    @settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(scopes)
    def check(scope: Scope) -> None:
        agree(session, scope, model, network[model])

    check()


def test_a_statement_that_has_joined_the_region_sees_the_same(session: Session, network: dict[type, list[Any]]):
    record, paths = InstitutionRecord, [region.path for region in network[Region]]
    joined = sa.select(record.id).join(Region, Region.id == record.region_id)
    for scope in (
        Scope(),
        Scope(everywhere=True),
        Scope(frozenset(paths[:1])),
        Scope(frozenset(paths[-2:]), frozenset({network[record][0].institution_id})),
        Scope(institutions=frozenset({network[record][3].institution_id})),
    ):
        listed = set(session.scalars(joined.where(scope.criterion_at(Region.path, record.institution_id))))
        assert listed == set(session.scalars(sa.select(record.id).where(scope.criterion(record))))
        assert {thing.id for thing in network[record] if scope.covers(thing)} == listed


def test_an_empty_scope_sees_nothing(session: Session, network: dict[type, list[Any]]):
    for model in MODELS:
        assert session.scalars(sa.select(model.id).where(Scope().criterion(model))).all() == []


def test_a_county_does_not_see_its_neighbour(session: Session, network: dict[type, list[Any]]):
    path = next(region.path for region in network[Region] if region.code == "330110")
    scope = Scope(frozenset({path}))
    seen = session.scalars(sa.select(InstitutionRecord).where(scope.criterion(InstitutionRecord))).all()
    assert {record.region.code for record in seen} == {"330110"}
    assert len(seen) == 2


def test_a_path_is_no_pattern(session: Session, network: dict[type, list[Any]]):
    assert session.scalars(sa.select(Region.id).where(Scope(frozenset({"/%"})).criterion(Region))).all() == []
