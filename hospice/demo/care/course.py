"""How a transfer goes: asked, opened, answered, kept a bed, carried there, taken in. Each of it is an event in time."""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush
from typing import Any

from hospice.episodes.rules.codes import Priority
from hospice.patients.rules.wishes import Setting
from hospice.transfers.models import BedOffer, PassedOverRow, Request, Transfer
from hospice.transfers.rules.codes import (
    DeclineReason,
    Outcome,
    Party,
    RequestAction,
    RequestStatus,
    TransferAction,
    TransferStatus,
)
from hospice.transfers.rules.transfer_life import SEARCHING
from hospice.transfers.rules.waiting import Waiter, why_above

from . import assumptions as assumed
from . import clinical
from .case import CLOCK, Asked, Case, Hand, Walker
from .houses import Place, Unit
from .ledger import Ledger
from .minutes import DAY, HOUR, awake, on_duty, stamp
from .persons import Person
from .staff import Team
from .stays import HOLD_HOURS, Beds, Kept, cleaning_of

_A, _S, _T = RequestAction, RequestStatus, TransferAction
LIMITS = {Priority.URGENT: 2 * HOUR, Priority.PRIOR: 8 * HOUR, Priority.ROUTINE: 2 * DAY, Priority.PLANNED: 5 * DAY}
EXPIRES = 16 * DAY  # after which a request that nobody ever opened is given up (referral.expire_days and the deadline)
_DECLINES = (
    DeclineReason.NO_CAPABILITY, DeclineReason.NO_CAPABILITY, DeclineReason.ISOLATION_NOT_POSSIBLE, DeclineReason.TOO_FAR,
    DeclineReason.SEX_ROOM_MISMATCH, DeclineReason.NOT_END_STAGE, DeclineReason.INSURANCE_AREA, DeclineReason.TOO_ILL_TO_MOVE,
    DeclineReason.OTHER,
)  # fmt: skip
_MISSING = ("请补充末次用药时间。", "请补充近期血常规结果。", "请补充麻醉药品用量。", "请补充感染与隔离情况。")
_BRIDGING = ("居家镇痛，社区护士每日上门。", "原病房继续照护，每日评估。", "社区卫生服务中心输液，家属陪护。")
_NOWHERE = (Outcome.HOSPITALISED_ELSEWHERE, Outcome.HOSPITALISED_ELSEWHERE, Outcome.IMPROVED, Outcome.MOVED_OUT_OF_AREA)
_LEAVES_FOR = {Setting.HOME: "TO_HOME", Setting.CLINIC: "TO_HOME", Setting.COMMUNITY: "TO_COMMUNITY", Setting.WARD: "TO_WARD",
               Setting.CENTER: "TO_WARD"}  # fmt: skip


