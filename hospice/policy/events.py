"""What has happened to goals and rules."""

from __future__ import annotations

from hospice.core.events import Event


class PolicyEvent(Event):
    """Anything after which figures may be other ones."""


class RuleProposed(Event):
    """Somebody proposed another value; nothing changes yet."""


class RuleApproved(PolicyEvent):
    """A second person approved it: from its day on it counts."""


class RuleRejected(Event):
    """A second person sent the proposal back."""


class GoalsLoaded(PolicyEvent):
    """The goals of the plan were brought into the database."""
