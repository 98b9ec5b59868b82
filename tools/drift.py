"""Whether the migrations make exactly the tables that the models describe, on a fresh SQLite database.

usage: python -m tools.drift
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import flask_migrate

from hospice.app import create_app
from hospice.core.db import db


def main() -> None:
    """Migrate an empty database and compare; ends with an error that names the difference."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app({"SQLALCHEMY_DATABASE_URI": f"sqlite:///{Path(folder) / 'drift.db'}", "SECRET_KEY": "drift"})
        with app.app_context():
            flask_migrate.upgrade()
            flask_migrate.check()
            db.engine.dispose()


if __name__ == "__main__":
    main()
