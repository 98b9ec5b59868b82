"""Pages: about the data; and the boundaries that maps draw."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

import sqlalchemy as sa
from flask import Blueprint, Response, current_app, render_template, request

from hospice.access.guards import public, requires
from hospice.access.permissions import Permission
from hospice.core.clock import today
from hospice.core.db import db
from hospice.regions import queries
from hospice.regions.models import Level, Population, Quality, Region

bp = Blueprint("regions", __name__)


@bp.get("/about-data")
@public
def about_data() -> str:
    """Where every number and every border comes from, under which licence, and what is known to be missing."""
    session = db.session()
    estimated = sa.select(Region).join(Population, Population.region_id == Region.id)
    counts = session.execute(
        sa.select(Region.level, sa.func.count()).where(queries.standing(today())).group_by(Region.level)
    )
    return render_template(
        "regions/about_data.html",
        counts={level.value: number for level, number in counts},
        estimated=session.scalars(
            estimated.where(Population.age_quality == Quality.ESTIMATED).order_by(Region.code)
        ).all(),
        province=session.scalar(
            sa.select(Population).join(Region, Population.region_id == Region.id).where(Region.level == Level.PROVINCE)
        ),
        approval_no=current_app.config["MAP_APPROVAL_NO"],
    )


@bp.get("/geo/boundaries.json")
@requires(Permission.COVERAGE_READ)
def boundaries() -> Response:
    """The borders of counties and prefectures for the browser; answered 304 when the browser has them."""
    plain, packed, tag = _boundaries(Path(str(current_app.static_folder)) / "geo" / "zhejiang.json")
    zipped = request.accept_encodings["gzip"] > 0
    response = Response(packed if zipped else plain, mimetype="application/json")
    if zipped:
        response.headers["Content-Encoding"] = "gzip"
    response.vary.add("Accept-Encoding")
    response.set_etag(tag + ("-gz" if zipped else ""))
    response.cache_control.private = True
    response.cache_control.no_cache = True
    return response.make_conditional(request)  # type: ignore[return-value]


@cache
def _boundaries(file: Path) -> tuple[bytes, bytes, str]:
    """The file as it is, as it is packed beside it, and its fingerprint; read once per process."""
    plain = file.read_bytes()
    return plain, file.with_suffix(".json.gz").read_bytes(), sha256(plain).hexdigest()[:20]
