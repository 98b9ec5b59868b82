"""The goal arithmetic a second time, straight from domain §1: slow, repetitive, and sharing nothing with the product.

Takes the same facts and a plain dictionary of rules by their keys. Answers `{(goal, level, code): (num, den, met)}`.
"""

from datetime import date, timedelta
from fractions import Fraction

RULES = {
    "g1.provincial_counts": False,
    "g2.allow_designation": True,
    "g2.allow_double_count": False,
    "g2.max_districts_per_ward": 1,
    "g2.hospice_center_counts": False,
    "level.private_by_licensor": True,
    "ward.min_beds_count": 1,
    "ward.require_checklist": False,
    "ward.suspension_grace_days": 0,
    "ward.relocation_grace_days": 90,
    "ward.shared_specialty_counts": True,
    "licence.overdue_grace_days": 90,
    "g3.provide_level": "L2",
    "g3.active_window_days": 365,
    "g3.branch_needs_own_licence": True,
}


def licensed(on, rules, org):
    if org.active is False or org.licence_no == "":
        return False
    if org.licence_from is not None and on < org.licence_from:
        return False
    if org.licence_to is not None and on > org.licence_to:
        return False
    checked = org.licence_checked_on
    if checked is None:
        checked = org.licence_from
    if checked is None:
        return True
    years = 1
    if org.licensed_beds is not None and org.licensed_beds >= 100:
        years = 3
    day = checked.day
    if checked.month == 2 and day == 29 and (checked.year + years) % 4 != 0:
        day = 28
    due = date(checked.year + years, checked.month, day)
    return on <= due + timedelta(days=rules["licence.overdue_grace_days"])


def level(rules, org):
    if org.ownership.value == "PRIVATE" and rules["level.private_by_licensor"] and org.licensor_level is not None:
        return org.licensor_level.value
    return org.level.value


def open_on(on, rules, unit):
    """Tests 5 to 8, and the shared ward."""
    status = unit.status.value
    running = status == "OPERATING"
    for name, key in (("SUSPENDED", "ward.suspension_grace_days"), ("RELOCATING", "ward.relocation_grace_days")):
        if status == name and unit.status_since is not None:
            running = unit.status_since <= on < unit.status_since + timedelta(days=rules[key])
    if not running:
        return False
    if unit.opened_on is None or on < unit.opened_on or unit.approval_document == "":
        return False
    if unit.open_beds is None or unit.open_beds < rules["ward.min_beds_count"]:
        return False
    if unit.shared_specialty and not (rules["ward.shared_specialty_counts"] and unit.own_sign_and_rules):
        return False
    return not (rules["ward.require_checklist"] and unit.checklist_failed)


def a_ward_of_a_hospital(unit, org):
    kinds = ("GENERAL", "TCM", "INTEGRATED", "SPECIAL", "REHAB", "NURSING_HOSPITAL")
    good_grade = org.grade.value in ("2", "3") or org.built_to_grade2
    return org.kind.value in kinds and good_grade and unit.kind.value == "WARD"


def a_centre(unit, org):
    return org.kind.value == "HOSPICE_CENTER" and unit.kind.value in ("WARD", "CENTER")


def statutory(counties):
    return [county for county in counties if county.statutory]


def own_county(counties, code):
    for county in counties:
        if county.code == code and county.statutory:
            return code
        if county.code == code:
            for host in counties:
                if host.code == county.host_code and host.statutory:
                    return host.code
    return None


def own_prefecture(counties, code):
    for county in counties:
        if county.code == code:
            return county.prefecture_code
    return None


def valid(on, fact):
    dated = fact.valid_from <= on and (fact.valid_to is None or on < fact.valid_to)
    return dated and fact.document_no != "" and fact.approver != ""


def wards(on, rules, counties, orgs, units, designations):  # noqa: C901 - one plain walk down the page of rules
    """Pairs (prefecture, unit id) for G1 and (county, unit id) for G2."""
    first, second, designated = [], [], []
    codes = [county.code for county in statutory(counties)]
    for unit in units:
        org = None
        for one in orgs:
            if one.id == unit.institution_id:
                org = one
        if org is None or not licensed(on, rules, org) or not open_on(on, rules, unit):
            continue
        mine = [fact for fact in designations if fact.unit_id == unit.id and valid(on, fact)]
        mine.sort(key=lambda fact: (fact.valid_from, fact.region_code))
        hospital, centre = a_ward_of_a_hospital(unit, org), a_centre(unit, org)

        # G1
        prefecture = own_prefecture(counties, unit.county_code)
        natural = hospital and level(rules, org) == "MUNICIPAL"
        if hospital and rules["g1.provincial_counts"] and level(rules, org) == "PROVINCIAL":
            natural = True
        for fact in mine:
            region = fact.region_code
            same = region == prefecture or own_prefecture(counties, region) == prefecture
            if fact.goal == "G1" and same and (centre or (hospital and level(rules, org) == "PROVINCIAL")):
                natural = True
        if natural and prefecture is not None:
            first.append((prefecture, unit.id))

        # G2
        county = own_county(counties, unit.county_code)
        places = rules["g2.max_districts_per_ward"]
        own = (hospital or (centre and rules["g2.hospice_center_counts"])) and level(rules, org) == "COUNTY"
        if own:
            places -= 1
            if county is not None:
                second.append((county, unit.id))
        if rules["g2.allow_designation"] and (hospital or centre):
            seen = []
            for fact in mine:
                code = fact.region_code
                if fact.goal != "G2" or code not in codes or code in seen or (own and code == county):
                    continue
                seen.append(code)
                if len(seen) <= places:
                    designated.append((code, unit.id, fact.valid_from, unit.key))
    if not rules["g2.allow_double_count"]:
        designated = without_double_use(first, designated)
    return first, second + [(code, unit) for code, unit, _, _ in designated]


