"""The network map as two pieces: a div for the page, and a script that is served under an address of its own.

This is the only module that knows folium, and it imports it at first use: that costs 0.6–1.1 s. It takes plain values
(addresses of layers, codes, words) and knows nothing of views or queries. What is drawn, in which class and with which
link, is said by the figures' JSON; how it is drawn stands in static/js/map.js.

The page that shows a map links, in this order and with `defer` on the scripts: vendor/leaflet/leaflet.css, css/map.css,
vendor/leaflet/leaflet.js, js/map.js, then the script of `network_map`. All of it comes from our own host.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import Any, Literal, NamedTuple

from markupsafe import Markup

from hospice.core.i18n import lazy

CENTRE = (29.2, 120.4)
"""(lat, lon) shown until the boundaries have arrived and the map fits itself to them."""

TEXTS: Mapping[str, Any] = {
    "map": lazy("地图"),
    "zoomIn": lazy("放大"),
    "zoomOut": lazy("缩小"),
    "whole": lazy("全图"),
    "mouse": lazy("指向一处看状态，点一下打开。"),
    "pick": lazy("点一下地图，填入那一处的经纬度（WGS-84）。"),
    "touch": lazy("点一处看状态。单指翻页，双指移动和缩放。"),
    "keys": lazy("方向键移动地图，+和−缩放；按Tab键进入各地，再用方向键换一处，回车键打开，Esc键退回。"),
    "open": lazy("打开%(name)s", name="{name}"),
    "drag": lazy("单指移动地图"),
    "unknown": lazy("未报数据"),
    "says": lazy("%(name)s：%(state)s", name="{name}", state="{state}"),
    "failed": lazy("地图没有取到数据，同样的数字请看旁边的表。"),
}
"""The sentences that the script says, in the reader's language; {name} and {state} are filled in by the script."""


@dataclass(frozen=True, slots=True)
class Tiles:
    """A base map, only where the operator has configured one: a URL template of a tile service and whom to credit."""

    url: str
    attribution: str
    subdomains: str = "01234567"
    max_zoom: int = 18


@dataclass(frozen=True, slots=True)
class Pick:
    """Ids of the fields that a click on the map fills: longitude, latitude (WGS-84) and the choice of the datum."""

    lon: str
    lat: str
    datum: str


class MapParts(NamedTuple):
    """A map ready to serve: `div` into the page, `script` under its own address; equal input gives equal bytes."""

    div: Markup
    script: str


def network_map(
    *,
    boundaries: str,
    figures: str,
    level: Literal["county", "city"] = "county",
    focus: Sequence[str] = (),
    selected: str | None = None,
    label: str | None = None,
    pick: Pick | None = None,
    tiles: Sequence[Tiles] = (),
) -> MapParts:
    """Draw the map of counties or prefectures from two addresses on our own host.

    `boundaries` and `figures` are URLs of JSON (shapes in static/js/map.js); `focus` names prefectures or counties to
    zoom to; `selected` one that is outlined; `label` what the map shows, for those who hear it; with `pick` a click
    fills the fields of a form instead of opening a page.
    """
    local_map, url_layers, tile_layer = _folium()
    texts = {key: str(text) for key, text in TEXTS.items()}
    drawing = local_map(
        location=CENTRE,
        zoom_start=7,
        tiles=None,
        zoom_control=False,
        minZoom=6,
        maxZoom=14,
        zoomSnap=0,
        scrollWheelZoom=False,
        doubleClickZoom=False,
    )
    # Fixed ids instead of random ones: equal maps are equal bytes, so that an ETag holds.
    drawing._id = "network"  # noqa: SLF001  (folium has no other way)
    for number, tile in enumerate(tiles):
        layer = tile_layer(tile.url, attr=escape(tile.attribution), subdomains=tile.subdomains, max_zoom=tile.max_zoom)
        layer._id = str(number)  # noqa: SLF001
        layer.add_to(drawing)
    url_layers(
        {
            "boundaries": boundaries,
            "figures": figures,
            "level": level,
            "focus": list(focus),
            "selected": selected,
            "pick": {"lon": pick.lon, "lat": pick.lat, "datum": pick.datum} if pick else None,
            "label": label or texts["map"],
            "tiles": bool(tiles),
            "texts": texts,
        }
    ).add_to(drawing)
    return drawing.parts()  # type: ignore[no-any-return]


@cache
def _folium() -> tuple[Any, Any, Any]:
    """Our two folium classes and its tile layer, made when the first map is asked for."""
    import folium  # slow: not before somebody wants a map
    from branca.element import MacroElement
    from folium.template import Template

    class LocalMap(folium.Map):
        """A folium map without any address outside: the page links our own Leaflet."""

        default_js: list[tuple[str, str]] = []  # noqa: RUF012  (folium's own attribute)
        default_css: list[tuple[str, str]] = []  # noqa: RUF012

        def parts(self) -> MapParts:
            root: Any = self.get_root()  # a branca Figure, declared as a mere Element
            root.render()  # fills the figure; without it the parts are empty
            return MapParts(Markup(root.html.render().strip()), root.script.render())  # noqa: S704  (folium's own div)

    class UrlLayers(MacroElement):
        """The one call that draws our layers; tojson escapes what could end a script."""

        _template = Template(
            "{% macro script(this, kwargs) %}"
            "networkMap({{ this._parent.get_name() }}, {{ this.cfg|tojson }});"
            "{% endmacro %}"
        )

        def __init__(self, cfg: Mapping[str, Any]) -> None:
            super().__init__()  # type: ignore[no-untyped-call]
            self._name, self._id, self.cfg = "UrlLayers", "layers", cfg

    return LocalMap, UrlLayers, folium.TileLayer
