"""Pages: signing in, and the accounts and grants that administrators keep."""

from __future__ import annotations

from flask import Blueprint, render_template

from hospice.access.guards import public

bp = Blueprint("accounts", __name__)


@bp.get("/sign-in")
@public
def sign_in():
    return render_template("confirm.html", title="t", sentence="s", action="/", word="w", back="/")


@bp.post("/sign-out")
@public
def sign_out():
    return "x"


@bp.get("/me")
@public
def me():
    return "x"
