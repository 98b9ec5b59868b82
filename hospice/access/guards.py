"""Closed by default: a view states the permission that it needs, or that it is public, or it answers 403."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeVar, cast

from flask import Flask, abort, current_app, request
from flask_login import current_user

from .permissions import Permission, Role
from .scope import Scope

View = TypeVar("View", bound=Callable[..., Any])


class Actor(Protocol):
    """Who acts: the signed-in user, as the packages below `accounts` see them."""

    id: int
    name: str

    @property
    def roles(self) -> frozenset[Role]:
        """What this person is, today."""
        ...

    def scope(self, permission: Permission) -> Scope:
        """Where this person may do it; an empty scope where nowhere."""
        ...


def requires(permission: Permission) -> Callable[[View], View]:
    """State the permission of a view. Where in the network it holds, the view asks by `actor().scope(permission)`."""

    def mark(view: View) -> View:
        cast(Any, view).permission = permission
        return view

    return mark


def public(view: View) -> View:
    """State that anybody may see this view."""
    cast(Any, view).is_public = True
    return view


def signed_in(view: View) -> View:
    """State that everybody who is signed in may see this view, whatever the roles: for what is one's own."""
    cast(Any, view).is_for_the_signed_in = True
    return view


def actor() -> Actor:
    """The person who is signed in."""
    return cast(Actor, current_user._get_current_object())  # noqa: SLF001 - flask-login's own way


def is_signed_in() -> bool:
    """Whether somebody is signed in: for drawing links."""
    return bool(current_user.is_authenticated)


def allowed(permission: Permission) -> bool:
    """Whether the present person may do it anywhere: for drawing links and buttons."""
    person: Any = actor()  # once: every look through `current_user` costs as much as the answer
    return bool(person.is_authenticated and person.scope(permission))


def close_by_default(app: Flask) -> None:
    """Check every request against what its view states, before the view runs."""

    @app.before_request
    def _check() -> Any:
        if request.endpoint is None or request.endpoint == "static":
            return None
        view = app.view_functions[request.endpoint]
        if getattr(view, "is_public", False):
            return None
        permission = getattr(view, "permission", None)
        own = getattr(view, "is_for_the_signed_in", False)
        if permission is None and not own:
            abort(403)
        person: Any = actor()
        if not person.is_authenticated:
            return current_app.login_manager.unauthorized()  # type: ignore[attr-defined]
        return None if permission is None or person.scope(permission) else abort(403)
