"""Where things stand: near a township's known point, otherwise somewhere inside the county. Pure but for the borders."""

from __future__ import annotations

import math
from random import Random

from hospice.geo.boundaries import county_at

from .land import Place

TOWN_M, COUNTY_M = 3000, 8000
"""How good the points are: metres. The township points are good to 1-3 km, all others are only inside the county."""
SOURCE = "演示"


def near(dice: Random, county: Place, township: Place | None) -> tuple[float, float, int] | None:
    """A WGS-84 point in the county (lon, lat, metres of accuracy); none where no try falls inside."""
    if township is not None and township.lon is not None and township.lat is not None:
        point = _around(dice, county, (township.lon, township.lat), 0.008)
        if point is not None:
            return (*point, TOWN_M)
    if county.lon is None or county.lat is None:
        return None
    point = _around(dice, county, (county.lon, county.lat), 0.16)
    return None if point is None else (*point, COUNTY_M)


def _around(dice: Random, county: Place, centre: tuple[float, float], degrees: float) -> tuple[float, float] | None:
    for _ in range(8):
        angle, far = dice.uniform(0, 2 * math.pi), degrees * math.sqrt(dice.random())
        lon, lat = round(centre[0] + far * math.cos(angle), 5), round(centre[1] + far * math.sin(angle), 5)
        if county_at(lon, lat) == county.origin:
            return lon, lat
        degrees *= 0.7
    return None
