"""Who hears what, and which pages and commands there are: readable as lists."""

from __future__ import annotations

from hospice.access.guards import allowed, is_signed_in
from hospice.access.permissions import Permission
from hospice.accounts import commands as accounts_commands
from hospice.accounts import views as accounts_views
from hospice.accounts.sign_in import SIGN_IN
from hospice.audit import services as audit
from hospice.audit import views as audit_views
from hospice.chart import views as chart_views
from hospice.core.events import Event, Handler
from hospice.core.i18n import lazy
from hospice.core.worker import worker
from hospice.coverage import commands as coverage_commands
from hospice.coverage import views as coverage_views
from hospice.demo import commands as demo_commands
from hospice.desk import views as desk_views
from hospice.episodes.events import BedEvent, PatientAdmitted, PatientDied, PatientLeft
from hospice.episodes.services import guarding
from hospice.facilities import commands as facilities_commands
from hospice.facilities import views as facilities_views
from hospice.facilities.events import CHANGES as REGISTRY_CHANGES
from hospice.facilities.events import BedChanged, BedClosed, CapacityDeclared
from hospice.facilities.services import findings, revision
from hospice.notifications import commands as notifications_commands
from hospice.notifications import services as notifications
from hospice.notifications import views as notifications_views
from hospice.patients import commands as patients_commands
from hospice.patients.events import ConsentWithdrawn
from hospice.policy import commands as policy_commands
from hospice.policy import views as policy_views
from hospice.policy.events import PolicyEvent
from hospice.reference import views as reference_views
from hospice.regions import commands as regions_commands
from hospice.regions.events import ReferenceChanged
from hospice.transfers import clock as transfers_clock
from hospice.transfers import commands as transfers_commands
from hospice.transfers import notices as transfers_notices
from hospice.transfers import views as transfers_views
from hospice.transfers.events import RequestMade, RequestStepped, TimeProposed, TransferStepped
from hospice.transfers.services import consequences, homecoming
from hospice.ward import views as ward_views
from hospice.web.navigation import Entry

__all__ = ["BLUEPRINTS", "COMMANDS", "EVENTS", "LAST_LINE", "NAVIGATION", "ONE_S_OWN", "SIGN_IN"]

EVENTS: list[tuple[type[Event], Handler]] = [
    (Event, audit.record),  # everything leaves a trace
    (PolicyEvent, revision.on_event),  # another rule, other figures
    (ReferenceChanged, revision.on_event),  # another name or number, too
    *((kind, findings.look_again) for kind in REGISTRY_CHANGES),  # contradictions that came or went with the deed
    (CapacityDeclared, guarding.capacity_covers_who_is_there),  # never fewer places than people in them
    (BedClosed, guarding.bed_is_not_needed),
    (BedChanged, guarding.bed_is_not_needed),
    (BedEvent, consequences.on_bed_event),  # a free bed goes to the next in line
    (PatientDied, consequences.on_death),
    (PatientDied, homecoming.on_death),  # nobody is reminded to call
    (PatientLeft, homecoming.on_left),
    (PatientAdmitted, homecoming.on_admitted),
    (ConsentWithdrawn, consequences.on_consent_withdrawn),
    (RequestMade, transfers_clock.on_request),
    (RequestStepped, transfers_clock.on_request),
    (RequestStepped, homecoming.on_request),
    (RequestMade, transfers_notices.on_made),
    (RequestStepped, transfers_notices.on_request),
    (TimeProposed, transfers_notices.on_proposed),
    (TransferStepped, transfers_notices.on_transfer),
]

# What the worker does, by the kind of job.
JOBS = {**transfers_clock.HANDLERS, notifications.DELIVER: notifications.deliver}

BLUEPRINTS = [
    desk_views.bp,
    *chart_views.BLUEPRINTS,
    *ward_views.BLUEPRINTS,
    *transfers_views.BLUEPRINTS,
    notifications_views.bp,
    *coverage_views.BLUEPRINTS,
    *facilities_views.BLUEPRINTS,
    accounts_views.bp,
    audit_views.bp,
    policy_views.bp,
    reference_views.bp,
]

COMMANDS = [
    regions_commands.group,
    policy_commands.group,
    accounts_commands.group,
    facilities_commands.group,
    coverage_commands.group,
    patients_commands.group,
    transfers_commands.group,
    notifications_commands.group,
    worker(JOBS),
    demo_commands.group,
]


def _may(permission: Permission) -> bool:
    return allowed(permission)


_CASES = frozenset(
    {"worklists", "transfers", "requests", "drafts", "places", "handovers", "pushes", "register", "patients", "guide"}
)
_WARDS = frozenset({"wards", "stays", "waiting"})
_REGISTRY = frozenset(blueprint.name for blueprint in facilities_views.BLUEPRINTS)

# A page lies behind the first word that is drawn for the reader and holds it: a county behind "my county" for those
# who work for one, and behind "coverage" for all others.
NAVIGATION = [
    Entry("desk.home", lazy("今日"), "clock", lambda: _may(Permission.DESK_READ)),
    Entry("worklists.index", lazy("转介"), "go", lambda: _may(Permission.TRANSFERS_READ), _CASES),
    Entry("wards.index", lazy("床位"), "bed", lambda: _may(Permission.WARDS_READ), _WARDS),
    Entry("county.mine", lazy("本县"), "home", coverage_views.has_own_county),
    Entry("institutions.index", lazy("机构"), "map", lambda: _may(Permission.REGISTRY_READ), _REGISTRY),
    Entry(
        "coverage.index",
        lazy("覆盖"),
        "strip",
        lambda: _may(Permission.COVERAGE_READ),
        frozenset({"coverage", "county"}),
    ),
    Entry(
        "accounts.index",
        lazy("账号"),
        "people",
        lambda: _may(Permission.ACCOUNTS_READ),
    ),
    Entry("audit.index", lazy("审计"), "list", lambda: _may(Permission.AUDIT_READ)),
    Entry(
        "policy.index", lazy("口径"), "rule", lambda: _may(Permission.POLICY_MANAGE) or _may(Permission.GRANTS_MANAGE)
    ),
]

# Pages about the reader, and for everybody: behind no word of the navigation.
ONE_S_OWN = frozenset({"accounts.me", "accounts.password", "accounts.change_password", "accounts.roles"})

# The last line of every page: what is known, who may do what, by which rules.
LAST_LINE = [
    Entry("regions.about_data", lazy("关于数据"), "", lambda: True),
    Entry("accounts.roles", lazy("谁能做什么"), "", is_signed_in),
    Entry("guide.index", lazy("转介怎么走"), "", lambda: _may(Permission.TRANSFERS_READ)),
    Entry("policy.index", lazy("口径"), "", lambda: _may(Permission.POLICY_READ)),
    Entry("accounts.me", lazy("我的账号"), "", is_signed_in),
]
