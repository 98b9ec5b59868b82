"""Patients who do not exist, with what their record says: identity numbers begin with 999999, which no division has."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any

from hospice.core.sealing import seal
from hospice.patients.models import Consent, Contact, Diagnosis, Patient, PlaceWish, WishStatement
from hospice.patients.models.patient import initials_of
from hospice.patients.queries.records import document_fingerprint
from hospice.patients.rules.codes import IdType
from hospice.patients.rules.resident_id import check_character
from hospice.patients.services.codes import SHIPPED_VERSION

from .. import names
from ..land import Place
from ..network import AREA_CODES
from .ledger import Ledger
from .minutes import DAY, local_day, stamp
from .staff import Worker

NOBODYS = "999999"  # no division has this number (domain §3.1)
_FIRST_BIRTH, _BIRTH_DAYS = date(1929, 3, 1), 13_331  # until 1965; a prime, so that steps reach every day
STAGED_FROM = 800  # serial numbers from here on belong to the cases of today

ILLNESSES = (  # code, name, tumour, weight [P]; the codes and names are those of the list that ships
    ("C34.9", "支气管或肺恶性肿瘤，部位未特指", True, 24), ("C22.0", "肝细胞癌", True, 11),
    ("C16.9", "胃恶性肿瘤，部位未特指", True, 11), ("C18.9", "结肠恶性肿瘤，部位未特指", True, 8),
    ("C25.9", "胰腺恶性肿瘤，部位未特指", True, 7), ("C20", "直肠恶性肿瘤", True, 5), ("C61", "前列腺恶性肿瘤", True, 3),
    ("C50.9", "乳房恶性肿瘤，部位未特指", True, 4), ("C56", "卵巢恶性肿瘤", True, 2), ("C23", "胆囊恶性肿瘤", True, 2),
    ("C71.9", "脑恶性肿瘤，部位未特指", True, 2), ("C90.0", "多发性骨髓瘤", True, 1), ("I50.9", "心力衰竭，未特指", False, 6),
    ("J44.9", "慢性阻塞性肺病，未特指", False, 6), ("N18.5", "慢性肾脏病5期", False, 3), ("F03", "未特指的痴呆", False, 3),
    ("K74.6", "其他和未特指的肝硬化", False, 1), ("G20", "帕金森病", False, 1),
)  # fmt: skip
_WEIGHTS = [illness[3] for illness in ILLNESSES]
_RELATIONS = ("SON", "DAUGHTER", "SPOUSE", "SPOUSE", "SON", "DAUGHTER", "GRANDCHILD", "SIBLING")
_INSURANCES = ("390", "390", "390", "310", "310", "392", "SELF", "340")
_STREETS = ("人民路", "解放街", "环城东路", "中山路", "新华路", "青年路", "府前街", "溪滨路", "广场路", "北门街")


@dataclass(slots=True, eq=False)
class Person:
    """A patient while the simulation runs."""

    id: int
    key: str
    sex: str
    county: Place
    house: int  # who keeps the record
    came: int
    dies: int
    episode: Any = None
    stay: Any = None
    cases: list[Any] = field(default_factory=list)
    legs: int = 0
    died: int | None = None
    row: dict[str, Any] = field(default_factory=dict)
    relative: tuple[str, str] = ("", "")  # name and relation of who signs

_initials = cache(initials_of)  # the same names come back a hundred times


class Register:
    """Makes patients and writes their record, each number once."""

    def __init__(self, ledger: Ledger, townships: Mapping[str, tuple[Place, ...]]) -> None:
        self.ledger = ledger
        self.townships = townships

    def enter(self, county: Place, house: int, by: Worker, came: int, dies: int) -> Person:
        """Somebody becomes a patient of the network."""
        dice, ledger = self.ledger.dice, self.ledger
        number, key = ledger.number(Patient), ledger.key()
        sex = "2" if dice.random() < 0.44 else "1"
        document, born = resident_number(number, sex)
        town = self.townships.get(county.origin)
        place = dice.choice(town) if town else None
        lon = place.lon if place and place.lon is not None else county.lon
        lat = place.lat if place and place.lat is not None else county.lat
        mind = dice.random()
        at = stamp(came)
        name = names.person(dice)
        row: dict[str, Any] = {
            "id": number, "key": key, "version": 1, "institution_id": house, "name": name, "initials": _initials(name),
            "sex": sex, "birth_date": born.isoformat(), "ethnic_group": "01",
            "id_type": IdType.RESIDENT.value,
            "id_sealed": seal(document, f"patient:{_dashed(key)}:id_number"),
            "id_hash": document_fingerprint(IdType.RESIDENT, document), "id_missing_reason": "", "region_id": county.id,
            "township_id": place.id if place else None, "address": _address(county, place, dice),
            "floor": dice.randrange(1, 8), "has_lift": int(dice.random() < 0.4),
            "lon": round(lon, 2) if lon is not None and lat is not None else None,
            "lat": round(lat, 2) if lon is not None and lat is not None else None,
            "capacity": "FULL" if mind < 0.55 else "PARTIAL" if mind < 0.85 else "NONE",
            "knows_diagnosis": dice.choice(("YES", "YES", "PARTLY", "NO")), "family_disagrees": int(dice.random() < 0.05),
            "insurance": dice.choice(_INSURANCES), "hardship": "LOW_INCOME" if dice.random() < 0.06 else "NONE", "religion": "",
            "language": "", "diet": "", "died_at": None, "changed_at": at, "synthetic": 1, "created_at": at,
        }  # fmt: skip
        person = Person(number, key, sex, county, house, came, dies, row=row)
        self._record(person, name, by, came)
        return person

    def finish(self, person: Person) -> None:
        """Write the row, once it is known what became of the patient."""
        if person.died is not None:
            person.row["died_at"] = person.row["changed_at"] = stamp(person.died)
            person.row["version"] = 2
        self.ledger.rows[Patient].append(tuple(person.row.values()))

    def _record(self, person: Person, name: str, by: Worker, came: int) -> None:
        """People around, diagnosis, consent to care, and wishes."""
        dice, ledger, at = self.ledger.dice, self.ledger, stamp(came)
        decides = person.row["capacity"] != "FULL"
        relation = dice.choice(_RELATIONS)
        phone = f"{AREA_CODES[person.county.origin[:4]]}-0{dice.randrange(10**6):06d}"  # no exchange gives it out
        relative = name[0] + dice.choice(names.GIVEN)
        ledger.rows[Contact].append((
            ledger.number(Contact), ledger.key(), person.id, relative, relation, phone, 1, int(decides),
            "CLOSE_RELATIVE" if decides else None, int(dice.random() < 0.7), dice.choice((8, 12, 16, 24)), at,
        ))  # fmt: skip
        code, illness, tumour, _ = dice.choices(ILLNESSES, _WEIGHTS)[0]
        ledger.rows[Diagnosis].append((
            ledger.number(Diagnosis), ledger.key(), person.id, code, illness, SHIPPED_VERSION, 1, int(tumour),
            "Ⅳ期" if tumour else "", dice.choice(("骨", "肝", "肺", "淋巴结", "")) if tumour else "",
            local_day(came - dice.randrange(30, 900) * DAY).isoformat(), at, by.id,
        ))  # fmt: skip
        ledger.rows[Consent].append((
            ledger.number(Consent), ledger.key(), person.id, "CARE", "1", relative, relation, at, at, by.id, "",
        ))  # fmt: skip
        answer = dice.choice(("REFUSED", "REFUSED", "REFUSED", "UNDECIDED", "NOT_ASKED", "WANTED"))
        ledger.rows[WishStatement].append((ledger.number(WishStatement), person.id, "CPR", answer, at, by.id, ""))
        if dice.random() < 0.7:
            care, death = dice.choice(("HOME", "HOME", "WARD", "COMMUNITY")), dice.choice(("HOME", "HOME", "WARD"))
            ledger.rows[PlaceWish].append((ledger.number(PlaceWish), person.id, care, death, at, by.id))
        person.relative = relative, relation


def resident_number(number: int, sex: str) -> tuple[str, date]:
    """A sound number that is nobody's, another for every patient; and the birthday that it says."""
    serial, place = divmod(number, _BIRTH_DAYS)
    born = _FIRST_BIRTH + timedelta(days=place * 7919 % _BIRTH_DAYS)
    first = f"{NOBODYS}{born:%Y%m%d}{serial * 2 + (sex == '1'):03d}"
    return first + check_character(first), born


def _address(county: Place, place: Place | None, dice: Random) -> str:
    return f"{county.name}{place.name if place else ''}{dice.choice(_STREETS)}{dice.randrange(1, 200)}号"


def _dashed(key: str) -> str:
    return f"{key[:8]}-{key[8:12]}-{key[12:16]}-{key[16:20]}-{key[20:]}"


def as_json(value: Any) -> str:
    """As the database keeps it."""
    return json.dumps(value, ensure_ascii=False)
