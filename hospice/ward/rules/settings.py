"""In which setting of care a stay at a kind of unit runs."""

from __future__ import annotations

from types import MappingProxyType

from hospice.facilities.rules.codes import UnitKind
from hospice.patients.rules.wishes import Setting

SETTINGS = MappingProxyType(
    {
        UnitKind.WARD: Setting.WARD,
        UnitKind.CENTER: Setting.CENTER,
        UnitKind.ROOM: Setting.COMMUNITY,
        UnitKind.BED: Setting.COMMUNITY,
        UnitKind.HOME_BED: Setting.HOME,
        UnitKind.HOME_TEAM: Setting.HOME,
        UnitKind.CLINIC: Setting.CLINIC,
    }
)
