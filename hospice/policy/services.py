"""Setting a rule takes two people: one proposes, another approves. Goals are loaded, never edited."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.core.clock import now
from hospice.core.errors import Conflict, Refused
from hospice.core.events import publish
from hospice.core.i18n import gettext as _

from . import defaults
from .events import GoalsLoaded, RuleApproved, RuleProposed, RuleRejected
from .models import DocumentStatus, Goal, Rule, Standing
from .rules import SETTINGS


def load_defaults(session: Session) -> int:
    """Bring the plan's goals into an empty table; says how many were added."""
    present = {(code, version) for code, version in session.execute(sa.select(Goal.code, Goal.version))}
    added = [
        Goal(**{**defaults.COMMON, **goal, "status": DocumentStatus(defaults.COMMON["status"])})
        for goal in defaults.GOALS
        if (goal["code"], defaults.COMMON["version"]) not in present
    ]
    session.add_all(added)
    if added:
        publish(GoalsLoaded(subject="goals", details={"codes": [goal.code for goal in added]}))
    return len(added)


def propose(
    session: Session, key: str, text: str, valid_from: date, source: str, standing: Standing, reason: str, by_id: int
) -> Rule:
    """Record another value of a key; it counts once another person has approved it.

    Raises `Refused` for an unknown key, a value that the key cannot have, or a missing reason.
    """
    setting = SETTINGS.get(key)
    if setting is None:
        raise Refused(_("没有“%(key)s”这一项设置。", key=key))
    if not reason.strip():
        raise Refused(_("请写明理由或依据。"), field="reason")
    rule = Rule(
        rule_key=key, value=setting.parse(text), title=str(setting.title), valid_from=valid_from,
        source=source.strip() or reason.strip()[:200], standing=standing, set_by_id=by_id, reason=reason.strip(),
    )  # fmt: skip
    session.add(rule)
    session.flush()
    publish(RuleProposed(actor_id=by_id, subject=f"rule:{rule.id}", details={"key": key, "value": rule.value}))
    return rule


def approve(session: Session, rule: Rule, by_id: int) -> None:
    """Make a proposal count; the one who proposed it cannot be the one who approves."""
    _still_open(rule)
    if rule.set_by_id == by_id:
        raise Refused(_("提出人不能批准自己的修改，请另一位负责人批准。"))
    rule.approved_at, rule.approved_by_id = now(), by_id
    publish(
        RuleApproved(actor_id=by_id, subject=f"rule:{rule.id}", details={"key": rule.rule_key, "value": rule.value})
    )


def reject(session: Session, rule: Rule, by_id: int) -> None:
    """Send a proposal back; it stays in the history."""
    _still_open(rule)
    rule.superseded_at = now()
    publish(RuleRejected(actor_id=by_id, subject=f"rule:{rule.id}", details={"key": rule.rule_key}))


def _still_open(rule: Rule) -> None:
    if rule.approved_at is not None or rule.superseded_at is not None:
        raise Conflict(_("这项修改已经有人处理过了。"))
