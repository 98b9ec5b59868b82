"""Who somebody is in a transfer, and how much of it they see (the table of permissions of domain §3.5)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from hospice.access.permissions import Role
from hospice.core.i18n import lazy
from hospice.facilities.rules.codes import Coded

from .codes import Party, RequestAction, RequestStatus, Route, Side, TransferAction, TransferStatus
from .request_life import ACCESS_ENDED, REQUESTS
from .transfer_life import TRANSFERS

# The network's roles do not tell a physician from a nurse: a clinician's or ward manager's grant is the delegation of
# which the domain speaks ("or delegated nurse"). A liaison prepares, and does not submit.
_BY_SIDE: dict[Side, dict[Role, Party]] = {
    Side.ORIGIN: {
        Role.LIAISON: Party.SENDER_STAFF,
        Role.CLINICIAN: Party.SENDER_PHYSICIAN,
        Role.WARD_MANAGER: Party.SENDER_PHYSICIAN,
    },
    Side.DESTINATION: {
        Role.LIAISON: Party.RECEIVER_LIAISON,
        Role.CLINICIAN: Party.RECEIVER_DECIDER,
        Role.WARD_MANAGER: Party.RECEIVER_DECIDER,
    },
    Side.COORDINATION: {
        Role.COUNTY_COORDINATOR: Party.COORDINATOR,
        Role.PREFECTURE_OFFICER: Party.COORDINATOR,
    },
}
_WITHOUT_ROLE = {Side.FAMILY: Party.FAMILY, Side.SYSTEM: Party.SYSTEM}


def parties(sides: Collection[Side], roles: Collection[Role]) -> frozenset[Party]:
    """Who somebody is, standing on these sides with these roles. A role on a side that it has no part in is nobody."""
    acting = {_BY_SIDE[side][role] for side in sides if side in _BY_SIDE for role in roles if role in _BY_SIDE[side]}
    return frozenset(acting | {_WITHOUT_ROLE[side] for side in sides if side in _WITHOUT_ROLE})


def request_actions_for(
    status: RequestStatus, sides: Collection[Side], roles: Collection[Role], route: Route
) -> list[RequestAction]:
    """The buttons of a request."""
    return REQUESTS.actions(status, route, parties(sides, roles))


def transfer_actions_for(
    status: TransferStatus, sides: Collection[Side], roles: Collection[Role], route: Route
) -> list[TransferAction]:
    """The buttons of a transfer."""
    return TRANSFERS.actions(status, route, parties(sides, roles))


class Sight(Coded):
    """How much of a case somebody sees."""

    FULL = "FULL", lazy("全部临床资料")
    OWN = "OWN", lazy("本人的办理进度")
    MINIMAL = "MINIMAL", lazy("办理所需的最少资料")
    NONE = "NONE", lazy("不可查看")


_SIGHT = {
    Party.SENDER_STAFF: Sight.FULL,
    Party.SENDER_PHYSICIAN: Sight.FULL,
    Party.RECEIVER_LIAISON: Sight.FULL,
    Party.RECEIVER_DECIDER: Sight.FULL,
    Party.COORDINATOR: Sight.MINIMAL,
    Party.FAMILY: Sight.OWN,
    Party.SYSTEM: Sight.NONE,
}
_RECEIVERS = frozenset({Party.RECEIVER_LIAISON, Party.RECEIVER_DECIDER})


def sight(party: Party, request: RequestStatus) -> Sight:
    """How much of a case a party sees; a receiver that was replaced, released or withdrawn from sees nothing more."""
    return Sight.NONE if party in _RECEIVERS and request in ACCESS_ENDED else _SIGHT[party]


SIGHT_SENTENCE: Any = lazy("这条转介不在您的办理范围。如需查看，请联系发起单位或县级协调员。")  # design §7, sentence 19
