"""`flask worker run`: does what is due, in any number of copies. It can be killed at any time and catches up later."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping

import click
from flask.cli import AppGroup

from .clock import local
from .db import db, unit_of_work
from .i18n import gettext as _
from .jobs import Handler, beat, failed, last_beat, number_failed, overdue, run_next, try_again

IDLE_SECONDS = 5.0
MOST_AT_ONCE = 500  # before the clock shows that it runs


def worker(handlers: Mapping[str, Handler]) -> AppGroup:
    """The command group for these kinds of jobs."""
    group = AppGroup("worker", help="The clock.")

    @group.command("run")
    @click.option("--once", is_flag=True, help="Do what is due now, and end.")
    @click.option("--idle", default=IDLE_SECONDS, show_default=True, help="Seconds between two looks.")
    @click.option("--with-parent", is_flag=True, help="End when the process that started this one is gone.")
    def run(*, once: bool, idle: float, with_parent: bool) -> None:
        """Take steps whose time has come, deliver messages, and show that the clock runs."""
        parent = os.getppid()
        while not with_parent or os.getppid() == parent:
            done = work_off(handlers)
            if once and not done:
                return
            if not done:
                time.sleep(idle)

    @group.command("status")
    @click.option("--again", is_flag=True, help="Try once more what was given up.")
    def status(*, again: bool) -> None:
        """Say when the clock last ran, what waits, and what was given up with its reason."""
        session = db.session()
        seen, waits, given_up = last_beat(session), overdue(session), failed(session)
        click.echo(_("时钟最近走于%(at)s。", at=f"{local(seen):%Y-%m-%d %H:%M:%S}") if seen else _("时钟还没有走过。"))
        click.echo(_("到时未办%(n)s项，放弃%(m)s项。", n=waits, m=number_failed(session)))
        for job in given_up:
            click.echo(f"{job.id}\t{job.kind}\t{job.subject}\t{job.tries}\t{job.error}")
        if again:
            with unit_of_work() as work:
                number = try_again(work)
            click.echo(_("重新安排了%(n)s项。", n=number))

    return group


def work_off(handlers: Mapping[str, Handler], most: int = MOST_AT_ONCE) -> int:
    """Do what is due, one job after the other; gives how many there were."""
    with unit_of_work() as session:
        beat(session)
    done = 0
    while done < most and run_next(handlers):
        done += 1
    return done
