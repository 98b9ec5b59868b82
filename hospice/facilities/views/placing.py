"""From the fields of a form to a point, the way a person expects it: typed coordinates, else the address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from hospice.core.i18n import gettext as _
from hospice.geo.datum import Datum

from ..forms.institution import InstitutionForm
from ..rules.registration import InstitutionFacts
from ..services import location
from ..services.location import Doubt, Point


@dataclass(frozen=True)
class Placed:
    """Where the institution stands, if that is known; `doubt` is what was odd and was said to be right all the same."""

    point: Point | None
    doubt: Doubt | None = None

    def columns(self) -> dict[str, Any]:
        """The columns of a record."""
        if self.point is None:
            return {"lon": None, "lat": None, "accuracy_m": None, "point_source": ""}
        point = self.point
        return {"lon": point.lon, "lat": point.lat, "accuracy_m": point.accuracy_m, "point_source": point.source}

    def sentence(self) -> str:
        """What was found, how exact it is, and what does not fit."""
        if self.point is None:
            return _("位置还没有找到。请补上乡镇、街道，或填写坐标，地图上才会显示。")
        where = self.point.named or _("按您填的坐标")
        km = self.point.accuracy_m / 1000
        exact = _("误差约%(n)s公里", n=f"{km:g}") if km >= 1 else _("误差约%(n)s米", n=self.point.accuracy_m)
        said = _("位置：%(where)s，%(exact)s。", where=where, exact=exact)
        if self.point.contradicts:
            said += _("地址里的“%(names)s”不在这里，请再核对。", names="、".join(self.point.contradicts))
        return said


def place(session: Session, form: InstitutionForm, before: InstitutionFacts | None) -> Placed:
    """The point of a form whose fields may still be wrong; a doubt that nobody answered becomes an error beside it."""
    county = form.chosen_county
    if form.lon.data is None or form.lat.data is None:
        return Placed(_looked_up(session, form, before))
    point = location.given(form.lon.data, form.lat.data, Datum(form.datum.data or Datum.WGS84))
    if (
        before is not None
        and (point.lon, point.lat) == (before.lon, before.lat)
        and county
        and before.region_id == county.id
    ):
        return Placed(Point(point.lon, point.lat, before.accuracy_m or point.accuracy_m, before.point_source))
    doubt = location.doubt(session, point, county.path) if county else None
    if doubt and not form.place_true.data:
        sentence = doubt.sentence + _("请核对；确实在那里的，请勾选“位置属实”。")
        form.place_true.errors = [*form.place_true.errors, sentence]
    return Placed(point, doubt)


def _looked_up(session: Session, form: InstitutionForm, before: InstitutionFacts | None) -> Point | None:
    """What the address names within the township or county; the point that stood, where none of them changed."""
    county, township = form.chosen_county, form.chosen_township
    if county is None:
        return None
    same = before is not None and (before.region_id, before.township_id, before.address) == (
        county.id, township.id if township else None, form.address.data or "",
    )  # fmt: skip
    if same and before is not None and before.lon is not None and before.lat is not None:
        return Point(before.lon, before.lat, before.accuracy_m or 0, before.point_source, before.point_source)
    if township is None and not form.address.data:
        return None
    return location.found(session, form.address.data or "", within=(township or county).code)
