"""What comes out of judging one ward or one primary facility: checks with reasons and evidence, not yet words."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from .facts import DesignationFact, InstitutionFact, ServiceFact, UnitFact
    from .policy import ProvideLevel


class Goal(StrEnum):
    """The goals that this arithmetic knows (domain §1.2)."""

    G1 = "G1"
    G2 = "G2"
    G3 = "G3"


class Criterion(StrEnum):
    """What is checked, in the order of domain §1.3 and §1.5."""

    LICENCE = "LICENCE"
    TYPE = "TYPE"
    GRADE = "GRADE"
    LEVEL = "LEVEL"
    KIND = "KIND"
    STATUS = "STATUS"
    EVIDENCE = "EVIDENCE"
    BEDS = "BEDS"
    SHARED = "SHARED"
    CHECKLIST = "CHECKLIST"
    SINGLE_USE = "SINGLE_USE"
    DECLARED = "DECLARED"
    MODE = "MODE"
    PHYSICIAN = "PHYSICIAN"
    NURSE = "NURSE"
    ACTIVITY = "ACTIVITY"


class Reason(StrEnum):
    """Why a check is failed (domain §1.3, and the edge cases of §1.4 and §1.5)."""

    ORG_INACTIVE = "ORG_INACTIVE"
    LICENCE_INVALID = "LICENCE_INVALID"
    LICENCE_CHECK_OVERDUE = "LICENCE_CHECK_OVERDUE"
    TYPE_NOT_ELIGIBLE = "TYPE_NOT_ELIGIBLE"
    GRADE_TOO_LOW = "GRADE_TOO_LOW"
    LEVEL_MISMATCH = "LEVEL_MISMATCH"
    NOT_A_WARD = "NOT_A_WARD"
    STATUS_PLANNED = "STATUS_PLANNED"
    STATUS_APPROVED = "STATUS_APPROVED"
    STATUS_UNDER_CONSTRUCTION = "STATUS_UNDER_CONSTRUCTION"
    STATUS_SUSPENDED = "STATUS_SUSPENDED"
    STATUS_RELOCATING = "STATUS_RELOCATING"
    STATUS_CLOSED = "STATUS_CLOSED"
    NO_EVIDENCE = "NO_EVIDENCE"
    NOT_OPENED = "NOT_OPENED"
    TOO_FEW_BEDS = "TOO_FEW_BEDS"
    SHARED_SPECIALTY = "SHARED_SPECIALTY"
    NO_OWN_SIGN = "NO_OWN_SIGN"
    CHECKLIST_FAILED = "CHECKLIST_FAILED"
    USED_FOR_OTHER_GOAL = "USED_FOR_OTHER_GOAL"
    TOO_MANY_DISTRICTS = "TOO_MANY_DISTRICTS"
    NOT_DECLARED = "NOT_DECLARED"
    NOT_CONFIRMED = "NOT_CONFIRMED"
    NOT_STARTED = "NOT_STARTED"
    ENDED = "ENDED"
    NO_MODE = "NO_MODE"
    NO_TRAINED_PHYSICIAN = "NO_TRAINED_PHYSICIAN"
    NO_TRAINED_NURSE = "NO_TRAINED_NURSE"
    NO_RECENT_SERVICE = "NO_RECENT_SERVICE"


class Caution(StrEnum):
    """What does not change the verdict but must be seen beside it."""

    STALE = "STALE"  # §1.3 test 9: counts, flagged
    LICENCE_CHECK_DUE = "LICENCE_CHECK_DUE"  # overdue, within the days of grace
    IN_GRACE = "IN_GRACE"  # suspended or relocating, still counted
    EXPECTED_DATE_PASSED = "EXPECTED_DATE_PASSED"
    PROPOSE_CLOSED = "PROPOSE_CLOSED"  # suspended over a year: treated as ceased once a person says so
    DOUBLE_COUNTED = "DOUBLE_COUNTED"  # one ward for G1 and, by designation, for G2


class Check(NamedTuple):
    """One test of a ward or facility: what was checked, why it failed if it did, and the values that show it."""

    criterion: Criterion
    reasons: tuple[Reason, ...] = ()
    facts: tuple[Any, ...] = ()  # evidence in the order that `words` expects for the criterion

    @property
    def passed(self) -> bool:
        """Whether nothing speaks against it."""
        return not self.reasons


class WardChecks(Protocol):
    """Explains ward verdicts; one serves all verdicts of a day, and works only when a page asks."""

    def checks(self, verdict: WardVerdict) -> tuple[Check, ...]:
        """All checks in the order of domain §1.3."""

    def cautions(self, verdict: WardVerdict) -> tuple[Caution, ...]:
        """What must be seen beside the verdict."""


class WardVerdict(NamedTuple):
    """Whether one unit counts for one goal in one region: a prefecture for G1, a county for G2."""

    goal: Goal
    region_code: str  # empty where the unit stands in no known division
    unit: UnitFact
    institution: InstitutionFact
    reasons: tuple[Reason, ...]  # all that speaks against it, in the order of the checks
    explained_by: WardChecks
    designation: DesignationFact | None = None
    used_for: Goal | None = None  # the other goal, where the ward is used for it and may not serve both
    double_counted: bool = False

    @property
    def counts(self) -> bool:
        """Whether the unit counts for the region."""
        return not self.reasons and self.region_code != ""

    @property
    def by_designation(self) -> bool:
        """Whether the level rests on a designation."""
        return self.designation is not None

    @property
    def checks(self) -> tuple[Check, ...]:
        """Every check, passed or failed, in the order of domain §1.3."""
        return self.explained_by.checks(self)

    @property
    def cautions(self) -> tuple[Caution, ...]:
        """What must be seen beside the verdict."""
        return self.explained_by.cautions(self)

    @property
    def stale(self) -> bool:
        """Whether the commission's confirmation is too old."""
        return Caution.STALE in self.cautions

    @property
    def failed(self) -> tuple[Check, ...]:
        """The checks that stand in the way."""
        return tuple(check for check in self.checks if check.reasons)

    @property
    def checks_failed_first(self) -> tuple[Check, ...]:
        """As a page lists them."""
        return (*self.failed, *(check for check in self.checks if check.passed))


