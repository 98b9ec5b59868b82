"""What receivers do: open, ask back, decline, take, put on the list, keep a bed, give a free one to the next in line."""

from __future__ import annotations

from typing import Any

from hospice.episodes.rules.codes import Priority
from hospice.transfers.models import BedOffer, PassedOverRow
from hospice.transfers.rules.codes import (
    DeclineReason,
    Outcome,
    Party,
    RequestAction,
    RequestStatus,
    TransferAction,
    TransferStatus,
)

from . import assumptions as assumed
from .case import CLOCK, Asked, Hand
from .course import LIMITS, Course
from .houses import Place, Unit
from .minutes import DAY, HOUR, awake, on_duty, stamp
from .staff import Team
from .stays import HOLD_HOURS

_A, _S, _T = RequestAction, RequestStatus, TransferAction
_DECLINES = (
    DeclineReason.NO_CAPABILITY, DeclineReason.NO_CAPABILITY, DeclineReason.ISOLATION_NOT_POSSIBLE, DeclineReason.TOO_FAR,
    DeclineReason.SEX_ROOM_MISMATCH, DeclineReason.NOT_END_STAGE, DeclineReason.INSURANCE_AREA, DeclineReason.TOO_ILL_TO_MOVE,
    DeclineReason.OTHER,
)  # fmt: skip
_MISSING = ("请补充末次用药时间。", "请补充近期血常规结果。", "请补充麻醉药品用量。", "请补充感染与隔离情况。")
_BRIDGING = ("居家镇痛，社区护士每日上门。", "原病房继续照护，每日评估。", "社区卫生服务中心输液，家属陪护。")


class Answers(Course):
    """Events of the receiving side."""

    def open(self, now: int, asked: Asked) -> None:
        """Somebody opens it."""
        if asked.status is _S.SUBMITTED:
            team = self.teams[asked.unit.site.id]
            self.walker.take(asked, _A.OPEN, now, Hand(team.opens, team.opens_as))
            mean = LIMITS[asked.case.priority] * asked.unit.speed * 0.25
            self.at(self._later(asked.case.priority, now, mean), self.decide, asked)

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
        order = sorted(unit.waiting, key=_rank)
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
            self.at(
                later if case.priority is Priority.URGENT else min(awake(later), now + hours * 50), self.agree, asked
            )

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


def _rank(wait: Any) -> tuple[int, int, str]:
    """As `rules/waiting.py` ranks: by class, by how long somebody waits, by key."""
    asked = wait.asked
    return asked.case.priority.rank, asked.case.submitted, asked.key
