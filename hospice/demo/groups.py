"""Who works together: one county community for each county, and city consortia. Invented."""

from __future__ import annotations

from hospice.facilities.models import Consortium, ConsortiumMember
from hospice.facilities.rules.codes import GroupKind, GroupRole

from . import plan
from .network import Network, Site


def found_groups(net: Network) -> None:
    """County communities of the leading hospital with the county's primary facilities; city consortia above them."""
    for code, main in sorted(net.mains.items()):
        members = [net.primaries[place.origin] for place in net.land.townships.get(code, ())]
        if members and code != plan.SILENT:
            _group(net, f"{main.county.name}医共体{net.ending}", GroupKind.COUNTY_COMMUNITY, main, members)
    for prefecture, name in sorted(plan.MUNICIPAL.items()):
        lead = net.site(name)
        if lead is not None:
            inside = [
                main for code, main in sorted(net.mains.items()) if code[:4] == prefecture[:4] and code != plan.SILENT
            ]
            _group(net, f"{lead.name}城市医联体", GroupKind.CITY_CONSORTIUM, lead, inside[:6])


def _group(net: Network, name: str, kind: GroupKind, lead: Site, members: list[Site]) -> None:
    dice = net.dice("group", name)
    group = net.book.add(
        Consortium, name=name, kind=kind, region_id=lead.county.id, synthetic=True,
        created_at=net.calendar.at(net.calendar.start, dice),
    )  # fmt: skip
    for site in [lead, *members]:
        net.book.add(
            ConsortiumMember, consortium_id=group, institution_id=site.id,
            role=GroupRole.LEAD if site is lead else GroupRole.MEMBER, valid_from=net.calendar.start, valid_to=None,
        )  # fmt: skip
