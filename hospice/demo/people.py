"""Accounts of people who do not exist: two of every role and more, one password, readable logins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hospice.access.permissions import Role
from hospice.accounts.models import Grant, User

from . import names
from .land import Place
from .network import Network, Site

_R = Role


@dataclass(frozen=True, slots=True)
class Person:
    """An account as it is told below: `place` is a real code of a region or the name of an institution."""

    login: str
    name: str
    role: Role
    place: str
    position: str
    workplace: str = ""


PROVINCE = "330000"
AT_REGIONS = (
    Person("zhejiang", "沈立", _R.PROVINCE_OFFICER, PROVINCE, "老龄健康处", "浙江省卫生健康委员会"),
    Person("zhejiang.er", "顾明远", _R.PROVINCE_OFFICER, PROVINCE, "医政医管处", "浙江省卫生健康委员会"),
    Person("peixun", "蓝文静", _R.TRAINING_MANAGER, PROVINCE, "教学办", "浙江医院"),
    Person("lishui.peixun", "项海燕", _R.TRAINING_MANAGER, "331100", "科教科", "丽水市中心医院"),
    Person("longquan.zhiyuan", "季小红", _R.VOLUNTEER_COORDINATOR, "331181", "志愿者管理员", "龙泉市志愿者协会"),
    Person("ningbo.zhiyuan", "应佳怡", _R.VOLUNTEER_COORDINATOR, "330200", "志愿者管理员", "宁波市志愿者协会"),
    Person("pinggu", "戴思远", _R.EVALUATOR, PROVINCE, "评估员", "第三方评估机构（演示）"),
    Person("hangzhou.pinggu", "范若兰", _R.EVALUATOR, "330100", "评估员", "第三方评估机构（演示）"),
    Person("xitong", "秦浩然", _R.SYSTEM_ADMIN, PROVINCE, "系统管理员", "信息中心（演示）"),
    Person("xitong.er", "史俊杰", _R.SYSTEM_ADMIN, PROVINCE, "系统管理员", "信息中心（演示）"),
    Person("anquan", "孟向阳", _R.SECURITY_ADMIN, PROVINCE, "安全管理员", "信息中心（演示）"),
    Person("anquan.er", "万静怡", _R.SECURITY_ADMIN, PROVINCE, "安全管理员", "信息中心（演示）"),
    Person("shenji", "尹正华", _R.AUDIT_ADMIN, PROVINCE, "审计管理员", "信息中心（演示）"),
    Person("shenji.er", "乔素英", _R.AUDIT_ADMIN, PROVINCE, "审计管理员", "信息中心（演示）"),
)
AT_INSTITUTIONS = (
    Person("longyuan.yisheng", "季文娟", _R.CLINICIAN, "龙渊街道社区卫生服务中心", "医生"),
    Person("longyuan.hushi", "周秀琴", _R.CLINICIAN, "龙渊街道社区卫生服务中心", "家庭病床护士"),
    Person("jianchi.hushi", "项丽华", _R.CLINICIAN, "剑池街道社区卫生服务中心", "居家安宁疗护团队护士"),
    Person("badu.yisheng", "吴建平", _R.CLINICIAN, "八都镇中心卫生院", "医生"),
    Person("longquanyy.yisheng", "毛学军", _R.CLINICIAN, "龙泉市人民医院", "医生"),
    Person("liandu.yisheng", "潘晓东", _R.CLINICIAN, "莲都区人民医院", "医生"),
    Person("jinyun.yisheng", "应立新", _R.CLINICIAN, "缙云县人民医院", "医生"),
    Person("lishuizx.yisheng", "翁志强", _R.CLINICIAN, "丽水市中心医院", "医生"),
    Person("hangzhou3y.yisheng", "洪宏伟", _R.CLINICIAN, "杭州市第三人民医院", "医生"),
    Person("lishuizx.lianluo", "梅玉兰", _R.LIAISON, "丽水市中心医院", "转介联络员"),
    Person("longquanyy.lianluo", "周月娥", _R.LIAISON, "龙泉市人民医院", "转介联络员"),
    Person("liandu.lianluo", "雷慧敏", _R.LIAISON, "莲都区人民医院", "转介联络员"),
    Person("ningbo9y.lianluo", "俞晓东", _R.LIAISON, "宁波市第九医院", "转介联络员"),
    Person("lishuizx.hushizhang", "吴秀兰", _R.WARD_MANAGER, "丽水市中心医院", "护士长"),
    Person("longquanyy.hushizhang", "季春燕", _R.WARD_MANAGER, "龙泉市人民医院", "护士长"),
    Person("liandu.hushizhang", "蓝爱珍", _R.WARD_MANAGER, "莲都区人民医院", "护士长"),
    Person("hangzhou3y.hushizhang", "钱雪琴", _R.WARD_MANAGER, "杭州市第三人民医院", "护士长"),
)
# Well-known people of the mock-ups; all other officers and coordinators get a drawn name.
KNOWN = {"longquan.xietiao": "叶敏", "longquan.queren": "周建平", "lishui": "潘立新"}
FEATURED_COUNTIES = frozenset({"331181", "331102", "330727"})
FEATURED_PREFECTURES = frozenset({"331100", "330100"})


def settle(net: Network, password_hash: str) -> None:
    """Make the officers and coordinators, before anything is recorded by them."""
    _add = _adder(net, password_hash)
    approver = [_add(person, net.land.province.id) for person in AT_REGIONS if person.role is _R.PROVINCE_OFFICER]
    net.approver = approver[0]
    officers, hands = {}, {}
    for code, place in sorted(net.land.prefectures.items()):
        officer = _drawn(net, spelled(place), _R.PREFECTURE_OFFICER, place, "老龄健康科", "卫生健康委员会")
        officers[code] = _add(officer, place.id)
    for place in net.counties():
        coordinator = _drawn(
            net, f"{spelled(place)}.xietiao", _R.COUNTY_COORDINATOR, place, "县级协调员", "卫生健康局"
        )
        officer = _drawn(net, f"{spelled(place)}.queren", _R.COUNTY_OFFICER, place, "医政科", "卫生健康局")
        hands[place.origin] = (_add(coordinator, place.id), _add(officer, place.id))
    net.officers, net.hands = officers, hands


def settle_the_rest(net: Network, password_hash: str) -> None:
    """Make all others, once the institutions stand where they work."""
    _add = _adder(net, password_hash)
    regions = {PROVINCE: net.land.province, **net.land.prefectures, **net.land.counties}
    for person in AT_REGIONS:
        if person.role is not _R.PROVINCE_OFFICER and person.place in regions:
            _add(person, regions[person.place].id)
    for person in AT_INSTITUTIONS:
        site = net.site(person.place)
        if site is not None:
            _add(person, None, site)


def spelled(place: Place) -> str:
    """Letters alone: `rui'an` is a login without its apostrophe."""
    return "".join(char for char in place.pinyin if char.isalpha())


def _drawn(net: Network, login: str, role: Role, place: Place, position: str, office: str) -> Person:
    name = KNOWN.get(login) or names.person(net.dice("person", login))
    return Person(login, name, role, place.origin, position, place.name + office)


def _adder(net: Network, password_hash: str) -> Any:
    since = net.calendar.at(net.calendar.start, net.dice("accounts"))

    def add(person: Person, region_id: int | None, site: Site | None = None) -> int:
        user = net.book.add(
            User, login=person.login, phone=None, name=person.name, position=person.position,
            workplace=person.workplace or person.place, password_hash=password_hash, must_change_password=False,
            synthetic=True, created_at=since,
        )  # fmt: skip
        net.book.add(
            Grant, user_id=user, role=person.role, region_id=region_id, institution_id=site.id if site else None,
            valid_from=net.calendar.start, valid_to=None, granted_by_id=None, ended_at=None, created_at=since,
        )  # fmt: skip
        return user

    return add
