"""`flask registry …`"""

from __future__ import annotations

from flask.cli import AppGroup

group = AppGroup("registry", help="The registry.")
