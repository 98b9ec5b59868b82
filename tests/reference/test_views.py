"""About the data, and the borders for the browser."""

from __future__ import annotations

import gzip
import json


def test_anybody_may_read_where_the_data_come_from(nobody):
    page = nobody.get("regions.about_data")
    assert page.status == 200
    for words in ("64,567,588人", "8,566,349人", "CC BY 4.0", "GeoNames", "演示数据", "审图号：待运行单位填写"):
        assert words in page.text


def test_borders_are_small_and_answered_304_the_second_time(client_for):
    somebody = client_for()
    first = somebody.client.get("/geo/boundaries.json", headers={"Accept-Encoding": "gzip"})
    assert first.headers["Content-Encoding"] == "gzip"
    assert len(first.data) <= 90_000
    assert len(json.loads(gzip.decompress(first.data))) > 0
    again = somebody.client.get(
        "/geo/boundaries.json", headers={"Accept-Encoding": "gzip", "If-None-Match": first.headers["ETag"]}
    )
    assert (again.status_code, again.data) == (304, b"")


def test_borders_are_not_for_strangers(nobody):
    assert nobody.client.get("/geo/boundaries.json").status_code == 302
