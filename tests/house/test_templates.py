"""Templates and files of the browser: used, beside their views, nothing inline, nothing from outside."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
OWN_STATIC = sorted(
    file
    for file in (ROOT / "static").rglob("*")
    if file.suffix in (".css", ".js", ".svg") and "vendor" not in file.parts
)
SHARED = {"components", "errors"}
NAMED = re.compile(r"[\"']([a-z0-9_/-]+\.html)[\"']")
ADDRESS = re.compile(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}[^\s\"'<>)]*", re.IGNORECASE)
NAMESPACES = ("http://www.w3.org/",)


def name_of(file: Path) -> str:
    return file.relative_to(ROOT / "templates").as_posix()


def named_anywhere() -> set[str]:
    sources = [*TEMPLATES, *(ROOT / "hospice").rglob("*.py")]
    return {name for file in sources for name in NAMED.findall(file.read_text(encoding="utf-8"))}


def test_every_template_is_used():
    named = named_anywhere()
    by_status = re.compile(r"errors/\d{3}\.html")  # the error pages are chosen by their number
    assert [name for name in map(name_of, TEMPLATES) if name not in named and not by_status.fullmatch(name)] == []


def test_every_template_that_is_named_exists():
    standing = set(map(name_of, TEMPLATES))
    assert sorted(named_anywhere() - standing) == []


def test_templates_stand_in_the_folder_of_their_blueprint(app: Flask):
    folders = {name_of(file).split("/")[0] for file in TEMPLATES if "/" in name_of(file)}
    packages = {folder.name for folder in (ROOT / "hospice").iterdir() if folder.is_dir()}
    assert sorted(folders - set(app.blueprints) - packages - SHARED) == []


@pytest.mark.parametrize("file", TEMPLATES, ids=name_of)
def test_a_template_has_nothing_inline(file: Path):
    text = file.read_text(encoding="utf-8")
    assert not re.search(r"<style|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert not re.search(r"\|\s*safe\b", text), "mark markup where it is made, not where it is shown"


@pytest.mark.parametrize("file", [*TEMPLATES, *OWN_STATIC], ids=lambda file: file.relative_to(ROOT).as_posix())
def test_nothing_is_fetched_from_another_host(file: Path):
    found = [
        address for address in ADDRESS.findall(file.read_text(encoding="utf-8")) if not address.startswith(NAMESPACES)
    ]
    assert found == []


def test_the_pinned_packages_name_no_host_and_every_one_has_a_hash():
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    assert not re.search(r"://|--(extra-)?index|--find-links", text)
    packages = [entry for entry in re.split(r"\n(?=\S)", text) if "==" in entry]
    assert packages
    assert [entry for entry in packages if "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("file", TEMPLATES, ids=name_of)
def test_every_template_can_be_compiled(app: Flask, file: Path):
    app.jinja_env.get_template(name_of(file))
