"""Addresses as people type them, on the real divisions of the province."""

from __future__ import annotations

import pytest
from geopy.exc import GeocoderServiceError

from hospice.geo.geocoding import Entry, Gazetteer, Level


@pytest.mark.parametrize(("address", "place"), [
    ("龙泉市龙渊街道贤良路1号", "浙江省丽水市龙泉市龙渊街道"),
    ("浙江省 丽水市 龙泉市", "浙江省丽水市龙泉市"),
    ("丽水龙泉贤良路", "浙江省丽水市龙泉市"),
    ("杭州西湖区文三路478号", "浙江省杭州市西湖区"),
    ("台州市路桥区路桥街道", "浙江省台州市路桥区路桥街道"),
    ("嘉兴市南湖区（南湖街道）", "浙江省嘉兴市南湖区南湖街道"),
])
def test_the_deepest_division_named_is_found(gazetteer, address, place):
    assert gazetteer.geocode(address).address == place


def test_every_township_of_the_province_is_found_behind_the_name_of_its_county(gazetteer, divisions):
    for row in divisions.values():
        if row["level"] == "township":
            address = divisions[row["parent_code"]]["name"] + row["name"] + "人民路1号"
            assert gazetteer.geocode(address).raw["code"] == row["code"], address


def test_a_township_with_a_point_is_good_to_three_kilometres_and_says_where_the_point_is_from(gazetteer):
    found = gazetteer.geocode("金东区多湖街道")
    assert found.address == "浙江省金华市金东区多湖街道"
    assert found.raw["accuracy_m"] == 3_000
    assert found.raw["source"].startswith("geonames:")
    assert (found.longitude, found.latitude) == pytest.approx((119.67, 29.09), abs=0.05)


def test_a_township_without_a_point_stands_at_the_label_of_its_county_and_admits_it(gazetteer, divisions):
    found = gazetteer.geocode("天台县赤城街道")
    county = divisions["331023"]
    assert (found.longitude, found.latitude) == (float(county["lon"]), float(county["lat"]))
    assert found.raw["level"] == "township"
    assert (found.raw["accuracy_m"], found.raw["source"]) == (20_000, "polygon")


@pytest.mark.parametrize("address", ["绍兴路12号", "庆元街3号", "杭州大厦", "温州村"])
def test_a_road_named_after_a_place_is_not_that_place(gazetteer, address):
    assert gazetteer.geocode(address) is None
    assert gazetteer.geocode("拱墅区" + address).raw["code"] == "330105"


def test_a_name_that_several_counties_have_needs_the_county(gazetteer):
    assert gazetteer.geocode("七星街道1号") is None
    assert gazetteer.geocode("七星街道1号", within="330624").address == "浙江省绍兴市新昌县七星街道"


def test_the_county_that_is_known_is_the_answer_when_the_address_names_nothing(gazetteer):
    assert gazetteer.geocode("贤良路1号", within="331181").raw["code"] == "331181"
    assert gazetteer.geocode("丽水市贤良路1号", within="331181").raw["code"] == "331181"
    assert gazetteer.geocode("贤良路1号") is None


def test_a_township_of_another_county_does_not_win_against_the_county_named_but_is_reported(gazetteer):
    found = gazetteer.geocode("余杭区临平街道")
    assert found.raw["code"] == "330110"
    assert found.raw["contradicts"] == ("临平街道",)


@pytest.mark.parametrize("address", ["", "   ", "北京市朝阳区", "a" * 5_000, "１２３", "😀" * 100, "\x00'--"])
def test_what_names_no_place_finds_no_place(gazetteer, address):
    assert gazetteer.geocode(address) is None


def test_an_old_name_leads_to_the_division_of_today():
    today = Entry("330113", ("临平区", "临平", "余杭镇区"), Level.COUNTY, 120.3, 30.42, "/33/3301/330113/", "polygon")
    assert Gazetteer([today]).geocode("余杭镇区8号").raw["code"] == "330113"


def test_a_place_without_any_point_above_it_is_not_invented():
    assert Gazetteer([Entry("1", ("无名镇",), Level.TOWNSHIP, None, None, "/33/1/2/3/")]).geocode("无名镇") is None


def test_a_point_is_read_back_as_the_township_nearest_in_its_county(gazetteer, divisions):
    found = gazetteer.geocode("金东区多湖街道")
    assert gazetteer.reverse((found.latitude, found.longitude)).raw["code"] == found.raw["code"]


def test_a_point_far_from_any_known_township_is_read_back_as_its_county(gazetteer):
    assert gazetteer.reverse((28.07, 119.13)).address == "浙江省丽水市龙泉市"
    assert gazetteer.reverse((30.0, 125.0)) is None


def test_the_gazetteer_cannot_reach_a_network(gazetteer):
    with pytest.raises(GeocoderServiceError):
        gazetteer.adapter.get_json("http://127.0.0.1/", timeout=1, headers={})
