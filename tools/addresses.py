"""Write down the addresses of the product, so that none vanishes unnoticed.

usage: python -m tools.addresses
"""

from __future__ import annotations

from pathlib import Path

from hospice.app import create_app

FILE = Path(__file__).resolve().parent.parent / "tests" / "house" / "addresses.txt"


def main() -> None:
    """Add what is new; an address that was promised once stays in the list."""
    app = create_app({"SQLALCHEMY_DATABASE_URI": "sqlite://", "SECRET_KEY": "addresses"})
    known = set(FILE.read_text(encoding="utf-8").splitlines()) if FILE.exists() else set()
    present = {rule.rule for rule in app.url_map.iter_rules()}
    FILE.write_text("\n".join(sorted(known | present)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
