"""The whole access policy as one table: which role may do what, and how far it reaches."""

from __future__ import annotations

from enum import StrEnum

from hospice.core.i18n import lazy


class Permission(StrEnum):
    """One thing that somebody may do."""

    DESK_READ = "desk:read"
    COVERAGE_READ = "coverage:read"
    COVERAGE_EXPORT = "coverage:export"
    REGISTRY_READ = "registry:read"
    REGISTRY_EDIT = "registry:edit"
    REGISTRY_CONFIRM = "registry:confirm"
    REGISTRY_EXPORT = "registry:export"
    CONTACTS_READ = "contacts:read"
    BEDS_EDIT = "beds:edit"
    BEDS_ASSIGN = "beds:assign"
    WARDS_READ = "wards:read"
    PATIENTS_READ = "patients:read"
    PATIENTS_EDIT = "patients:edit"
    IDENTITY_REVEAL = "identity:reveal"
    TRANSFERS_READ = "transfers:read"
    TRANSFERS_SEND = "transfers:send"
    TRANSFERS_STEP = "transfers:step"
    PLACES_SEARCH = "places:search"
    REGISTER_READ = "register:read"
    MESSAGES_READ = "messages:read"
    CHECKLIST_ASSESS = "checklist:assess"
    CHECKLIST_MANAGE = "checklist:manage"
    DESIGNATION_PROPOSE = "designation:propose"
    DESIGNATION_APPROVE = "designation:approve"
    FINDINGS_HANDLE = "findings:handle"
    POLICY_READ = "policy:read"
    POLICY_MANAGE = "policy:manage"
    ACCOUNTS_READ = "accounts:read"
    ACCOUNTS_MANAGE = "accounts:manage"
    GRANTS_MANAGE = "grants:manage"
    AUDIT_READ = "audit:read"

    @property
    def words(self) -> str:
        """What it means, for the page "who may do what"."""
        return str(PERMISSION_WORDS[self])


PERMISSION_WORDS = {
    Permission.DESK_READ: lazy("看自己的今日事项"),
    Permission.COVERAGE_READ: lazy("看覆盖与缺口"),
    Permission.COVERAGE_EXPORT: lazy("导出覆盖数据"),
    Permission.REGISTRY_READ: lazy("看机构和单元"),
    Permission.REGISTRY_EDIT: lazy("登记和修改机构、单元"),
    Permission.REGISTRY_CONFIRM: lazy("确认登记和变更"),
    Permission.REGISTRY_EXPORT: lazy("导出机构登记"),
    Permission.CONTACTS_READ: lazy("看对接人姓名和电话"),
    Permission.BEDS_EDIT: lazy("维护床位和容量"),
    Permission.BEDS_ASSIGN: lazy("安排患者的床位"),
    Permission.WARDS_READ: lazy("看病区床位和候床"),
    Permission.PATIENTS_READ: lazy("看经手患者的资料"),
    Permission.PATIENTS_EDIT: lazy("登记和修改患者资料"),
    Permission.IDENTITY_REVEAL: lazy("查看患者完整姓名、证件和电话（留痕）"),
    Permission.TRANSFERS_READ: lazy("看转介"),
    Permission.TRANSFERS_SEND: lazy("发起转介"),
    Permission.TRANSFERS_STEP: lazy("办理转介的步骤"),
    Permission.PLACES_SEARCH: lazy("在全省找去处"),
    Permission.REGISTER_READ: lazy("看转介台账"),
    Permission.MESSAGES_READ: lazy("看消息"),
    Permission.CHECKLIST_ASSESS: lazy("填写自评清单"),
    Permission.CHECKLIST_MANAGE: lazy("维护自评清单模板"),
    Permission.DESIGNATION_PROPOSE: lazy("提出病区认定"),
    Permission.DESIGNATION_APPROVE: lazy("批准病区认定"),
    Permission.FINDINGS_HANDLE: lazy("处理登记疑点"),
    Permission.POLICY_READ: lazy("看目标和口径设置"),
    Permission.POLICY_MANAGE: lazy("修改目标和口径设置"),
    Permission.ACCOUNTS_READ: lazy("看账号"),
    Permission.ACCOUNTS_MANAGE: lazy("开设和停用账号"),
    Permission.GRANTS_MANAGE: lazy("授予和收回角色"),
    Permission.AUDIT_READ: lazy("看审计记录"),
}


class Reach(StrEnum):
    """How far a permission goes."""

    OWN = "own"  # the region or the institution that the grant names
    NETWORK = "network"  # everywhere


class Role(StrEnum):
    """What somebody is in the network; given by a grant at a region or at an institution."""

    PROVINCE_OFFICER = "province_officer"
    PREFECTURE_OFFICER = "prefecture_officer"
    COUNTY_OFFICER = "county_officer"
    COUNTY_COORDINATOR = "county_coordinator"
    CLINICIAN = "clinician"
    LIAISON = "liaison"
    WARD_MANAGER = "ward_manager"
    TRAINING_MANAGER = "training_manager"
    VOLUNTEER_COORDINATOR = "volunteer_coordinator"
    EVALUATOR = "evaluator"
    SYSTEM_ADMIN = "system_admin"
    SECURITY_ADMIN = "security_admin"
    AUDIT_ADMIN = "audit_admin"

    @property
    def words(self) -> str:
        """The role's name for people."""
        return str(ROLE_WORDS[self])


