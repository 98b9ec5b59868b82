"""Headers that every answer carries: nothing inline, nothing from outside, nothing kept by a shared computer."""

from __future__ import annotations

from flask import Flask, Response, request

CSP = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:{tiles}",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)


def install(app: Flask) -> None:
    """Add the headers. Tiles of a configured base map are the only outside address ever allowed."""
    policy = CSP.format(tiles=_origin(app.config["MAP_TILES"]))

    @app.after_request
    def _headers(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
        if request.endpoint != "static" and "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        if app.config["SESSION_COOKIE_SECURE"]:
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        return response


def _origin(tiles: str) -> str:
    """The source of tiles as a policy writes it: a star stands for a whole label, so `t{s}.x.cn` becomes `*.x.cn`."""
    if not tiles:
        return ""
    scheme, _empty, host = tiles.split("/")[:3]
    first, dot, rest = host.partition(".")
    return f" {scheme}//{'*' if '{' in first else first}{dot}{rest}"