class Course:
    """The events of all transfers of one part of the province, in their order. What follows an admission says a subclass."""

    def __init__(self, ledger: Ledger, teams: dict[int, Team], tell_from: int) -> None:
        self.ledger, self.dice, self.teams = ledger, ledger.dice, teams
        self.walker, self.beds = Walker(ledger, tell_from), Beds(ledger)
        self.cases: list[Case] = []
        self._events: list[tuple[int, int, Callable[..., None], Any]] = []
        self._count = 0

    def at(self, minute: int, deed: Callable[..., None], what: Any) -> None:
        """Let something happen at a time."""
        self._count += 1
        heappush(self._events, (minute, self._count, deed, what))

    def run(self, until: int) -> None:
        """Let everything happen that happens before a time."""
        while self._events and self._events[0][0] < until:
            minute, _, deed, what = heappop(self._events)
            deed(minute, what)

    # the sender

    def send(
        self, person: Person, setting: Setting, priority: Priority, now: int, house: int, region: int,
        receivers: list[Unit], leaves: Kept | None = None,
    ) -> Case:  # fmt: skip
        """Ask the receivers for a place."""
        by = self.teams[house].sends
        unit = leaves.unit.id if leaves else None
        drafted = now - self.dice.randrange(8, 50)
        case = Case(self.ledger.number(Transfer), self.ledger.key(), person, house, unit, region, setting, priority, drafted,
                    now, by, leaves=leaves)  # fmt: skip
        clinical.describe(self.ledger, person, priority, by, drafted)
        clinical.share(self.ledger, person, [receiver.id for receiver in receivers], by, drafted)
        self.cases.append(case)
        person.cases.append(case)
        hand = Hand(by, Party.SENDER_PHYSICIAN)
        self.walker.first(case, None, drafted, hand)
        self.walker.take_need(case, _T.SUBMIT, now, hand)
        for receiver in receivers:
            self.ask(case, receiver, now, hand)
        if self.dice.random() < assumed.WITHDRAWN:
            self.at(now + self.dice.randrange(2 * HOUR, 4 * DAY), self.withdraw, case)
        return case

    def ask(self, case: Case, unit: Unit, now: int, hand: Hand) -> None:
        """One receiver more; how long it takes is the unit's habit."""
        taken = {asked.slot for asked in case.requests if asked.open}
        slot = next(number for number in (1, 2, 3) if number not in taken)
        asked = Asked(self.ledger.number(Request), self.ledger.key(), case, unit, slot, now, since=now)
        case.requests.append(asked)
        self.walker.first(case, asked, now, hand)
        if case.priority is not Priority.URGENT and self.dice.random() < assumed.SILENT:
            self.at(now + EXPIRES, self.expire, asked)
        else:
            self.at(self._later(case.priority, now, LIMITS[case.priority] * unit.speed * 0.3), self.open, asked)

    def _later(self, priority: Priority, now: int, mean: float) -> int:
        """Some time later, when somebody is there: for what is urgent always, for the rest in working hours."""
        later = now + 3 + int(min(self.dice.expovariate(1 / mean), 4 * mean))
        if priority is Priority.URGENT:
            return later
        return awake(later) if priority is Priority.PRIOR else on_duty(later)

    def withdraw(self, now: int, case: Case) -> None:
        """The family has decided otherwise."""
        if case.status in SEARCHING and case.person.died is None:
            by = Hand(case.by, Party.SENDER_PHYSICIAN, "家属改变主意")
            outcome = self.dice.choice((Outcome.WITHDRAWN_FAMILY, Outcome.WITHDRAWN_FAMILY, Outcome.WITHDRAWN_PATIENT, Outcome.IMPROVED))
            self.walker.take_need(case, _T.WITHDRAW, now, by, outcome)
            self.came_to_nothing(now, case)

    def lost(self, now: int, case: Case, asked: Asked | None = None) -> None:
        """Nobody is asked any more: another receiver, or the end of it."""
        if case.status is not TransferStatus.ACTIVE or any(one.open for one in case.requests):
            return
        hand = Hand(case.by, Party.SENDER_PHYSICIAN)
        tried = {one.unit.id for one in case.requests}
        others = [] if len(tried) > 4 else self.receivers(case.setting, case.person, now, None, 1, tried)
        if not others:
            over = Hand(case.by, Party.SENDER_PHYSICIAN, "没有合适的去处")
            self.walker.take_need(case, _T.CONCLUDE, now, over, self.dice.choice(_NOWHERE))
            self.came_to_nothing(now, case)
            return
        clinical.share(self.ledger, case.person, [others[0].id], case.by, now)
        if asked is not None and asked.status is _S.DECLINED and self.dice.random() < 0.5:
            self.walker.take(asked, _A.REROUTE, now, hand)
        else:
            self.walker.take_need(case, _T.FORWARD, now, hand)
        self.ask(case, others[0], now, hand)

    # the receiver

    def open(self, now: int, asked: Asked) -> None:
        """Somebody opens it."""
        if asked.status is _S.SUBMITTED:
            team = self.teams[asked.unit.site.id]
            self.walker.take(asked, _A.OPEN, now, Hand(team.opens, team.opens_as))
            self.at(self._later(asked.case.priority, now, LIMITS[asked.case.priority] * asked.unit.speed * 0.25), self.decide, asked)

    def decide(self, now: int, asked: Asked) -> None:
        """Asked back, declined, taken, or put on the list."""
        if asked.status is not _S.RECEIVED:
            return
        chance, team = self.dice.random(), self.teams[asked.unit.site.id]
        decides = Hand(team.decides, Party.RECEIVER_DECIDER)
        if chance < assumed.RETURNS and not asked.pauses:
            self._send_back(now, asked, team)
        elif not asked.unit.works(now) or chance > 1 - assumed.DECLINES * asked.unit.strict:
            self._decline(now, asked, team)
        elif (place := asked.unit.free(now, asked.case.person.sex)) is None:
            asked.decided = now, team.decides
            if not asked.case.bridging and self.dice.random() < 0.5:
                asked.case.bridging = self.dice.choice(_BRIDGING)
            self._wait(now, asked, decides)
        else:
            asked.decided = now, team.decides
            self.walker.take(asked, _A.ACCEPT, now, decides)
            if asked.unit.by_visit:
                self.at(on_duty(now + self.dice.randrange(20, 5 * HOUR)), self.agree, asked)
            else:
                self.hold(now, asked, place, decides)

    def _send_back(self, now: int, asked: Asked, team: Team) -> None:
        asked.words = self.dice.choice(_MISSING)
        asked.pauses.append([now, None])
        self.walker.take(asked, _A.RETURN, now, Hand(team.opens, team.opens_as, asked.words))
        self.at(self._later(asked.case.priority, now, 7 * HOUR), self.answer, asked)

    def answer(self, now: int, asked: Asked) -> None:
        """The sender says what was missing."""
        if asked.status is _S.RETURNED:
            asked.pauses[-1][1] = now
            self.walker.take(asked, _A.ANSWER, now, Hand(asked.case.by, Party.SENDER_PHYSICIAN))
            self.at(self._later(asked.case.priority, now, 2 * HOUR), self.open, asked)

    def _decline(self, now: int, asked: Asked, team: Team) -> None:
        reason = self.dice.choice(_DECLINES)
        asked.declined, asked.decided = reason.value, (now, team.decides)
        asked.words = "目前人手不足，短期内难以安排" if reason is DeclineReason.OTHER else ""
        asked.second = "可联系市指导中心协调其他病区" if asked.case.priority is Priority.URGENT else ""
        why = asked.words or str(reason.label)
        self.walker.take(asked, _A.DECLINE, now, Hand(team.decides, Party.RECEIVER_DECIDER, why))
        self.lost(now, asked.case, asked)

    def expire(self, now: int, asked: Asked) -> None:
        """Nobody ever answered."""
        if asked.status is _S.SUBMITTED:
            self.walker.take(asked, _A.EXPIRE, now, CLOCK)
            case = asked.case
            if case.status is TransferStatus.ACTIVE and not any(one.open for one in case.requests):
                self.walker.take_need(case, _T.EXPIRE, now, CLOCK, Outcome.LOST_CONTACT)
                self.came_to_nothing(now, case)

    # waiting, and the bed

    def _wait(self, now: int, asked: Asked, hand: Hand) -> None:
        self.walker.take(asked, _A.WAITLIST, now, hand)
        self.at(now + self.dice.randrange(5 * DAY, 18 * DAY), self.give_up, asked)

    def give_up(self, now: int, asked: Asked) -> None:
        """After long waiting: another receiver, or no place at all."""
        case = asked.case
        if asked.status is not _S.WAITLISTED or case.status is not TransferStatus.ACTIVE:
            return
        self.walker.take(asked, _A.WITHDRAW, now, Hand(case.by, Party.SENDER_PHYSICIAN, "等候时间过长，另寻去处"))
        self.lost(now, case)

    def freed(self, now: int, unit: Unit) -> None:
        """A place is free: it goes to the next on the list for whom it is."""
        if not unit.waiting or not unit.works(now):
            return
        order = sorted(unit.waiting, key=lambda wait: (wait.asked.case.priority.rank, wait.asked.case.submitted, wait.asked.key))
        fits = [wait for wait in order if unit.free(now, wait.asked.case.person.sex) and self._may(wait, now)]
        if not fits:
            return
        out_of_turn = len(fits) > 1 and self.dice.random() < assumed.OUT_OF_TURN
        chosen = fits[1] if out_of_turn else fits[0]
        place = unit.free(now, chosen.asked.case.person.sex)
        if place is None:
            return
        if unit.by_visit:
            self.agree(now, chosen.asked)
            return
        above = order[: order.index(chosen)]
        self._offer(now, chosen, above, set(fits), place, "病情急转，经病区讨论优先安排" if out_of_turn else "")

    @staticmethod
    def _may(wait: Any, now: int) -> bool:
        """Whoever did not come to a bed that was kept is looked at again first; nobody is offered one twice at once."""
        if wait.ran_out and wait.reviewed is None:
            if now - wait.entered < 6 * HOUR:
                return False
            wait.reviewed = wait.asked.since = wait.entered + 5 * HOUR
        return wait.asked.case.status is TransferStatus.ACTIVE

    def _offer(self, now: int, wait: Any, above: list[Any], fits: set[Any], place: Place, override: str) -> None:
        asked, team = wait.asked, self.teams[wait.asked.unit.site.id]
        hand = Hand(team.decides, Party.RECEIVER_DECIDER) if override else CLOCK
        self.hold(now, asked, place, hand)
        number = self.ledger.number(BedOffer)
        by = team.decides.id if override else None
        self.ledger.rows[BedOffer].append((
            number, self.ledger.key(), wait.id, asked.unit.id, asked.kept.id, stamp(now), by, override,
        ))  # fmt: skip
        for rank, other in enumerate(above, 1):
            why = f"人工调整：{override}" if other in fits else "没有相应性别的空床"
            if other.ran_out and other.reviewed is None:
                why = "上次保留到时没有确认，复核后再安排"
            self.ledger.rows[PassedOverRow].append((number, rank, other.id, why))

    def hold(self, now: int, asked: Asked, place: Place, hand: Hand) -> None:
        """Keep a bed for as long as the class allows."""
        case, dice = asked.case, self.dice
        hours = HOLD_HOURS[case.priority]
        by = hand.by or self.teams[asked.unit.site.id].decides
        asked.kept = self.beds.keep(case.person, asked.unit, place, now, now + hours * HOUR, by.id)
        self.walker.take(asked, _A.HOLD, now, hand)
        chance = dice.random()
        if chance < assumed.RUNS_OUT:
            self.at(now + hours * HOUR, self.run_out, asked)
        elif chance < assumed.RUNS_OUT + assumed.EXTENDS:
            self.at(now + hours * HOUR - dice.randrange(20, 60), self.extend, asked)
        else:
            later = now + dice.randrange(10, hours * 25)
            self.at(later if case.priority is Priority.URGENT else min(awake(later), now + hours * 50), self.agree, asked)

    def run_out(self, now: int, asked: Asked) -> None:
        """Nobody came for the bed in time."""
        if asked.status is _S.BED_HELD:
            asked.ran_out, unit = True, asked.unit
            self.walker.take(asked, _A.RUN_OUT, now, CLOCK)
            self.at(now + 1, self.freed, unit)
            self.at(now + self.dice.randrange(4 * DAY, 12 * DAY), self.give_up, asked)

    def extend(self, now: int, asked: Asked) -> None:
        """The bed is kept once longer."""
        if asked.status is _S.BED_HELD:
            asked.kept.extended, asked.kept.expires = True, asked.kept.expires + HOLD_HOURS[asked.case.priority] * HOUR
            self.walker.take(asked, _A.EXTEND, now, Hand(asked.case.by, Party.SENDER_PHYSICIAN, "救护车明早才能到"))
            self.at(now + self.dice.randrange(10, 60), self.agree, asked)

    # the way

    def agree(self, now: int, asked: Asked) -> None:
        """Both sides agree to a time."""
        case, unit, dice = asked.case, asked.unit, self.dice
        if unit.by_visit:
            self._agree_visit(now, asked)
        elif asked.status is _S.BED_HELD:
            soon = now + dice.randrange(25, 90 if case.priority is Priority.URGENT else 7 * HOUR)
            asked.scheduled = min(soon if case.priority is Priority.URGENT else awake(soon), asked.kept.expires - 5)
            asked.scheduled = max(asked.scheduled, now + 5)
            asked.agreed = now, now
            self.walker.take(asked, _A.SCHEDULE, now, Hand(case.by, Party.SENDER_PHYSICIAN))
            self.at(asked.scheduled, self.depart, asked)

    def _agree_visit(self, now: int, asked: Asked) -> None:
        if asked.status not in (_S.ACCEPTED, _S.WAITLISTED):
            return
        team, case = self.teams[asked.unit.site.id], asked.case
        decides = Hand(team.decides, Party.RECEIVER_DECIDER)
        place = asked.unit.free(now, case.person.sex)
        if place is None:
            if asked.status is _S.ACCEPTED:
                self._wait(now, asked, decides)
            return
        days = 5 * DAY if asked.unit.setting is Setting.CLINIC else 2 * DAY
        asked.scheduled = on_duty(now + self.dice.randrange(3 * HOUR, days), 9, 17)
        asked.agreed = now, now
        asked.kept = self.beds.keep(case.person, asked.unit, place, now, asked.scheduled + DAY, team.decides.id)
        self.walker.take(asked, _A.SCHEDULE, now, decides)
        if case.leaves is not None:
            self.at(max(now + 5, asked.scheduled - self.dice.randrange(HOUR, 20 * HOUR)), self.go_home, asked)
        self.at(asked.scheduled, self.visit, asked)

    def go_home(self, now: int, asked: Asked) -> None:
        """The patient leaves the ward for home, where somebody will come."""
        if asked.status is _S.SCHEDULED:
            self.leaves(now, asked.case.leaves, _LEAVES_FOR[asked.case.setting], asked.unit)

    def depart(self, now: int, asked: Asked) -> None:
        """The patient is carried away; or the journey comes to nothing."""
        if asked.status is not _S.SCHEDULED:
            return
        case = asked.case
        if self.dice.random() < assumed.TURNED_BACK:
            team = self.teams[asked.unit.site.id]
            self.walker.take(asked, _A.NO_SHOW, now + 90, Hand(team.opens, team.opens_as, "患者未到，家属称另有安排"))
            self.at(now + 100, self._after_loss, asked)
            return
        self.walker.take(asked, _A.DEPART, now, Hand(case.by, Party.SENDER_PHYSICIAN))
        asked.departed = now
        if case.leaves is not None:
            self.leaves(now, case.leaves, _LEAVES_FOR[case.setting], asked.unit)
        self.at(now + self.dice.randrange(15, 130), self.arrive, asked)

    def _after_loss(self, now: int, asked: Asked) -> None:
        self.freed(now, asked.unit)
        self.lost(now, asked.case)

    def arrive(self, now: int, asked: Asked) -> None:
        """There; or turned back, or refused at the door."""
        if asked.status is not _S.IN_TRANSIT:
            return
        team, chance = self.teams[asked.unit.site.id], self.dice.random()
        if chance < assumed.TURNED_BACK:
            self.walker.take(asked, _A.ABORT, now, Hand(asked.case.by, Party.SENDER_PHYSICIAN, "途中病情变化，就近送急诊"))
            self.at(now + 5, self._after_loss, asked)
            return
        self.walker.take(asked, _A.ARRIVE, now, Hand(team.opens, team.opens_as))
        asked.arrived = now
        if chance < 2 * assumed.TURNED_BACK:
            self.walker.take(asked, _A.REFUSE, now + 15, Hand(team.decides, Party.RECEIVER_DECIDER, "到达时需急诊处理"))
            self.at(now + 20, self._after_loss, asked)
        else:
            self.at(now + self.dice.randrange(15, 110), self.admit, asked)

    def admit(self, now: int, asked: Asked) -> None:
        """Both sides have handed over, and the bed is occupied since the arrival."""
        if asked.status is _S.ARRIVED:
            self._taken_in(now, asked, asked.arrived or now)

    def visit(self, now: int, asked: Asked) -> None:
        """The first visit."""
        if asked.status is _S.SCHEDULED:
            self._taken_in(now, asked, now)

    def _taken_in(self, now: int, asked: Asked, began: int) -> None:
        team = self.teams[asked.unit.site.id]
        asked.kept.admit(began)
        asked.admitted = began
        self.hand_over(now, asked)
        self.walker.take(asked, _A.ADMIT, now, Hand(team.decides, Party.RECEIVER_DECIDER))
        self.at(on_duty(now + self.dice.randrange(4 * HOUR, 3 * DAY)), self.close, asked)
        self.begins(now, asked.case.person, asked.kept)

    def close(self, now: int, asked: Asked) -> None:
        """Everything is done; the sender reads what became of it."""
        if asked.status is _S.ADMITTED:
            team = self.teams[asked.unit.site.id]
            self.walker.take(asked, _A.CLOSE, now, Hand(team.decides, Party.RECEIVER_DECIDER))
            asked.case.person.cases.remove(asked.case)

    def cleaned(self, now: int, kept: Kept, outcome: str | None, reason: str = "") -> None:
        """Somebody has left; once the bed is ready, the list is looked at."""
        kept.leave(now, outcome, cleaning_of(self.dice), reason)
        self.at(kept.place.free_at + 1, self.freed, kept.unit)

    # what a life makes of it

    def receivers(
        self, setting: Setting, person: Person, now: int, first: Unit | None, most: int, but: set[int]
    ) -> list[Unit]:
        """Whom to ask."""
        raise NotImplementedError

    def begins(self, now: int, person: Person, kept: Kept) -> None:
        """A stay begins."""
        raise NotImplementedError

    def leaves(self, now: int, kept: Kept, outcome: str, to: Unit) -> None:
        """A stay ends, for another one."""
        raise NotImplementedError

    def came_to_nothing(self, now: int, case: Case) -> None:
        """A transfer ended without a place."""
        raise NotImplementedError

    def hand_over(self, now: int, asked: Asked) -> None:
        """What both sides say before the patient counts as admitted."""
        raise NotImplementedError
