"""All that is neither hospital nor township facility: stations, village rooms, nursing and elder care. Invented."""

from __future__ import annotations

from random import Random

from hospice.facilities.rules.codes import Grade, InstitutionKind, OrgLevel, Ownership, Profit

from . import names
from .land import Place
from .network import Charter, Network, found
from .words import Case

_K = InstitutionKind


def found_others(net: Network) -> None:
    """Stations and village rooms by township, houses of care by county."""
    for county in net.counties():
        for township in net.land.townships.get(county.origin, ()):
            _below(net, county, township)
        _houses(net, county)
        _waiting(net, county)


def _below(net: Network, county: Place, township: Place) -> None:
    dice = net.dice("below", township.code)
    if township.kind == "街道" and dice.random() < 0.85:
        name = f"{township.name}{dice.choice(names.COMMUNITIES)}社区卫生服务站"
        found(net, Charter(name=name, kind=_K.CHS, county=county, township=township))
    elif township.kind != "街道" and dice.random() < 0.5:
        name = f"{township.name}{dice.choice(names.VILLAGES)}村卫生室"
        found(net, Charter(name=name, kind=_K.VILLAGE, county=county, township=township))


def _houses(net: Network, county: Place) -> None:
    dice = net.dice("houses", county.code)
    for kind, ending, chance, beds in (
        (_K.NURSING_STATION, "护理站", 0.8, None), (_K.NURSING_HOSPITAL, "护理院", 0.45, 120),
        (_K.MED_ELDER, "医养中心", 0.7, 80), (_K.ELDER_CLINIC, "养老院医务室", 0.7, None),
        (_K.REHAB, "康复医院", 0.2, 150), (_K.CLINIC, "中西医结合门诊部", 0.35, None),
        (_K.NURSING_CENTER, "护理中心", 0.15, 40), (_K.GENERAL, "医院", 0.2, 110),
    ):  # fmt: skip
        if dice.random() < chance:
            _house(net, county, kind, ending, beds, dice)


def _house(net: Network, county: Place, kind: InstitutionKind, ending: str, beds: int | None, dice: Random) -> None:
    private = kind is not _K.NURSING_HOSPITAL or dice.random() < 0.5
    found(
        net,
        Charter(
            name=f"{county.short}{dice.choice(names.HOMES)}{ending}", kind=kind, county=county,
            level=OrgLevel.OTHER if private else OrgLevel.COUNTY,
            grade=Grade.TWO if kind is _K.GENERAL else Grade.ONE if beds else Grade.NONE,
            ownership=Ownership.PRIVATE if private else Ownership.PUBLIC,
            profit=Profit.FOR_PROFIT if private and dice.random() < 0.4 else Profit.NONPROFIT, beds=beds,
        ),
    )  # fmt: skip


def _waiting(net: Network, county: Place) -> None:
    """A new institution that waits for the commission, here and there; always in 龙泉市."""
    dice = net.dice("waiting", county.code)
    told = county.origin == "331181"
    if told or dice.random() < 0.12:
        called = "同心" if told else dice.choice(("百合", "晚晴"))
        found(
            net,
            Charter(
                name=f"{county.short}{called}护理站", kind=_K.NURSING_STATION, county=county,
                level=OrgLevel.OTHER, ownership=Ownership.PRIVATE, reason=Case.UNCONFIRMED, waits=True,
            ),
        )  # fmt: skip
