"""The three coordinate systems, against themselves and against a second implementation."""

from __future__ import annotations

import prcoords
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hospice.geo.datum import Datum, from_wgs84, to_wgs84
from hospice.geo.distance import kilometres

LON, LAT = st.floats(118.0, 123.0), st.floats(27.0, 31.2)
MICROMETRE = 1e-11  # degrees
SECOND_OPINION = {Datum.GCJ02: prcoords.wgs_gcj, Datum.BD09: prcoords.wgs_bd}


@given(lon=LON, lat=LAT, datum=st.sampled_from(Datum))
def test_a_place_that_goes_out_and_comes_back_has_not_moved(lon, lat, datum):
    assert to_wgs84(*from_wgs84(lon, lat, datum), datum) == pytest.approx((lon, lat), abs=MICROMETRE)


@given(lon=LON, lat=LAT, datum=st.sampled_from(sorted(SECOND_OPINION)))
def test_a_second_implementation_shifts_the_same_way(lon, lat, datum):
    other = SECOND_OPINION[datum]((lat, lon))
    assert from_wgs84(lon, lat, datum) == pytest.approx((other.lon, other.lat), abs=MICROMETRE)


@pytest.mark.parametrize(("lon", "lat"), [(118.1, 28.9), (120.15, 30.26), (122.4, 30.7), (120.6, 27.2)])
def test_taking_gcj02_for_wgs84_would_move_a_hospital_by_about_half_a_kilometre(lon, lat):
    assert 0.45 < kilometres((lon, lat), from_wgs84(lon, lat, Datum.GCJ02)) < 0.63


def test_cgcs2000_positions_are_taken_as_they_are():
    assert to_wgs84(119.14, 28.07, Datum.WGS84) == (119.14, 28.07)
