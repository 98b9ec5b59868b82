"""Who acts in the houses: the demo's own people where there are some, otherwise a clinician who was hired for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from hospice.access.permissions import Role
from hospice.accounts.models import Grant, User
from hospice.transfers.rules.codes import Party

from .. import names
from ..network import Network, Site
from ..people import spelled

LOCKED = "!"  # no password has this hash
ORDER = (Role.WARD_MANAGER, Role.CLINICIAN)


class Worker(NamedTuple):
    """Somebody who takes steps."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Team:
    """The people of one house: who decides, and who opens what comes in."""

    decides: Worker
    opens: Worker
    opens_as: Party
    sends: Worker


def hire(net: Network, sites: Collection[Site], password_hash: str | None) -> None:
    """Give every house without a clinician one; in a copied province they cannot sign in."""
    known = {row["institution_id"] for row in net.book.rows[Grant] if row["role"] is Role.CLINICIAN}
    since = net.calendar.at(net.calendar.start, net.dice("accounts"))
    closed = {} if password_hash else {"closed_at": since}
    numbers: dict[str, int] = defaultdict(int)
    for site in sorted(sites, key=lambda one: one.id):
        if site.id in known:
            continue
        place = spelled(site.county)
        numbers[place] += 1
        login = f"{net.land.suffix.lower()}.{place}" if net.land.suffix else place
        user = net.book.add(
            User, login=f"{login}.yi{numbers[place]}", phone=None, name=names.person(net.dice("hired", site.label)),
            position="医生", workplace=site.name, password_hash=password_hash or LOCKED, must_change_password=False,
            synthetic=True, created_at=since, **closed,
        )  # fmt: skip
        net.book.add(
            Grant, user_id=user, role=Role.CLINICIAN, region_id=None, institution_id=site.id,
            valid_from=net.calendar.start, valid_to=None, granted_by_id=None, ended_at=None, created_at=since,
        )  # fmt: skip


def teams(net: Network) -> Mapping[int, Team]:
    """The people of every house, by its number."""
    users = {row["id"]: Worker(row["id"], row["name"]) for row in net.book.rows[User]}
    roles: dict[int, dict[Role, Worker]] = defaultdict(dict)
    for row in net.book.rows[Grant]:
        if row["institution_id"] is not None:
            roles[row["institution_id"]].setdefault(row["role"], users[row["user_id"]])
    return {house: _team(found) for house, found in roles.items() if Role.CLINICIAN in found}


def _team(found: Mapping[Role, Worker]) -> Team:
    decides = next(found[role] for role in ORDER if role in found)
    liaison = found.get(Role.LIAISON)
    opens_as = Party.RECEIVER_LIAISON if liaison else Party.RECEIVER_DECIDER
    return Team(decides, liaison or decides, opens_as, found[Role.CLINICIAN])
