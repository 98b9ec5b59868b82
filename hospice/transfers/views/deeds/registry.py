"""Every step that people take, as one table: its page, its form, the deed, and what is said afterwards.

A row of the tables of steps (`rules/request_life.py`, `rules/transfer_life.py`) that a person may take and that stands
neither here nor in `ELSEWHERE` fails a test; so does a deed here that no row allows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sqlalchemy.orm import Session

from hospice.accounts.models import User
from hospice.core.i18n import lazy

from ...forms import steps as forms
from ...models import Request, Transfer
from ...rules.codes import RequestAction, TransferAction
from . import acts, asking

Action = RequestAction | TransferAction
Subject = Request | Transfer
Act = Callable[[Session, Any, Any, User], Any]
Prepare = Callable[[Session, Any, Any], dict[str, Any]]

STEP_PAGE = "requests/step.html"
BACK = lazy("不改动，返回")


@dataclass(frozen=True)
class Deed:
    """One step: what is done by it (`act`), what is typed for it (`form`), and the words around."""

    action: Action
    act: Act
    done: Any  # what is said afterwards; an act that answers a sentence of its own says that instead
    form: type[forms.StepForm] = forms.StepForm
    prepare: Prepare = asking.nothing
    asks: bool = True  # has a page of its own; otherwise the button acts at once
    template: str = STEP_PAGE
    intro: Any = ""  # a sentence above the form: what will happen
    kind: str = "1"  # of the button on the page: filled, or "x" for what takes something back
    back: Any = BACK

    @property
    def word(self) -> str:
        """The last word of the address."""
        return self.action.value.lower().replace("_", "-")

    @property
    def endpoint(self) -> str:
        """The name under which addresses are built."""
        blueprint = "requests" if isinstance(self.action, RequestAction) else "transfers"
        name = self.action.value.lower()
        return f"{blueprint}.{name + '_' if name in ('open', 'return') else name}"


_A, _T = RequestAction, TransferAction

REQUEST_DEEDS: tuple[Deed, ...] = (
    Deed(_A.OPEN, acts.open_, lazy("已打开审核，请在时限内答复。"), asks=False),
    Deed(_A.RETURN, acts.send_back, lazy("已退回补充，对方会收到通知。补齐前不计您的答复时间。"), forms.ReturnForm,
         intro=lazy("写明缺什么，对方补齐后再提交，期间不计您的答复时间。")),
    Deed(_A.ANSWER, acts.answer, lazy("已再次提交，对方的答复时间继续计算。"), prepare=asking.what_is_missing,
         template="requests/answer.html"),
    Deed(_A.ACCEPT, acts.accept, lazy("已受理。其他接收单位自动解除。"), forms.BedForm, asking.beds,
         template="requests/bed.html"),
    Deed(_A.DECLINE, acts.decline, lazy("已答复对方，说明了原因。"), forms.DeclineForm,
         intro=lazy("对方会看到原因和说明，并可另找去处。")),
    Deed(_A.WAITLIST, acts.waitlist, lazy("已登记候床，有床时按先后安排。"), forms.WaitForm, asking.waiting,
         intro=lazy("有床时按级别和等候时间先后安排；对方仍可同时找其他去处。")),
    Deed(_A.HOLD, acts.hold, lazy("床位已保留。"), forms.BedForm, asking.beds, template="requests/bed.html"),
    Deed(_A.EXTEND, acts.extend, lazy("床位已延长保留。"), forms.ReasonForm, asking.held,
         intro=lazy("延长只可申请1次，须写明原因。")),
    Deed(_A.SCHEDULE, acts.schedule, lazy("时间已排定。"), forms.AgreeForm, asking.times,
         template="requests/schedule.html"),
    Deed(_A.DEPART, acts.depart, lazy("已确认出发，对方会收到通知。"), forms.DepartForm, asking.departure,
         template="requests/depart.html", intro=lazy("填写实际出发时间。转出方的床位从这时起放出，不早于此。")),
    Deed(_A.ARRIVE, acts.arrive, lazy("已登记到达，请在时限内完成交接。"), forms.TimeForm, asking.just_now,
         intro=lazy("填写实际到达时间。")),
    Deed(_A.ADMIT, acts.admit, lazy("已收治，患者在住。"), asks=False),
    Deed(_A.REFUSE, acts.refuse, lazy("已登记到达未收，对方会收到通知，床位已放回。"), forms.ReasonForm,
         intro=lazy("患者已经到达而不能收治。请先安顿好患者，再写明原因；转介回到寻找去处。")),
    Deed(_A.ABORT, acts.abort, lazy("已登记途中中止，床位已放回。"), forms.ReasonForm,
         intro=lazy("患者已出发而没有到达。保留的床位立即放回，转介回到寻找去处。")),
    Deed(_A.NO_SHOW, acts.no_show, lazy("已登记未到达，床位已放回。"), forms.ReasonForm,
         intro=lazy("到了约定时间患者没有来。请先打电话核实；登记后床位立即放回。")),
    Deed(_A.DIE, acts.die, lazy("已登记。保留的床位已放回，给家属的提醒全部停止。"), forms.DeathForm, asking.just_now,
         intro=lazy("登记后，这位患者未结的转介和提醒全部结束。")),
    Deed(_A.WITHDRAW, acts.withdraw_one, lazy("已向这家单位撤回，保留的床位已放回。"), forms.ReasonForm, kind="x",
         intro=lazy("只撤回这一家，其他接收单位不受影响。对方会收到通知，保留的床位立即放回。"), back=lazy("不撤回")),
    Deed(_A.CLOSE, acts.close, lazy("已结案，转出方会看到患者的情况。"), asks=False),
    Deed(_A.REOPEN, acts.reopen, lazy("已重新打开。"), forms.ReasonForm,
         intro=lazy("结案后发现有误，可在规定天数内重新打开。")),
    Deed(_A.OVERRIDE_TIMER, acts.override_timer, lazy("时限已调整。"), forms.TimerForm, asking.timer,
         intro=lazy("调整后按新的时限提醒和上报，双方都能在经过里看到。")),
)  # fmt: skip

TRANSFER_DEEDS: tuple[Deed, ...] = (
    Deed(_T.WITHDRAW, acts.withdraw, lazy("已撤回这次转介。对方会收到通知，保留的床位已放回。"), forms.OutcomeForm,
         asking.outcomes(_T.WITHDRAW), kind="x",
         intro=lazy("撤回这次转介？对方会收到通知，保留的床位立即放回。此操作不能取消。"), back=lazy("不撤回")),
    Deed(_T.CONCLUDE, acts.conclude, lazy("已结案。"), forms.OutcomeForm, asking.outcomes(_T.CONCLUDE), kind="x",
         intro=lazy("不再找去处，结案？还在办的接收单位会收到通知并解除。"), back=lazy("不结案，继续找")),
    Deed(_T.DIE, acts.die_searching, lazy("已登记。未结的转介和给家属的提醒全部停止。"), forms.DeathForm,
         asking.just_now, intro=lazy("登记后，这位患者未结的转介和提醒全部结束。")),
    Deed(_T.REOPEN, acts.reopen_transfer, lazy("已重新打开，可以继续找去处。"), forms.ReasonForm,
         intro=lazy("结案后仍需要去处的，可在规定天数内重新打开。")),
)  # fmt: skip

# Steps whose pages are those of the draft: what is needed, more receivers, another receiver, throwing it away.
ELSEWHERE: MappingProxyType[Action, str] = MappingProxyType(
    {
        _T.EDIT: "drafts.edit",
        _T.SUBMIT: "drafts.consent",
        _T.DELETE: "drafts.ask_delete",
        _T.FORWARD: "drafts.more",
        _A.REROUTE: "drafts.reroute",
    }
)

# A code of one list equals the same code of the other (both know WITHDRAW), so each list has its own map.
_OF_REQUESTS = {deed.action: deed for deed in REQUEST_DEEDS}
_OF_NEED = {deed.action: deed for deed in TRANSFER_DEEDS}


def deed_of(action: Action) -> Deed:
    """The deed of a step of either life."""
    return (_OF_REQUESTS if isinstance(action, RequestAction) else _OF_NEED)[action]
