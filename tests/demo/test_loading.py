"""Loading the demo: into which database, how often, and what the goals make of it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime

import flask_migrate
import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from hospice.accounts.models import User
from hospice.accounts.sign_in import password_fits
from hospice.audit.models import AuditEvent
from hospice.core.clock import frozen
from hospice.core.dated import Span, confirm
from hospice.core.db import db, unit_of_work
from hospice.core.errors import Refused
from hospice.coverage.queries import parts
from hospice.coverage.rules.goals import Coverage, judge
from hospice.coverage.rules.policy import Policy, RegionLevel
from hospice.coverage.rules.verdicts import Goal
from hospice.demo import loader, nation, plan
from hospice.demo.book import Book
from hospice.demo.facts import Told, write
from hospice.demo.loader import Order, Size
from hospice.demo.words import PASSWORD
from hospice.facilities.models import CareUnit, Finding, Institution, InstitutionRecord, Revision, UnitState
from hospice.facilities.rules.codes import UnitStatus
from hospice.facilities.services.findings import check_all
from hospice.regions.models import Population, Region
from tests.databases import Store, application
from tests.factories import an_institution

from .conftest import TODAY

ORDER = Order(2027, TODAY, "not a hash", 10)  # of care: three years of it are looked at in test_care.py


def covered(session: Session, on: date = TODAY, known_at: datetime | None = None) -> Coverage:
    found = parts.load(session, on, known_at, object())
    return judge(on, Policy(), found.counties, found.institutions, found.units, found.designations, found.services)


def share(coverage: Coverage, goal: Goal) -> tuple[int, int]:
    figure = coverage.province(goal)
    return figure.numerator, figure.denominator


@pytest.fixture(scope="module")
def loaded(store: Store, make_app: Callable[[str], Flask]) -> Flask:
    """An application with the whole province."""
    app = make_app(store.copy())
    with app.app_context():
        with unit_of_work() as session:
            loader.check(session, "demo")
            loader.load(session, ORDER, Size.PROVINCE)
        db.session.remove()
    return app


@pytest.fixture(scope="module")
def make_app(request: pytest.FixtureRequest) -> Callable[[str], Flask]:
    """Opens applications on databases of their own, until the module is through."""

    def made(url: str) -> Flask:
        context = application(url)
        app = context.__enter__()
        request.addfinalizer(lambda: context.__exit__(None, None, None))
        return app

    return made


def test_the_province_comes_out_as_planned(loaded: Flask):
    with loaded.app_context():
        coverage = covered(db.session())

    assert share(coverage, Goal.G1) == (9, 11)
    assert share(coverage, Goal.G2) == (64, 90)
    assert share(coverage, Goal.G3) == (623, 1351)
    classes: dict[str, set[str]] = {}
    for figure in coverage.figures_of(Goal.G2, RegionLevel.COUNTY):
        classes.setdefault(figure.map_class.value, set()).add(figure.code)
    assert classes["m4"] == set(plan.DESIGNATED)
    assert classes["m3"] == set(plan.BUILDING)
    assert classes["m2"] == set(plan.OVERDUE)
    assert classes["m1"] == set(plan.NOT_STARTED)
    assert classes["nod"] == {plan.SILENT}


def test_longquan_is_as_the_mock_up_tells_it(loaded: Flask):
    with loaded.app_context():
        coverage = covered(db.session())

    ward = coverage.figure(Goal.G2, RegionLevel.COUNTY, "331181")
    assert (ward.numerator, len(ward.pipeline.units), ward.pipeline.on_time) == (0, 1, date(2027, 3, 31))
    primary = coverage.figure(Goal.G3, RegionLevel.COUNTY, "331181")
    assert (primary.numerator, primary.denominator, primary.shortfall) == (6, 18, 3)
    failing = {
        verdict.institution.name: {reason.value for check in verdict.required for reason in check.reasons}
        for verdict in coverage.primaries_of("331181")
    }
    assert failing["查田镇卫生院"] == failing["锦溪镇卫生院"] == {"NO_TRAINED_NURSE"}
    assert failing["小梅镇卫生院"] == {"NO_MODE"}


def test_every_contradiction_on_purpose_is_found(loaded: Flask):
    with loaded.app_context(), frozen(datetime(2026, 11, 22, 4, tzinfo=UTC)):
        with unit_of_work() as session:
            check_all(session)
        codes = set(db.session.scalars(sa.select(Finding.code)))
        db.session.remove()

    assert codes >= {
        "POINT_OUTSIDE", "OPEN_ABOVE_INSTALLED", "LICENCE_MISSING", "LICENCE_EXPIRED", "LICENCE_CHECK_OVERDUE",
        "CONFIRMATION_TOO_OLD", "OPENING_OVERDUE", "SUSPENDED_TOO_LONG", "NO_APPROVAL", "SHARED_WITHOUT_RULES",
        "SAME_CREDIT_CODE", "SUBJECT_MISSING",
    }  # fmt: skip


def test_the_line_rises_and_less_was_known_at_the_time(loaded: Flask):
    with loaded.app_context():
        days = [date(2024, 2, 1), date(2025, 2, 1), date(2026, 2, 1), TODAY]
        seen = [covered(db.session(), day) for day in days]
        then = covered(db.session(), days[1], datetime(2025, 2, 1, tzinfo=UTC))

    for goal in Goal:
        line = [share(coverage, goal)[0] for coverage in seen]
        assert line == sorted(line)
        assert line[0] < line[-1]
        assert share(then, goal)[0] <= line[1]
    assert share(then, Goal.G3)[0] < share(seen[1], Goal.G3)[0]


def test_a_deed_of_a_person_goes_on_where_the_numbers_end(loaded: Flask):
    with loaded.app_context():
        with unit_of_work() as session:
            session.add(Institution(synthetic=True))
            session.add(User(login="next.one", name="何敏", password_hash="x", synthetic=True))
        numbers = db.session.scalar(sa.select(sa.func.max(Institution.id)))
        db.session.remove()

    assert numbers > 2800


def test_loading_raises_the_revision_and_leaves_a_trace(own_app: Flask):
    with own_app.app_context():
        before = db.session.scalar(sa.select(sa.func.sum(Revision.number)))
        with unit_of_work() as session:
            loader.load(session, ORDER, Size.COUNTY)
        after = db.session.scalar(sa.select(sa.func.sum(Revision.number)))
        event = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "demo_loaded")).one()
        db.session.remove()
    assert after > before
    assert (event.details["size"], event.details["seed"]) == ("county", 2027)


def test_the_command_loads_once_and_then_says_so(own_app: Flask):
    runner = own_app.test_cli_runner()
    first = runner.invoke(args=["demo", "load", "--size", "county"])
    again = runner.invoke(args=["demo", "load", "--size", "county"])

    assert first.exit_code == again.exit_code == 0, first.output
    assert "1,359" in first.output
    assert "没有改动" in again.output
    with own_app.app_context():
        user = db.session.scalar(sa.select(User).where(User.login == "longquan.xietiao"))
        assert user is not None
        assert user.name == "叶敏"
        assert password_fits(user.password_hash, PASSWORD)


def test_the_accounts_are_printed_as_a_table(own_app: Flask):
    runner = own_app.test_cli_runner()
    empty = runner.invoke(args=["demo", "accounts"])
    runner.invoke(args=["demo", "load", "--size", "county"])
    shown = runner.invoke(args=["demo", "accounts"])
    everyone = runner.invoke(args=["demo", "accounts", "--all"])

    assert empty.exit_code == 2
    assert "flask demo load" in empty.output
    assert "叶敏" in shown.output
    assert PASSWORD in shown.output
    assert "qingyuan.queren" not in shown.output
    assert "qingyuan.queren" in everyone.output


def test_starting_over_forgets_everything(own_app: Flask):
    runner = own_app.test_cli_runner()
    runner.invoke(args=["demo", "load", "--size", "county", "--seed", "1"])
    result = runner.invoke(args=["demo", "reset", "--yes", "--size", "county", "--seed", "2"])

    assert result.exit_code == 0, result.output
    with own_app.app_context():
        loads = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "demo_loaded")).all()
        assert [event.details["seed"] for event in loads] == [2]
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Institution)) > 300


@pytest.mark.parametrize("verb", [["load"], ["reset", "--yes"]])
def test_production_refuses_the_demo_in_one_sentence(own_app: Flask, verb: list[str]):
    own_app.config["MODE"] = "production"
    result = own_app.test_cli_runner().invoke(args=["demo", *verb])

    assert result.exit_code == 2
    assert result.output.strip() == "这是正式运行环境，不能装入演示数据。"
    with own_app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Institution)) == 0


def test_the_demo_needs_the_divisions_first(store: Store, make_app: Callable[[str], Flask]):
    app = make_app(store.empty())
    with app.app_context():
        flask_migrate.upgrade()
    result = app.test_cli_runner().invoke(args=["demo", "load"])

    assert result.exit_code == 2
    assert "flask regions load" in result.output


def test_real_institutions_keep_the_demo_out(session: Session):
    an_institution()

    with pytest.raises(Refused, match="真实登记"):
        loader.check(session, "demo")


def test_the_small_size_stays_in_one_prefecture(session: Session):
    counts = loader.load(session, ORDER, Size.COUNTY)
    codes = session.scalars(
        sa.select(Region.code).join(InstitutionRecord, InstitutionRecord.region_id == Region.id).distinct()
    ).all()

    assert counts["institution"] < 400
    assert all(code.startswith("3311") for code in codes)


@pytest.mark.slow
def test_a_copied_province_has_codes_of_its_own(session: Session):
    loader.load(session, ORDER, Size.COUNTY)
    assert nation.copy_divisions(session, "A0") == 1461
    loader.load_clone(session, ORDER, "A0")

    a0 = session.scalars(sa.select(Region).where(Region.code.startswith("A0"))).all()
    assert len(a0) == 1461
    assert all(region.path.startswith("/A00000/") for region in a0)
    assert next(region.name for region in a0 if region.code == "A01181") == "龙泉市（演示A0）"
    residents = sa.select(sa.func.sum(Population.total)).join(Region, Region.id == Population.region_id)
    assert session.scalar(residents.where(Region.code == "A00000")) == 64_567_588
    found = parts.load(session, TODAY, None, object())
    counties = [county for county in found.counties if county.code.startswith("A0")]
    coverage = judge(
        TODAY, Policy(), counties, found.institutions, found.units, found.designations, found.services,
        province_code="A00000",
    )
    assert share(coverage, Goal.G2)[1] == 90
    assert share(coverage, Goal.G2)[0] >= 60


def test_thirty_provinces_make_a_nation():
    assert len(set(nation.PREFIXES)) == 30


@pytest.mark.slow
def test_hash_order_does_not_matter(store: Store):
    script = (
        "import hashlib,sys,datetime\n"
        "from tests.databases import application\n"
        "from hospice.core.db import db\n"
        "from hospice.demo import land, province\n"
        "with application(sys.argv[1]) as app, app.app_context():\n"
        "    net = province.make(land.survey(db.session()).only('331100'), '1', datetime.date(2026, 11, 22), {}, 'x')\n"
        "    print(hashlib.sha256(repr([net.book.rows[m] for m in net.book.rows]).encode()).hexdigest())\n"
    )
    url = store.copy()
    digests = {
        subprocess.run(
            [sys.executable, "-c", script, url], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip

    assert len(digests) == 1


def test_a_told_story_leaves_the_rows_that_confirming_leaves(session: Session):
    """The demo writes superseded rows itself; `confirm` is the second opinion."""
    at = [datetime(2026, month, 1, tzinfo=UTC) for month in range(1, 6)]
    steps = [
        (date(2025, 1, 1), None, UnitStatus.PLANNED), (date(2025, 6, 1), None, UnitStatus.OPERATING),
        (date(2025, 5, 1), None, UnitStatus.OPERATING), (date(2025, 7, 1), date(2025, 8, 1), UnitStatus.SUSPENDED),
    ]  # fmt: skip
    story = [
        Told(start=start, end=end, values={"status": status, "expected_on": None}, recorded=when, confirmed=when)
        for (start, end, status), when in zip(steps, at, strict=False)
    ]
    book = Book("x", {})
    write(book, UnitState, {"unit_id": 1}, story)

    institution = Institution(synthetic=True)
    session.add(institution)
    session.flush()
    unit = CareUnit(institution_id=institution.id, synthetic=True)
    session.add(unit)
    session.flush()
    for told in story:
        confirm(session, UnitState(unit_id=unit.id, valid_from=told.start, valid_to=told.end, recorded_at=told.recorded,
                                   **told.values), None, told.confirmed)  # fmt: skip
    kept = session.scalars(sa.select(UnitState).where(UnitState.unit_id == unit.id)).all()

    def line(row) -> tuple:
        return (Span(row["valid_from"], row["valid_to"]), row["status"], row["confirmed_at"], row["superseded_at"])

    names = ("valid_from", "valid_to", "status", "confirmed_at", "superseded_at")
    stored = [line({name: getattr(row, name) for name in names}) for row in kept]
    assert sorted(map(line, book.rows[UnitState]), key=repr) == sorted(stored, key=repr)
