"""`create_app()`: a table of contents, and the only place that knows every package."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask
from flask_migrate import Migrate
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from hospice.access.guards import allowed, close_by_default, public
from hospice.access.permissions import Permission
from hospice.core import config
from hospice.core.db import db, install
from hospice.core.events import connect
from hospice.web import addresses, errors, filters, locale, navigation, security, sessions, switches, typed
from hospice.web.forms import Action
from hospice.wiring import BLUEPRINTS, COMMANDS, EVENTS, LAST_LINE, NAVIGATION, ONE_S_OWN, SIGN_IN


def create_app(overrides: Mapping[str, Any] | None = None) -> Flask:
    """The application, configured by defaults, the environment and `overrides`."""
    app = Flask("hospice", static_folder=str(config.ROOT / "static"), template_folder=str(config.ROOT / "templates"))
    app.config.update(config.load(overrides))
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(allowed=allowed, Permission=Permission, action_form=Action)
    _trust(app, app.config["PROXIES"])
    app.view_functions["static"] = public(app.view_functions["static"])
    _store(app)
    locale.install(app)
    SIGN_IN.init_app(app)
    for part in (sessions, typed, addresses, filters, errors, security, switches):
        part.install(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    for group in COMMANDS:
        app.cli.add_command(group)
    navigation.install(app, NAVIGATION, LAST_LINE, ONE_S_OWN)
    close_by_default(app)
    connect(app, EVENTS)
    return app


def _trust(app: Flask, proxies: int) -> None:
    """Believe what that many proxies say of address and scheme; none by default, since anybody can write such headers."""
    if proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies
        )


def _store(app: Flask) -> None:
    install(app)
    Migrate(app, db, directory=str(config.ROOT / "migrations"), render_as_batch=True)
