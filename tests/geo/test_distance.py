"""Straight lines on the ellipsoid and on the sphere."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hospice.geo.distance import distance_matrix, kilometres

HANGZHOU, LONGQUAN = (120.155, 30.274), (119.142, 28.075)
PLACE = st.tuples(st.floats(118.0, 123.0), st.floats(27.0, 31.2))


def test_hangzhou_to_longquan_is_263_kilometres_as_the_crow_flies():
    # Vincenty on WGS-84 by hand: 98.8 km east at the mean latitude, 243.7 km north.
    assert kilometres(HANGZHOU, LONGQUAN) == pytest.approx(263.0, abs=0.5)


def test_a_degree_of_longitude_is_not_taken_for_a_degree_of_latitude():
    assert kilometres((120, 29), (121, 29)) == pytest.approx(97.4, abs=0.1)
    assert kilometres((120, 29), (120, 30)) == pytest.approx(110.9, abs=0.1)


@given(PLACE, PLACE)
def test_the_quick_matrix_is_within_half_a_percent_of_the_exact_distance(a, b):
    assert distance_matrix([a], [b])[0, 0] == pytest.approx(kilometres(a, b), rel=0.005, abs=1e-6)


def test_a_matrix_has_a_row_for_each_origin_and_a_column_for_each_destination():
    matrix = distance_matrix([HANGZHOU, LONGQUAN], [HANGZHOU, LONGQUAN, (121.5, 29.9)])
    assert matrix.shape == (2, 3)
    assert np.diag(matrix) == pytest.approx([0, 0])
    assert matrix[0, 1] == matrix[1, 0]
    assert matrix[0, 2] < matrix[1, 2]


def test_no_origins_make_an_empty_matrix():
    assert distance_matrix([], [HANGZHOU]).shape == (0, 1)
