"""How far it is: one exact distance to show, or a whole matrix to rank by. Both are straight lines, not roads."""

from __future__ import annotations

import numpy as np
from geopy.distance import geodesic
from numpy.typing import ArrayLike, NDArray

from hospice.geo.datum import Position

EARTH_KM = 6371.0088
"""Mean radius of the earth (IUGG 1980, R1) in kilometres."""


def kilometres(a: Position, b: Position) -> float:
    """Straight-line kilometres between two WGS-84 (lon, lat) positions, along the ellipsoid; 0.2 ms a call."""
    return float(geodesic(a[::-1], b[::-1]).kilometers)


def distance_matrix(origins: ArrayLike, destinations: ArrayLike) -> NDArray[np.float64]:
    """Straight-line kilometres from each of n origins to each of m destinations, as an n × m array.

    Both are sequences of WGS-84 (lon, lat). On the sphere (haversine), so at most 0.4 % off `kilometres`: for ranking
    and catchments, not for showing.
    """
    here, there = _radians(origins)[:, None, :], _radians(destinations)[None, :, :]
    half = np.sin((there - here) / 2) ** 2
    chord = half[..., 1] + np.cos(here[..., 1]) * np.cos(there[..., 1]) * half[..., 0]
    kilometres: NDArray[np.float64] = 2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(chord, 0, 1)))
    return kilometres


def _radians(positions: ArrayLike) -> NDArray[np.float64]:
    return np.radians(np.asarray(positions, dtype=np.float64).reshape(-1, 2))
