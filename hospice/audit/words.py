"""What every deed is called: one sentence per action, `%(subject)s` is what it was done to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hospice.access.permissions import Role
from hospice.core.i18n import gettext as _
from hospice.core.i18n import lazy

ACTIONS = {
    "signed_in": lazy("登录"),
    "sign_in_failed": lazy("登录未通过　%(subject)s"),
    "sign_in_paused": lazy("连续错误，登录暂停　%(subject)s"),
    "signed_out": lazy("退出登录"),
    "password_changed": lazy("修改了自己的密码"),
    "password_reset": lazy("重设了密码　%(subject)s"),
    "account_opened": lazy("开设了账号　%(subject)s"),
    "account_closed": lazy("停用了账号　%(subject)s"),
    "account_reopened": lazy("重新启用了账号　%(subject)s"),
    "grant_given": lazy("授予了角色　%(subject)s"),
    "grant_ended": lazy("收回了角色　%(subject)s"),
    "institution_registered": lazy("登记了机构　%(subject)s"),
    "institution_amended": lazy("修改了机构资料　%(subject)s"),
    "institution_still_true": lazy("确认机构资料无变化　%(subject)s"),
    "unit_registered": lazy("登记了单元　%(subject)s"),
    "unit_amended": lazy("修改了单元资料　%(subject)s"),
    "unit_status_proposed": lazy("申报了单元状态变更　%(subject)s"),
    "unit_still_true": lazy("确认单元资料无变化　%(subject)s"),
    "capacity_declared": lazy("申报了床位数　%(subject)s"),
    "beds_added": lazy("增设了床位　%(subject)s"),
    "bed_changed": lazy("修改了床位　%(subject)s"),
    "bed_closed": lazy("停用了床位　%(subject)s"),
    "facts_confirmed": lazy("确认属实　%(subject)s"),
    "facts_sent_back": lazy("退回补充　%(subject)s"),
    "service_declared": lazy("申报了服务　%(subject)s"),
    "service_end_declared": lazy("申报了停止服务　%(subject)s"),
    "service_activity_told": lazy("报告了当月服务量　%(subject)s"),
    "finding_handed_over": lazy("指定了疑点的处理人　%(subject)s"),
    "finding_explained": lazy("说明了疑点　%(subject)s"),
    "designation_proposed": lazy("提出了病区认定　%(subject)s"),
    "designation_ended": lazy("终止了病区认定　%(subject)s"),
    "checklist_changed": lazy("修改了自评清单模板"),
    "unit_assessed": lazy("填写了自评清单　%(subject)s"),
    "program_unit_changed": lazy("设立或终止了指导中心、基地　%(subject)s"),
    "consortium_changed": lazy("修改了医共体　%(subject)s"),
    "registry_exported": lazy("导出了机构登记"),
    "coverage_exported": lazy("导出了覆盖数据"),
    "rule_proposed": lazy("提出了口径修改　%(subject)s"),
    "rule_approved": lazy("批准了口径修改　%(subject)s"),
    "rule_rejected": lazy("退回了口径修改　%(subject)s"),
    "goals_loaded": lazy("载入了目标"),
    "reference_changed": lazy("更新了区划、人口或边界资料"),
    "patient_registered": lazy("登记了患者　%(subject)s"),
    "patient_amended": lazy("修改了患者资料　%(subject)s"),
    "identity_revealed": lazy("查看了完整证件号码　%(subject)s"),
    "consent_signed": lazy("登记了同意书　%(subject)s"),
    "consent_withdrawn": lazy("撤回了同意书　%(subject)s"),
    "patient_assessed": lazy("记录了评估　%(subject)s"),
    "diagnosis_codes_loaded": lazy("载入了诊断编码"),
    "episode_started": lazy("开始了照护　%(subject)s"),
    "episode_ended": lazy("结束了照护　%(subject)s"),
    "bed_reserved": lazy("保留了床位　%(subject)s"),
    "reservation_extended": lazy("延长了床位保留　%(subject)s"),
    "reservation_released": lazy("放回了保留的床位　%(subject)s"),
    "patient_admitted": lazy("办理了入住　%(subject)s"),
    "patient_moved": lazy("换了床位　%(subject)s"),
    "patient_left": lazy("确认了离开　%(subject)s"),
    "patient_died": lazy("登记了离世　%(subject)s"),
    "bed_cleaned": lazy("床位清洁完毕　%(subject)s"),
    "transfer_drafted": lazy("填写了转介草稿　%(subject)s"),
    "transfer_stepped": lazy("办理了转介　%(subject)s"),
    "request_made": lazy("发出了转介申请　%(subject)s"),
    "request_stepped": lazy("办理了转介申请　%(subject)s"),
    "request_escalated": lazy("转介申请超时，已上报　%(subject)s"),
    "waiting_reviewed": lazy("复核了候床　%(subject)s"),
    "departure_planned": lazy("安排了预计离院　%(subject)s"),
    "bed_offered": lazy("安排了候床的床位　%(subject)s"),
    "time_proposed": lazy("提出了转运或上门的时间　%(subject)s"),
    "handover_written": lazy("填写了交接　%(subject)s"),
    "push_made": lazy("推送了出院　%(subject)s"),
    "push_routed": lazy("指定了出院推送的机构　%(subject)s"),
    "push_briefed": lazy("补充了出院交代　%(subject)s"),
    "push_acknowledged": lazy("签收了出院推送　%(subject)s"),
    "push_contacted": lazy("登记了出院后首次联系　%(subject)s"),
    "push_cancelled": lazy("停止了出院推送　%(subject)s"),
    "messages_seen": lazy("看过了消息"),
    "register_exported": lazy("导出了转介台账"),
    "calendar_loaded": lazy("载入了节假日"),
    "demo_loaded": lazy("载入了演示数据"),
    "audit_read": lazy("查看了审计记录"),
    "audit_exported": lazy("导出了审计记录"),
}

DETAILS = {
    "role": lazy("角色"),
    "place": lazy("地点"),
    "until": lazy("截止日"),
    "login": lazy("账号"),
    "failures": lazy("第几次"),
    "rows": lazy("行数"),
    "beds": lazy("床号"),
    "bed": lazy("床号"),
    "on": lazy("日期"),
    "reason": lazy("理由"),
    "key": lazy("设置"),
    "value": lazy("值"),
}


def sentence(action: str, subject: str) -> str:
    """What was done, in words; an action without words stands as it is stored, since the trail hides nothing."""
    words = ACTIONS.get(action)
    return (str(words) % {"subject": subject}).strip() if words is not None else f"{action} {subject}".strip()


def label(action: str) -> str:
    """The action alone, for choosing one."""
    return sentence(action, "")


def details(values: Mapping[str, Any]) -> str:
    """The details of a row that have a word; the spreadsheet holds all of them."""
    told = {name: value for name, value in values.items() if name in DETAILS and value not in ("", None, [])}
    return "　".join(f"{DETAILS[name]}{_('：')}{_value(name, value)}" for name, value in told.items())


def _value(name: str, value: Any) -> str:
    if name == "role" and value in set(Role):
        return Role(value).words
    return _("、").join(map(str, value)) if isinstance(value, list) else str(value)


def roles(values: list[str]) -> str:
    """The roles of a person at that time."""
    return _("、").join(Role(value).words if value in set(Role) else value for value in values)
