"""`flask notifications …`: messages on their way out."""

from __future__ import annotations

import click
import sqlalchemy as sa
from flask.cli import AppGroup

from hospice.core.db import db
from hospice.core.i18n import gettext as _
from hospice.core.jobs import run_next

from .models import Message
from .services import DELIVER, deliver

group = AppGroup("notifications", help="Messages.")


@group.command("deliver")
def deliver_due() -> None:
    """Hand every message that waits to the channels that are set up; the worker does the same by itself."""
    done = 0
    while run_next({DELIVER: deliver}):
        done += 1
    waiting = db.session.scalar(sa.select(sa.func.count(Message.id)).where(Message.sent_at.is_(None))) or 0
    click.echo(_("送出了%(n)s条，还有%(m)s条待送。", n=done, m=waiting))
