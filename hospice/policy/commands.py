"""`flask policy …`"""

from __future__ import annotations

from flask.cli import AppGroup

group = AppGroup("policy", help="Goals and rules.")
