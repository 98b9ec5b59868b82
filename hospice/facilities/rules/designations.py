"""What a designation would count for, said before and after it is recorded. It is recorded all the same (domain §1.4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from hospice.core.i18n import gettext as _

from .codes import InstitutionKind, OrgLevel, UnitKind, UnitStatus


class Candidate(NamedTuple):
    """A ward as a designation sees it."""

    kind: UnitKind
    status: UnitStatus | None  # none: no state confirmed
    host_kind: InstitutionKind
    host_level: OrgLevel
    prefecture: str  # code of the prefecture where it stands
    others: Sequence[tuple[str, str]]  # (goal, name of the region) of its other designations in force or waiting


class Wish(NamedTuple):
    """For which goal, and for which division."""

    goal: str
    region_is_statutory: bool
    region_prefecture: str


def conflicts(ward: Candidate, wish: Wish, rules: Mapping[str, Any]) -> list[str]:
    """Why, by the rules in force, the designation will not count, or count only in part; empty when all is well."""
    found = [*_about_ward(ward), *_about_region(ward, wish)]
    if wish.goal == "G2":
        found += _for_district(ward, rules)
    elif ward.host_level is not OrgLevel.PROVINCIAL and ward.host_kind is not InstitutionKind.HOSPICE_CENTER:
        found.append(_("市级指标只有省属医院的病区和独立的安宁疗护中心需要认定；这个病区不需要，认定后也不起作用。"))
    return found


def _about_ward(ward: Candidate) -> list[str]:
    found = []
    if ward.kind not in (UnitKind.WARD, UnitKind.CENTER):
        found.append(_("“%(kind)s”不是病区，认定后也不计入。", kind=ward.kind.label))
    if ward.status is not UnitStatus.OPERATING:
        state = ward.status.label if ward.status is not None else _("未确认")
        found.append(_("病区现为“%(state)s”，启用后认定才起作用。", state=state))
    return found


def _about_region(ward: Candidate, wish: Wish) -> list[str]:
    found = []
    if not wish.region_is_statutory:
        found.append(_("功能区不是法定的县（市、区），认定给它不计入；请认定给所在的县（市、区）。"))
    if wish.region_prefecture != ward.prefecture:
        found.append(_("病区不在这个设区市内，请核对。"))
    return found


def _for_district(ward: Candidate, rules: Mapping[str, Any]) -> list[str]:
    found = []
    if not rules["g2.allow_designation"]:
        found.append(_("现行口径不允许以认定达标：会记录，但不计入。"))
    districts = [name for goal, name in ward.others if goal == "G2"]
    most = int(rules["g2.max_districts_per_ward"])
    if len(districts) >= most:
        named = "、".join(districts)
        found.append(
            _(
                "这个病区已认定给%(named)s。现行口径一个病区最多认定给%(most)s个县（市、区）：会记录，但按现行口径不计入。",
                named=named,
                most=most,
            )
        )
    serves_g1 = ward.host_level is OrgLevel.MUNICIPAL or any(goal == "G1" for goal, _name in ward.others)
    if serves_g1 and not rules["g2.allow_double_count"]:
        found.append(
            _("这个病区已计入市级指标。现行口径不允许同一病区重复计入：设区市没有其他计入的病区时，这项认定不计入。")
        )
    return found