ROLE_WORDS = {
    Role.PROVINCE_OFFICER: lazy("省级工作人员"),
    Role.PREFECTURE_OFFICER: lazy("市级工作人员"),
    Role.COUNTY_OFFICER: lazy("县级工作人员"),
    Role.COUNTY_COORDINATOR: lazy("县级协调员"),
    Role.CLINICIAN: lazy("医护人员"),
    Role.LIAISON: lazy("转介联络员"),
    Role.WARD_MANAGER: lazy("病区护士长"),
    Role.TRAINING_MANAGER: lazy("培训管理员"),
    Role.VOLUNTEER_COORDINATOR: lazy("志愿者协调员"),
    Role.EVALUATOR: lazy("第三方评估员"),
    Role.SYSTEM_ADMIN: lazy("系统管理员"),
    Role.SECURITY_ADMIN: lazy("安全管理员"),
    Role.AUDIT_ADMIN: lazy("审计管理员"),
}

# Three administrators, three people (domain §7.1, MLPS level 3): whoever is one of them is nothing else.
ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})

# Roles that are given at an institution; all others are given at a region.
AT_INSTITUTION = frozenset({Role.CLINICIAN, Role.LIAISON, Role.WARD_MANAGER})

# The level of region at which a regional role can be given.
REGION_LEVELS: dict[Role, frozenset[str]] = {
    Role.PROVINCE_OFFICER: frozenset({"province"}),
    Role.PREFECTURE_OFFICER: frozenset({"prefecture"}),
    Role.COUNTY_OFFICER: frozenset({"county"}),
    Role.COUNTY_COORDINATOR: frozenset({"county"}),
    Role.TRAINING_MANAGER: frozenset({"province", "prefecture", "county"}),
    Role.VOLUNTEER_COORDINATOR: frozenset({"province", "prefecture", "county"}),
    Role.EVALUATOR: frozenset({"province", "prefecture", "county"}),
    Role.SYSTEM_ADMIN: frozenset({"province"}),
    Role.SECURITY_ADMIN: frozenset({"province"}),
    Role.AUDIT_ADMIN: frozenset({"province"}),
}

_P, _OWN, _ALL = Permission, Reach.OWN, Reach.NETWORK

_LOOKS = {_P.DESK_READ: _OWN, _P.COVERAGE_READ: _ALL, _P.POLICY_READ: _ALL}
_WORKS_HERE = {**_LOOKS, _P.REGISTRY_READ: _OWN, _P.CONTACTS_READ: _OWN}
# Which steps of a case somebody may take is told by the table of steps, by the side on which they stand.
_COORDINATES = {
    _P.TRANSFERS_READ: _OWN,
    _P.TRANSFERS_STEP: _OWN,
    _P.PLACES_SEARCH: _ALL,
    _P.REGISTER_READ: _OWN,
    _P.MESSAGES_READ: _OWN,
}
_CARES = {
    **_WORKS_HERE,
    **_COORDINATES,
    _P.PATIENTS_READ: _OWN,
    _P.PATIENTS_EDIT: _OWN,
    _P.TRANSFERS_SEND: _OWN,
    _P.WARDS_READ: _OWN,
    _P.BEDS_ASSIGN: _OWN,
}
_OFFICER = {
    **_WORKS_HERE,
    _P.COVERAGE_EXPORT: _OWN,
    _P.REGISTRY_EXPORT: _OWN,
    _P.REGISTRY_CONFIRM: _OWN,
    _P.FINDINGS_HANDLE: _OWN,
    _P.REGISTER_READ: _OWN,
    _P.MESSAGES_READ: _OWN,
}

ROLES: dict[Role, dict[Permission, Reach]] = {
    Role.PROVINCE_OFFICER: {
        **_OFFICER,
        _P.CHECKLIST_MANAGE: _OWN,
        _P.DESIGNATION_APPROVE: _OWN,
        _P.POLICY_MANAGE: _OWN,
    },
    Role.PREFECTURE_OFFICER: {**_OFFICER, **_COORDINATES, _P.DESIGNATION_PROPOSE: _OWN},
    Role.COUNTY_OFFICER: dict(_OFFICER),
    Role.COUNTY_COORDINATOR: {
        **_WORKS_HERE,
        **_COORDINATES,
        _P.COVERAGE_EXPORT: _OWN,
        _P.REGISTRY_EXPORT: _OWN,
        _P.REGISTRY_EDIT: _OWN,
        _P.BEDS_EDIT: _OWN,
        _P.CHECKLIST_ASSESS: _OWN,
        _P.FINDINGS_HANDLE: _OWN,
    },
    Role.CLINICIAN: {**_CARES, _P.IDENTITY_REVEAL: _OWN},
    Role.LIAISON: dict(_CARES),
    Role.WARD_MANAGER: {**_CARES, _P.IDENTITY_REVEAL: _OWN, _P.BEDS_EDIT: _OWN, _P.CHECKLIST_ASSESS: _OWN},
    Role.TRAINING_MANAGER: dict(_WORKS_HERE),
    Role.VOLUNTEER_COORDINATOR: dict(_LOOKS),
    # Read-only and de-identified: no names and telephone numbers of people.
    Role.EVALUATOR: {
        **_LOOKS,
        _P.REGISTRY_READ: _OWN,
        _P.COVERAGE_EXPORT: _OWN,
        _P.REGISTRY_EXPORT: _OWN,
        _P.REGISTER_READ: _OWN,
    },
    Role.SYSTEM_ADMIN: {_P.DESK_READ: _OWN, _P.ACCOUNTS_READ: _OWN, _P.ACCOUNTS_MANAGE: _OWN},
    Role.SECURITY_ADMIN: {
        _P.DESK_READ: _OWN,
        _P.ACCOUNTS_READ: _OWN,
        _P.GRANTS_MANAGE: _OWN,
        _P.POLICY_READ: _ALL,
    },
    Role.AUDIT_ADMIN: {_P.DESK_READ: _OWN, _P.AUDIT_READ: _OWN},
}
