"""Fields that say where something stands, whichever way a person knows it."""

from __future__ import annotations

import math
import unicodedata
from typing import Any

import wtforms
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation

from hospice.core.i18n import gettext as _
from hospice.core.i18n import lazy
from hospice.geo.datum import Datum
from hospice.web.forms import Form, strip

DATUMS = [
    SelectChoice(Datum.WGS84.value, lazy("GPS、天地图（WGS-84、CGCS2000）")),
    SelectChoice(Datum.GCJ02.value, lazy("高德、腾讯（GCJ-02）")),
    SelectChoice(Datum.BD09.value, lazy("百度（BD-09）")),
]
# Mainland China with its islands, in degrees.
LONGITUDES, LATITUDES = (73.0, 136.0), (3.0, 54.0)


class DegreesField(wtforms.StringField):
    """Degrees as a decimal number within a range; the typed text is kept when it is none."""

    data: Any

    def __init__(
        self, label: Any = None, validators: Any = None, span: tuple[float, float] = LONGITUDES, **kwargs: Any
    ):
        super().__init__(label, validators, **kwargs)
        self.span = span

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else "" if self.data is None else str(self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Parse; full-width digits are understood."""
        text = unicodedata.normalize("NFKC", strip(valuelist[0])).rstrip("°") if valuelist else ""
        self.data = None
        if not text:
            return
        try:
            degrees = float(text) if len(text) <= 24 else math.nan
        except ValueError:
            degrees = math.nan
        least, most = self.span
        if not (math.isfinite(degrees) and least <= degrees <= most):
            example = "119.1420" if self.span is LONGITUDES else "28.0743"
            raise ValueError(
                _("请填%(least)g到%(most)g之间的度数，例如%(example)s。", least=least, most=most, example=example)
            )
        self.data = degrees


class LocationFields(Form):
    """Coordinates with their datum; without them the address is looked up."""

    lon = DegreesField(lazy("经度"), span=LONGITUDES)
    lat = DegreesField(lazy("纬度"), span=LATITUDES)
    datum = wtforms.SelectField(lazy("坐标来自"), choices=DATUMS, default=Datum.WGS84.value)
    place_true = wtforms.BooleanField(lazy("位置属实"))

    def validate_lat(self, field: wtforms.Field) -> None:
        """A point has two numbers."""
        if (self.lon.data is None) != (field.data is None) and not self.lon.errors:
            raise StopValidation(_("经度和纬度要一起填，或者都不填。"))
