"""The reference data: counted, summed, loaded twice, and refused by the row when damaged."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hospice.core.errors import Refused
from hospice.facilities.queries.versions import version
from hospice.regions import queries, services, sources
from hospice.regions.models import Level, Outline, Population, Quality, Region

DAY = date(2026, 11, 22)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The shipped files, free to be damaged."""
    for file in sources.DATA.iterdir():
        if file.is_file():
            shutil.copy(file, tmp_path)
    return tmp_path


def edit(folder: Path, name: str, row: int, change) -> None:
    """Change one line of a file, counted from 1 as an editor does."""
    lines = (folder / name).read_text(encoding="utf-8").splitlines()
    lines[row - 1] = change(lines[row - 1])
    (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_the_province_has_its_divisions(session):
    for level, number in (("province", 1), ("prefecture", 11), ("county", 90), ("township", 1359)):
        assert len(queries.of_level(session, Level(level), DAY)) == number


def test_residents_add_up_to_the_published_figures_at_every_level(session):
    for level in ("province", "prefecture", "county"):
        total, old = session.execute(
            sa.select(sa.func.sum(Population.total), sa.func.sum(Population.aged_65))
            .join(Region, Region.id == Population.region_id)
            .where(Region.level == Level(level))
        ).one()
        assert (total, old) == (64_567_588, 8_566_349)


def test_five_counties_say_that_their_ages_are_estimated(session):
    names = session.scalars(
        sa.select(Region.name).join(Population).where(Population.age_quality == Quality.ESTIMATED).order_by(Region.code)
    )
    assert set(names) == {"上城区", "萧山区", "余杭区", "临平区", "钱塘区"}


def test_every_county_and_prefecture_has_an_outline(session):
    assert session.scalar(sa.select(sa.func.count()).select_from(Outline)) == 101


def test_a_path_names_every_region_above(session):
    county = queries.by_code(session, "331181")
    assert county.path == "/330000/331100/331181/"
    assert [region.path.startswith(county.path) for region in queries.children(session, county, DAY)] == [True] * 19


def test_loading_again_changes_nothing(session):
    before = session.scalar(sa.select(sa.func.count()).select_from(Region))
    assert services.load(session).changed == 0
    assert session.scalar(sa.select(sa.func.count()).select_from(Region)) == before


def test_loading_again_mends_what_was_changed_by_hand(session):
    region = queries.by_code(session, "331181")
    region.name = "龙泉县"
    assert services.load(session).changed == 1
    assert region.name == "龙泉市"


DIVISIONS, PEOPLE = "zhejiang_divisions.csv", "zhejiang_population.csv"


@pytest.mark.parametrize(
    ("file", "row", "change", "words"),
    [
        (DIVISIONS, 20, lambda line: line.replace("county,", "shire,", 1), "层级“shire”不认识"),
        (DIVISIONS, 20, lambda line: line.replace(",3301", ",33O1", 1), "位数不对"),
        (
            DIVISIONS,
            200,
            lambda line: ",".join(["township", "123456789", *line.split(",")[2:4], "999999", *line.split(",")[5:]]),
            "上级代码“999999”不存在",
        ),
        (DIVISIONS, 5, lambda line: line.replace("120.73481", "28.22187"), "坐标不在浙江范围内"),
        (DIVISIONS, 5, lambda line: line.replace("120.73481", "east"), "“lon”应为数字"),
        (PEOPLE, 7, lambda line: line.replace(line.split(",")[4], "many", 1), "“pop_total_2020”应为整数"),
        (PEOPLE, 8, lambda line: line.replace(line.split(",")[6], "99999999", 1), "互相矛盾"),
    ],
)
def test_a_damaged_row_is_named(copy, file, row, change, words):
    edit(copy, file, row, change)
    with pytest.raises(Refused) as refused:
        (sources.divisions if file == DIVISIONS else sources.residents)(copy)
    assert f"{file}第{row}行" in refused.value.message
    assert words in refused.value.message


def test_a_new_name_or_number_makes_other_figures_and_an_unchanged_load_does_not(session):
    before = version(session)
    services.load(session)
    assert version(session) == before
    queries.by_code(session, "331181").name = "龙泉县"
    services.load(session)
    renamed = version(session)
    assert renamed != before
    session.scalars(sa.select(Population).limit(1)).one().total += 1
    services.load(session)
    assert version(session) != renamed


def test_one_missing_division_is_noticed(copy):
    lines = (copy / DIVISIONS).read_text(encoding="utf-8").splitlines()
    (copy / DIVISIONS).write_text("\n".join(lines[:-1]) + "\n", encoding="utf-8")
    with pytest.raises(Refused, match="应有1359个township，现有1358个"):
        sources.divisions(copy)


def test_one_division_twice_is_noticed(copy):
    lines = (copy / DIVISIONS).read_text(encoding="utf-8").splitlines()
    (copy / DIVISIONS).write_text("\n".join([*lines, lines[-1]]) + "\n", encoding="utf-8")
    with pytest.raises(Refused, match=f"第{len(lines) + 1}行有误：代码{lines[-1].split(',')[1]}重复"):
        sources.divisions(copy)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(row=st.integers(2, 91), column=st.sampled_from([4, 5, 6, 7]), by=st.sampled_from([-1, 1]))
def test_one_person_more_or_less_is_found(copy, row, column, by):
    original = (copy / PEOPLE).read_text(encoding="utf-8")

    def change(line: str) -> str:
        cells = line.split(",")
        cells[column] = str(int(cells[column]) + by)
        return ",".join(cells)

    edit(copy, PEOPLE, row, change)
    try:
        with pytest.raises(Refused):
            sources.residents(copy)
    finally:
        (copy / PEOPLE).write_text(original, encoding="utf-8")


def test_outlines_without_a_code_are_refused_by_their_number(copy):
    file = copy / "zhejiang_counties.geojson"
    file.write_text(file.read_text(encoding="utf-8").replace('"code":"330105"', '"cod":"330105"'), encoding="utf-8")
    with pytest.raises(Refused, match=r"zhejiang_counties\.geojson第2个图形缺少代码"):
        sources.outlines(copy)


def test_a_file_that_is_no_json_is_refused(copy):
    (copy / "zhejiang_cities.geojson").write_text("{", encoding="utf-8")
    with pytest.raises(Refused, match=r"读不了zhejiang_cities\.geojson"):
        sources.outlines(copy)


def test_a_damaged_file_leaves_the_database_as_it_was(own_app, copy):
    edit(copy, PEOPLE, 7, lambda line: line.replace(line.split(",")[4], "many", 1))
    done = own_app.test_cli_runner().invoke(args=["regions", "load", "--from", str(copy)])
    assert done.exit_code == 1
    assert "zhejiang_population.csv第7行" in done.output
    assert "没有写入任何数据" in done.output
