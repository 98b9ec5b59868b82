"""The three coordinate systems that Chinese maps hand out, and the way between them.

Inside the product every place is WGS-84. AMap and Tencent answer in GCJ-02, Baidu in BD-09; mixing them up shifts a
point by 50–700 m. CGCS2000 (天地图) and WGS-84 differ by far less than is needed here and count as one (domain.md, §8).
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from math import atan2, cos, hypot, pi, sin, sqrt

Position = tuple[float, float]
"""(longitude, latitude) in degrees."""

# Krasovsky 1940, on which GCJ-02 computes its shift: half the major axis in metres, eccentricity squared.
_AXIS = 6378245.0
_ECCENTRICITY2 = 0.00669342162296594323
_BAIDU_TURN = pi * 3000 / 180
# Each step shrinks the error about a hundredfold; six leave micrometres over Zhejiang.
_STEPS = 6


class Datum(StrEnum):
    """The coordinate system in which somebody gave a position."""

    WGS84 = "wgs84"  # GPS, and CGCS2000 (天地图)
    GCJ02 = "gcj02"  # 高德、腾讯
    BD09 = "bd09"  # 百度


def to_wgs84(lon: float, lat: float, datum: Datum) -> Position:
    """Turn a position of the given datum (degrees, within mainland China) into WGS-84, exact to a micrometre."""
    return _inverse(_FROM_WGS84[datum], (lon, lat))


def from_wgs84(lon: float, lat: float, datum: Datum) -> Position:
    """Turn a WGS-84 position (degrees, within mainland China) into the given datum, for a link to somebody's map."""
    return _FROM_WGS84[datum](lon, lat)


def _inverse(forward: Callable[[float, float], Position], wanted: Position) -> Position:
    """Find what `forward` turns into `wanted`: the shift changes so slowly that repeating it converges."""
    lon, lat = wanted
    for _ in range(_STEPS):
        there = forward(lon, lat)
        lon, lat = lon + wanted[0] - there[0], lat + wanted[1] - there[1]
    return lon, lat


def _same(lon: float, lat: float) -> Position:
    return lon, lat


def _waves(t: float, *sizes: tuple[float, float]) -> float:
    return sum(size * sin(t * pi * rate) for size, rate in sizes)


def _gcj02(lon: float, lat: float) -> Position:
    x, y = lon - 105, lat - 35
    common = _waves(x, (20, 6), (20, 2))
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x))
    east += (common + _waves(x, (20, 1), (40, 1 / 3), (150, 1 / 12), (300, 1 / 30))) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x))
    north += (common + _waves(y, (20, 1), (40, 1 / 3), (160, 1 / 12), (320, 1 / 30))) * 2 / 3
    phi = lat / 180 * pi
    root = 1 - _ECCENTRICITY2 * sin(phi) ** 2
    metres_east = _AXIS / sqrt(root) * cos(phi) * pi / 180
    metres_north = _AXIS * (1 - _ECCENTRICITY2) / root**1.5 * pi / 180
    return lon + east / metres_east, lat + north / metres_north


def _bd09(lon: float, lat: float) -> Position:
    x, y = _gcj02(lon, lat)
    radius = hypot(x, y) + 0.00002 * sin(y * _BAIDU_TURN)
    angle = atan2(y, x) + 0.000003 * cos(x * _BAIDU_TURN)
    return radius * cos(angle) + 0.0065, radius * sin(angle) + 0.006


_FROM_WGS84: dict[Datum, Callable[[float, float], Position]] = {
    Datum.WGS84: _same,
    Datum.GCJ02: _gcj02,
    Datum.BD09: _bd09,
}
