"""`flask regions …`"""

from __future__ import annotations

from flask.cli import AppGroup

group = AppGroup("regions", help="Divisions, residents, borders.")
