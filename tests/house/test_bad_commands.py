"""Every command with what nobody should type: one sentence and an exit code, never a traceback, nothing written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click
import pytest
from flask import Flask
from sqlalchemy.orm import Session

from hospice.app import create_app
from tests.databases import SETTINGS
from tests.house.nasty import SHORT
from tests.house.test_bad_input import counts, undone

# Commands of libraries.
NOT_OURS = {"db", "routes", "run", "shell"}
SAID = {"--on": "2026-11-22", "--document": "测卫〔2026〕1号", "--host": "331181", "--at": "331181"}
FITTING = {
    **SAID,
    "--login": "nobody-here",
    "--name": "测试",
    "--region": "331181",
    "former": "331181",
    "later": "331102",
}


def commands(group: click.Group, names: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command of the product with its names."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*names, name))
        elif not {*names, name} & NOT_OURS:
            yield (*names, name), command


def trials() -> list[Any]:
    """(names, the parameter that is spoilt) of every command."""
    app = create_app({**SETTINGS, "SQLALCHEMY_DATABASE_URI": "sqlite://"})
    return [
        pytest.param(names, command, parameter, id=f"{' '.join(names)} {parameter.opts[0]}")
        for names, command in commands(app.cli)
        for parameter in command.params
        if parameter.name != "help" and not getattr(parameter, "is_flag", False)
    ]


def fitting(parameter: click.Parameter) -> str:
    """A value of the right kind."""
    if isinstance(parameter.type, click.Choice):
        return str(parameter.type.choices[0])
    return FITTING.get(parameter.opts[0], "2026-11-22")


@pytest.mark.parametrize(("names", "command", "spoilt"), trials())
def test_a_command_bears_whatever_is_typed(
    app: Flask, session: Session, names: tuple[str, ...], command: click.Command, spoilt: click.Parameter
):
    for what, raw in SHORT.items():
        text = raw.replace("\x00", "")  # a command line ends there
        typed: list[str] = [*names]
        for parameter in command.params:
            if parameter is spoilt or parameter.required:
                value = text if parameter is spoilt else fitting(parameter)
                typed += [f"{parameter.opts[0]}={value}"] if isinstance(parameter, click.Option) else ["--", value]
        typed = [word for n, word in enumerate(typed) if word != "--" or "--" not in typed[:n]]
        free = spoilt.type.name == "text"
        with undone():
            before = counts()
            done = app.test_cli_runner().invoke(args=typed, env={"HOSPICE_ADMIN_PASSWORD": "Lotus-pond-94"})
            told = f"{' '.join(names)} {spoilt.opts[0]} {what}: {done.exit_code} {done.output[-300:]!r}"
            assert done.exception is None or isinstance(done.exception, SystemExit), f"{told} {done.exception!r}"
            assert done.exit_code in ((0, 1, 2) if free else (1, 2)) or (text == "" and done.exit_code == 0), told
            assert done.exit_code == 0 or (done.output.strip() and counts() == before), told