class PrimaryChecks(Protocol):
    """Explains the verdicts of primary facilities in the same way."""

    def checks(self, verdict: PrimaryVerdict) -> tuple[Check, ...]:
        """The five checks of domain §1.5."""

    def required(self) -> int:
        """How many of them the goal asks for, from the first."""

    def cautions(self, verdict: PrimaryVerdict) -> tuple[Caution, ...]:
        """What must be seen beside the verdict."""


class PrimaryVerdict(NamedTuple):
    """Whether one primary facility provides hospice service (domain §1.5)."""

    county_code: str  # a statutory county
    institution: InstitutionFact
    merged: Sequence[InstitutionFact]  # second signboards and branches without a licence of their own
    level: ProvideLevel
    provides: bool  # at the level that the goal asks for
    services: Sequence[ServiceFact]
    found: tuple[tuple[Reason, ...], ...]  # what speaks against each of the five checks
    explained_by: PrimaryChecks

    @property
    def checks(self) -> tuple[Check, ...]:
        """All five; ACTIVITY, the last, makes the substantive figure beside the goal."""
        return self.explained_by.checks(self)

    @property
    def required(self) -> tuple[Check, ...]:
        """Those that the goal asks for."""
        return self.checks[: self.explained_by.required()]

    @property
    def failed(self) -> tuple[Check, ...]:
        """The required checks that stand in the way."""
        return tuple(check for check in self.required if check.reasons)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Their reason codes."""
        return tuple(reason for reasons in self.found[: self.explained_by.required()] for reason in reasons)

    @property
    def cautions(self) -> tuple[Caution, ...]:
        """What must be seen beside the verdict."""
        return self.explained_by.cautions(self)
