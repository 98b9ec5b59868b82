"""`flask worker run`: does what is due, in any number of copies. It can be killed at any time and catches up later."""

from __future__ import annotations

import time
from collections.abc import Mapping

import click
from flask.cli import AppGroup

from .db import unit_of_work
from .jobs import Handler, beat, run_next

IDLE_SECONDS = 5.0
MOST_AT_ONCE = 500  # before the clock shows that it runs


def worker(handlers: Mapping[str, Handler]) -> AppGroup:
    """The command group for these kinds of jobs."""
    group = AppGroup("worker", help="The clock.")

    @group.command("run")
    @click.option("--once", is_flag=True, help="Do what is due now, and end.")
    @click.option("--idle", default=IDLE_SECONDS, show_default=True, help="Seconds between two looks.")
    def run(*, once: bool, idle: float) -> None:
        """Take steps whose time has come, deliver messages, and show that the clock runs."""
        while True:
            done = work_off(handlers)
            if once and not done:
                return
            if not done:
                time.sleep(idle)

    return group


def work_off(handlers: Mapping[str, Handler], most: int = MOST_AT_ONCE) -> int:
    """Do what is due, one job after the other; gives how many there were."""
    with unit_of_work() as session:
        beat(session)
    done = 0
    while done < most and run_next(handlers):
        done += 1
    return done
