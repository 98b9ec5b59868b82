"""Pictures of the running product: every screen, at 1366 and at 390 pixels, into `build/screens/`.

usage: python -m tools.screenshots          (needs Chromium, and the demo data of `make run`)

Where a mock-up of the design has a name for a screen, the picture has the same name. `docs/screen.png` is the picture of
the README.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from sqlalchemy import select

from hospice.app import create_app
from hospice.core.db import db
from hospice.demo.words import PASSWORD
from hospice.facilities.models import CareUnit, Institution, InstitutionRecord
from hospice.regions.models import Region
from tests.browser import CHROMIUM, Browser, launched
from tests.servers import serving

OUT = Path(__file__).resolve().parent.parent / "build" / "screens"
WIDTHS = {1366: 900, 390: 844}
SCREENS: dict[str, dict[str, str]] = {
    "": {"sign-in": "/sign-in", "about-data": "/about-data"},
    "zhejiang": {
        "home-province": "/",
        "coverage": "/coverage?goal=G2",
        "coverage-g1": "/coverage?goal=G1",
        "coverage-g3": "/coverage?goal=G3",
        "coverage-trend": "/coverage/trend",
        "county-331181": "/county/331181",
        "policy": "/policy",
        "roles": "/roles",
        "confirmations-province": "/confirmations",
    },
    "longquan.xietiao": {
        "home-coordinator": "/",
        "county": "/county",
        "registry": "/institutions",
        "registry-form": "/institutions/new",
        "institution": "/institutions/{institution}",
        "unit": "/units/{unit}",
        "unit-form": "/institutions/{institution}/units/new",
        "findings": "/findings",
    },
    "longquan.queren": {"home-officer": "/", "confirmations": "/confirmations"},
    "anquan": {"home-security": "/", "accounts": "/accounts"},
    "shenji": {"home-audit": "/", "audit": "/audit"},
}


def keys() -> dict[str, str]:
    """A hospital of 龙泉市 with a unit, and that unit, for the addresses of their pages."""
    wanted = (
        select(Institution.key, CareUnit.key)
        .join(CareUnit, CareUnit.institution_id == Institution.id)
        .join(InstitutionRecord, InstitutionRecord.institution_id == Institution.id)
        .join(Region, Region.id == InstitutionRecord.region_id)
        .where(Region.path.contains("/331181/"))
        .order_by(Institution.id)
    )
    institution, unit = db.session.execute(wanted).first() or ("", "")
    return {"institution": str(institution), "unit": str(unit)}


def picture(window: Browser, path: str, file: Path) -> str:
    """Take one picture; answers what is worth telling about it."""
    window.page.goto(window.base + path, wait_until="networkidle")
    window.page.screenshot(path=str(file), full_page=True)
    told = [words for words, wrong in (("wider than the window", window.overflows()),) if wrong]
    return "; ".join(told + window.axe())


def main() -> None:
    """Sign in as each person and go through the screens."""
    if not CHROMIUM.exists():
        sys.exit("没有找到 Chromium。\nChromium is not installed.")
    OUT.mkdir(parents=True, exist_ok=True)
    app = create_app()
    with app.app_context():
        known = keys()
    faults: dict[str, str] = {}
    with serving(app) as server, launched() as browser:
        for login, screens in SCREENS.items():
            for width, height in WIDTHS.items():
                faults |= _screens_of(Browser(browser, server, width, height), login, screens, known, width)
    print(json.dumps(faults, ensure_ascii=False, indent=1))


def _screens_of(
    window: Browser, login: str, screens: dict[str, str], known: dict[str, str], width: int
) -> dict[str, str]:
    if login:
        window.sign_in(login, PASSWORD)
    told = {}
    for name, path in screens.items():
        told[f"{name}-{width}"] = picture(window, path.format(**known), OUT / f"{name}-{width}.png")
    if window.outside or window.said:
        told[f"{login or 'nobody'}-{width}"] = f"outside {window.outside}, said {window.said}"
    window.close()
    return {name: words for name, words in told.items() if words}


if __name__ == "__main__":
    main()
