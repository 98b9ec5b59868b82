"""What is written of a patient's condition when a place is asked for, and while it is given. All figures are drawn [P]."""

from __future__ import annotations

from functools import cache
from random import Random

from hospice.episodes.rules.codes import Priority
from hospice.patients.models import ClinicalState, Consent, ConsentReceiver, PatientScore
from hospice.patients.rules.scores.catalogue import CURRENT
from hospice.patients.rules.scores.result import compute

from .ledger import Ledger
from .minutes import stamp
from .persons import Person, as_json
from .staff import Worker

_P = Priority
_PROGNOSES = {
    _P.URGENT: ("LT24H", "D1_3", "D1_3", "D4_7"), _P.PRIOR: ("D4_7", "W1_2", "W1_2", "W3_4"),
    _P.ROUTINE: ("W3_4", "W5_6", "W7_8", "W9_10", "W11_12"), _P.PLANNED: ("W11_12", "M3_6", "M3_6"),
}  # fmt: skip
_PAIN = {_P.URGENT: (5, 11), _P.PRIOR: (3, 8), _P.ROUTINE: (1, 7), _P.PLANNED: (0, 5)}
_PPS = {_P.URGENT: (10, 31), _P.PRIOR: (20, 41), _P.ROUTINE: (30, 61), _P.PLANNED: (40, 71)}
_PHASES = {_P.URGENT: "TERMINAL", _P.PRIOR: "UNSTABLE", _P.ROUTINE: "DETERIORATING", _P.PLANNED: "STABLE"}
_DEVICES = (["NONE"], ["NONE"], ["OXYGEN"], ["OXYGEN", "URINARY_CATHETER"], ["GASTRIC_TUBE"], ["PICC"], ["PORT"])
_INFECTIONS = ((["NONE"], "STANDARD"),) * 12 + ((["HBV"], "STANDARD"), (["MRSA"], "CONTACT"))
_MEDICINES: tuple[list[dict[str, str]], ...] = (
    [], [{"name": "吗啡缓释片", "strength": "10mg", "dose": "10mg", "route": "口服", "frequency": "每12小时1次"}],
    [{"name": "羟考酮缓释片", "strength": "10mg", "dose": "20mg", "route": "口服", "frequency": "每12小时1次"}],
    [{"name": "呋塞米片", "strength": "20mg", "dose": "20mg", "route": "口服", "frequency": "每日1次"}],
)  # fmt: skip


@cache
def _scored(score: str, item: str, answer: int) -> tuple[str, str, str, str]:
    """Version, items, result and band, as the formula that holds gives them."""
    found = compute(CURRENT[score], {item: answer})
    return found.version, as_json({item: answer}), str(found.value), found.band


@cache
def _said(kind: str, place: int) -> str:
    return as_json({"devices": _DEVICES, "medicines": _MEDICINES}[kind][place])


def describe(ledger: Ledger, person: Person, priority: Priority, by: Worker, minute: int) -> None:
    """The condition, pain and function that a transfer has to say."""
    dice, at = ledger.dice, stamp(minute)
    infections, isolation = dice.choice(_INFECTIONS)
    ledger.rows[ClinicalState].append((
        ledger.number(ClinicalState), ledger.key(), person.id, at, by.id, dice.choice(_PROGNOSES[priority]), _PHASES[priority],
        "ALERT" if dice.random() < 0.7 else "DROWSY", _said("devices", dice.randrange(len(_DEVICES))), as_json(infections),
        isolation, "NONE_KNOWN" if dice.random() < 0.9 else "UNKNOWN", "", _said("medicines", dice.randrange(len(_MEDICINES))),
        int(priority is _P.URGENT and dice.random() < 0.4), 0,
    ))  # fmt: skip
    score(ledger, person, "NRS", dice.randrange(*_PAIN[priority]), by, minute)
    score(ledger, person, "PPS", dice.randrange(*_PPS[priority]) // 10 * 10, by, minute)


def score(ledger: Ledger, person: Person, name: str, answer: int, by: Worker, minute: int) -> None:
    """One assessment."""
    version, items, result, band = _scored(name, name.lower(), answer)
    at = stamp(minute)
    ledger.rows[PatientScore].append((
        ledger.number(PatientScore), ledger.key(), person.id, name, version, items, result, band,
        "PATIENT" if name == "NRS" else "STAFF", at, at, by.id,
    ))  # fmt: skip


def share(ledger: Ledger, person: Person, units: list[int], by: Worker, minute: int) -> None:
    """The consent that names the receivers, in their order."""
    number, at = ledger.number(Consent), stamp(minute)
    name, relation = person.relative
    ledger.rows[Consent].append((number, ledger.key(), person.id, "SHARING", "1", name, relation, at, at, by.id, ""))
    ledger.rows[ConsentReceiver].extend((number, place, unit) for place, unit in enumerate(units, 1))


def later_pain(dice: Random) -> int:
    """Pain once somebody looks after it."""
    return dice.choice((1, 1, 2, 2, 2, 3, 3, 4, 5))
