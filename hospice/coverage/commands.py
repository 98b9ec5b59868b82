"""`flask coverage …`"""

from __future__ import annotations

from flask.cli import AppGroup

group = AppGroup("coverage", help="Coverage of the goals.")