def without_double_use(first, designated):
    """Each prefecture keeps one ward for G1, rather one that is not designated, else the one designated last."""
    for prefecture in {region for region, _ in first}:
        here = [unit for region, unit in first if region == prefecture]
        lent = [unit for unit in here if unit in [one[1] for one in designated]]
        if len(here) > len(lent):
            continue
        earliest = {}
        for _, unit, day, key in designated:
            if unit in lent:
                earliest[unit] = min(earliest.get(unit, (day, key)), (day, key))
        kept = max(lent, key=lambda unit: earliest[unit])
        designated = [one for one in designated if one[1] != kept]
    return designated


def facilities(rules, counties, orgs):  # noqa: C901 - likewise
    """Lists of institutions, each list one facility."""
    primary = [org for org in orgs if org.kind.value in ("TOWNSHIP_HC", "CHC") and org.active]
    primary = [org for org in primary if own_county(counties, org.county_code) is not None]
    dependent = []
    if rules["g3.branch_needs_own_licence"]:
        dependent = [org for org in primary if org.host_institution_id is not None and not org.own_licence]
    own = sorted((org for org in primary if org not in dependent), key=lambda org: org.key)
    found = []
    for org in own:  # those with a licence first
        if org.licence_no:
            for facility in found:
                if facility[0].licence_no == org.licence_no:
                    facility.append(org)
                    break
            else:
                found.append([org])
    for org in own:
        if org.licence_no:
            continue
        for facility in found:
            if org.credit_code and any(one.credit_code == org.credit_code for one in facility):
                facility.append(org)
                break
        else:
            found.append([org])
    for org in dependent:
        for facility in found:
            if org.host_institution_id in [one.id for one in facility]:
                facility.append(org)
                break
    return found


def provides(on, rules, members, services):
    rows = [row for row in services if row.institution_id in [org.id for org in members]]
    declared = []
    for row in rows:
        started = row.started_on is not None and row.started_on <= on
        if row.confirmed and started and (row.ended_on is None or on < row.ended_on):
            declared.append(row)
    if not declared:
        return False
    if rules["g3.provide_level"] == "L1":
        return True
    some_mode = any(len(row.modes) > 0 for row in declared)
    doctor = any(row.trained_physicians >= 1 for row in rows)
    nurse = any(row.trained_nurses >= 1 for row in rows)
    if not (some_mode and doctor and nurse):
        return False
    if rules["g3.provide_level"] == "L2":
        return True
    latest = [row.last_service_on for row in rows if row.last_service_on is not None]
    if not latest:
        return False
    return on - timedelta(days=rules["g3.active_window_days"]) <= max(latest) <= on


def figures(on, rules, counties, orgs, units, designations, services, province="330000"):
    first, second = wards(on, rules, counties, orgs, units, designations)
    ours = statutory(counties)
    prefectures = sorted({county.prefecture_code for county in ours})
    found = {}
    for county in ours:
        has = any(code == county.code for code, _ in second)
        found["G2", "county", county.code] = (1 if has else 0, 1, has)
    for code in prefectures:
        has = any(region == code for region, _ in first)
        found["G1", "prefecture", code] = (1 if has else 0, 1, has)
        own = [county.code for county in ours if county.prefecture_code == code]
        with_ward = [one for one in own if found["G2", "county", one][2]]
        found["G2", "prefecture", code] = (len(with_ward), len(own), with_ward == own)
    met = [code for code in prefectures if found["G1", "prefecture", code][2]]
    found["G1", "province", province] = (len(met), len(prefectures), met == prefectures and met != [])
    met = [county.code for county in ours if found["G2", "county", county.code][2]]
    found["G2", "province", province] = (len(met), len(ours), len(met) == len(ours) and met != [])

    everything = facilities(rules, counties, orgs)

    def share(codes):
        here = [one for one in everything if own_county(counties, one[0].county_code) in codes]
        giving = [one for one in here if provides(on, rules, one, services)]
        reached = len(here) > 0 and Fraction(len(giving), len(here)) >= Fraction(50, 100)
        return len(giving), len(here), reached

    for county in ours:
        found["G3", "county", county.code] = share([county.code])
    for code in prefectures:
        found["G3", "prefecture", code] = share([one.code for one in ours if one.prefecture_code == code])
    found["G3", "province", province] = share([one.code for one in ours])
    return found
