"""Divisions as they were and are, and how many people live in them."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hospice.core.db import Base


class Level(StrEnum):
    """The four levels of divisions; a county is any 县(市、区)."""

    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"
    TOWNSHIP = "township"


class Region(Base):
    """A division. `path` holds the codes from the province down (`/330000/330100/330110/`).

    The level cannot be guessed from the code: 330110 is a district, not a prefix of 330111. A functional zone
    (功能区) is a region at county level with `statutory` false under its host county: it never adds to the 90.
    """

    __tablename__ = "region"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(12), unique=True)
    name: Mapped[str] = mapped_column(sa.String(60))
    short_name: Mapped[str] = mapped_column(sa.String(60))
    name_en: Mapped[str] = mapped_column(sa.String(120), default="")
    initials: Mapped[str] = mapped_column(sa.String(40), default="")  # of the pinyin, for search: lqs
    pinyin: Mapped[str] = mapped_column(sa.String(160), default="")
    level: Mapped[Level]
    kind: Mapped[str] = mapped_column(sa.String(12))  # 市辖区, 县级市, 县, 自治县, 街道, 镇, 乡 …
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("region.id"), index=True)
    path: Mapped[str] = mapped_column(sa.String(60), index=True)
    statutory: Mapped[bool] = mapped_column(default=True)
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    lon: Mapped[float | None]
    lat: Mapped[float | None]
    point_source: Mapped[str] = mapped_column(sa.String(60), default="")

    parent: Mapped[Region | None] = relationship(remote_side="Region.id", lazy="select")

    __table_args__ = (
        sa.CheckConstraint("valid_to IS NULL OR valid_from IS NULL OR valid_to > valid_from", name="span_has_days"),
        sa.CheckConstraint("(level = 'province') = (parent_id IS NULL)", name="only_a_province_has_no_parent"),
    )

    @classmethod
    def scope_columns(cls) -> tuple[sa.orm.InstrumentedAttribute[int], None]:
        """A region lies in itself."""
        return cls.id, None

    def scope_values(self) -> tuple[str, int | None]:
        """A region lies in itself."""
        return self.path, None


class Change(StrEnum):
    """What became of a division."""

    MERGED = "merged"
    SPLIT = "split"
    RENAMED = "renamed"
    MOVED = "moved"


class Succession(Base):
    """One step from a former division to a later one; a split has several rows, one per successor."""

    __tablename__ = "region_succession"

    id: Mapped[int] = mapped_column(primary_key=True)
    from_id: Mapped[int] = mapped_column(sa.ForeignKey("region.id"), index=True)
    to_id: Mapped[int] = mapped_column(sa.ForeignKey("region.id"), index=True)
    change: Mapped[Change]
    on: Mapped[date]
    document_no: Mapped[str] = mapped_column(sa.String(120), default="")

    __table_args__ = (
        sa.UniqueConstraint("from_id", "to_id"),
        sa.CheckConstraint("from_id <> to_id", name="leads_elsewhere"),
    )


class Quality(StrEnum):
    """How an age group was come by."""

    CENSUS = "census"
    ESTIMATED = "estimated"


class Population(Base):
    """Residents of a region in a census year: persons, with where the number comes from."""

    __tablename__ = "population"

    id: Mapped[int] = mapped_column(primary_key=True)
    region_id: Mapped[int] = mapped_column(sa.ForeignKey("region.id"))
    year: Mapped[int]
    total: Mapped[int]
    aged_60: Mapped[int]
    aged_65: Mapped[int]
    aged_80: Mapped[int]
    age_quality: Mapped[Quality]
    source: Mapped[str] = mapped_column(sa.String(200))
    age_source: Mapped[str] = mapped_column(sa.String(200))
    area_km2: Mapped[float | None]
    death_rate_permille: Mapped[float | None]  # of the prefecture, 2023; none where the bulletin was not found
    death_rate_source: Mapped[str] = mapped_column(sa.String(200), default="")

    __table_args__ = (
        sa.UniqueConstraint("region_id", "year"),
        sa.CheckConstraint(
            "aged_80 >= 0 AND aged_80 <= aged_65 AND aged_65 <= aged_60 AND aged_60 <= total", name="ages_nest"
        ),
    )


class Outline(Base):
    """The border of a division as a GeoJSON geometry, WGS-84; about 1:1,000,000 (data/README.md)."""

    __tablename__ = "region_outline"

    region_id: Mapped[int] = mapped_column(sa.ForeignKey("region.id"), primary_key=True)
    geometry: Mapped[dict[str, Any]]
