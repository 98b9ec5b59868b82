"""The way there: agreed on, carried or visited, handed over, taken in; and what may become of a journey."""

from __future__ import annotations

from hospice.episodes.rules.codes import Priority
from hospice.patients.rules.wishes import Setting
from hospice.transfers.rules.codes import Party, RequestAction, RequestStatus

from . import assumptions as assumed
from .answers import Answers
from .case import Asked, Hand
from .minutes import DAY, HOUR, awake, on_duty
from .stays import Kept, cleaning_of

_A, _S = RequestAction, RequestStatus
_LEAVES_FOR = {Setting.HOME: "TO_HOME", Setting.CLINIC: "TO_HOME", Setting.COMMUNITY: "TO_COMMUNITY", Setting.WARD: "TO_WARD",
               Setting.CENTER: "TO_WARD"}  # fmt: skip


class Journeys(Answers):
    """Events between the promise of a place and the admission."""

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
            self.at(now + 90, self._no_show, asked)
            return
        self.walker.take(asked, _A.DEPART, now, Hand(case.by, Party.SENDER_PHYSICIAN))
        asked.departed = now
        if case.leaves is not None:
            self.leaves(now, case.leaves, _LEAVES_FOR[case.setting], asked.unit)
        self.at(now + self.dice.randrange(15, 130), self.arrive, asked)

    def _no_show(self, now: int, asked: Asked) -> None:
        if asked.status is _S.SCHEDULED:
            team = self.teams[asked.unit.site.id]
            self.walker.take(asked, _A.NO_SHOW, now, Hand(team.opens, team.opens_as, "患者未到，家属称另有安排"))
            self.at(now + 10, self._after_loss, asked)

    def _refused(self, now: int, asked: Asked) -> None:
        if asked.status is _S.ARRIVED:
            team = self.teams[asked.unit.site.id]
            self.walker.take(asked, _A.REFUSE, now, Hand(team.decides, Party.RECEIVER_DECIDER, "到达时需急诊处理"))
            self.at(now + 5, self._after_loss, asked)

    def _after_loss(self, now: int, asked: Asked) -> None:
        self.freed(now, asked.unit)
        self.lost(now, asked.case)

    def arrive(self, now: int, asked: Asked) -> None:
        """There; or turned back, or refused at the door."""
        if asked.status is not _S.IN_TRANSIT:
            return
        team, chance = self.teams[asked.unit.site.id], self.dice.random()
        if chance < assumed.TURNED_BACK:
            self.walker.take(
                asked, _A.ABORT, now, Hand(asked.case.by, Party.SENDER_PHYSICIAN, "途中病情变化，就近送急诊")
            )
            self.at(now + 5, self._after_loss, asked)
            return
        self.walker.take(asked, _A.ARRIVE, now, Hand(team.opens, team.opens_as))
        asked.arrived = now
        if chance < 2 * assumed.TURNED_BACK:
            self.at(now + 15, self._refused, asked)
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
