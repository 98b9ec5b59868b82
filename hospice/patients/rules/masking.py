"""How much of a person is shown in lists, exports and logs (domain §7.3); the full value is a logged reveal."""

from __future__ import annotations

import re
from datetime import date

from hospice.core.i18n import gettext as _

# Compound surnames still borne today [G]; a name that starts with one keeps both characters.
_COMPOUND = """
欧阳 上官 司马 诸葛 皇甫 尉迟 公孙 慕容 令狐 司徒 夏侯 东方 端木 独孤 南宫 轩辕 长孙 宇文 司空 闻人
赫连 澹台 公冶 宗政 濮阳 淳于 单于 太叔 申屠 钟离 鲜于 闾丘 亓官 司寇 子车 颛孙 巫马 公西 漆雕 乐正
壤驷 公良 拓跋 夹谷 宰父 谷梁 段干 百里 东郭 南门 呼延 羊舌 微生 梁丘 左丘 东门 西门 第五
"""
COMPOUND_SURNAMES = frozenset(_COMPOUND.split())
MOST_STARS = 2  # the count of stars is not the count of characters (design §7)
TOWNSHIP = re.compile(r".+?(街道|民族乡|镇|乡)")


def name(full: str) -> str:
    """Keep the surname and one star for each further character, at most two: 张*, 张**, 欧阳*."""
    full = full.strip()
    kept = 2 if len(full) > 2 and full[:2] in COMPOUND_SURNAMES else 1
    return full[:kept] + "*" * min(len(full) - kept, MOST_STARS) if full else ""


def resident_number(number: str) -> str:
    """Keep the first three and the last four of a resident identity number: `330***********001X`."""
    return _ends(number, 3, 4) if len(number) == 18 else document_number(number)


def document_number(number: str) -> str:
    """Keep the last four of any other number, and nothing where that would be half of it or more."""
    return _ends(number, 0, 4) if len(number) > 8 else "*" * len(number)


def phone(number: str) -> str:
    """Keep the first three and last four of a mobile, area code and last four of a landline: `0578-***-6120`."""
    if "-" not in number:
        return _ends(number, 3, 4) if len(number) == 11 else document_number(number)
    area, local, *_extension = number.split("-")
    return f"{area}-***-{local[-4:]}"


def address(prefecture: str, county: str, township: str) -> str:
    """Show that there is a township, not which: `杭州市西湖区**街道`."""
    found = TOWNSHIP.fullmatch(township)
    return f"{prefecture}{county}" + (f"**{found[1]}" if found else "**")


def birth_year(born: date) -> str:
    """Show the year only."""
    return _("%(year)s年", year=born.year)


def account_number(number: str) -> str:
    """Keep the last four of a bank or insurance number."""
    return f"****{number[-4:]}" if len(number) > 8 else "****"


def _ends(text: str, first: int, last: int) -> str:
    return text[:first] + "*" * (len(text) - first - last) + text[len(text) - last :]
