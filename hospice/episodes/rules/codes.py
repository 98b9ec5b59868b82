"""Code lists of stays: how urgent, how an assignment of a bed stands, and how a stay ended (domain §3.4–3.5)."""

from __future__ import annotations

from hospice.core.i18n import lazy
from hospice.facilities.rules.codes import Coded


class Priority(Coded):
    """How urgent a need is (domain §3.4); the order of the members is the order of urgency."""

    URGENT = "P1", lazy("紧急")
    PRIOR = "P2", lazy("优先")
    ROUTINE = "P3", lazy("常规")
    PLANNED = "P4", lazy("预约")

    @property
    def rank(self) -> int:
        """1 is the most urgent."""
        return int(self.value[1])


class AssignmentState(Coded):
    """A bed and a patient: promised, in use, over. Reserved and active ones are open."""

    RESERVED = "RESERVED", lazy("已保留")
    ACTIVE = "ACTIVE", lazy("在住")
    COMPLETED = "COMPLETED", lazy("已离开")
    RELEASED = "RELEASED", lazy("已放回")


OPEN_ASSIGNMENTS = frozenset({AssignmentState.RESERVED, AssignmentState.ACTIVE})


class DischargeOutcome(Coded):
    """How a stay ended (domain §3.5)."""

    DIED_HERE = "DIED_HERE", lazy("在此安详离世")
    TO_HOME = "TO_HOME", lazy("回家")
    TO_COMMUNITY = "TO_COMMUNITY", lazy("转社区病床")
    TO_WARD = "TO_WARD", lazy("转其他病区")
    TO_ACUTE = "TO_ACUTE", lazy("转急性期医院")
    SELF_DISCHARGE = "SELF_DISCHARGE", lazy("自行离院")
