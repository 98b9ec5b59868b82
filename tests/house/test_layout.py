"""The shape of the code: short files, imports at the top, layers kept, and no permission that nobody asks for."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from hospice.access.permissions import ADMINISTRATORS, AT_INSTITUTION, REGION_LEVELS, ROLES, Permission, Role

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "hospice").rglob("*.py"))
LONGEST = 300


def name_of(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("file", SOURCES, ids=name_of)
def test_a_file_has_at_most_three_screens(file: Path):
    assert len(file.read_text(encoding="utf-8").splitlines()) <= LONGEST


@pytest.mark.parametrize("file", SOURCES, ids=name_of)
def test_our_own_packages_are_imported_at_the_top(file: Path):
    tree = ast.parse(file.read_text(encoding="utf-8"))
    inside = [
        f"line {node.lineno}"
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.ImportFrom | ast.Import) and _is_ours(node)
    ]
    assert inside == []


def _is_ours(node: ast.ImportFrom | ast.Import) -> bool:
    if isinstance(node, ast.ImportFrom):
        return node.level > 0 or (node.module or "").startswith("hospice")
    return any(alias.name.startswith("hospice") for alias in node.names)


def test_every_module_says_what_it_is_for():
    assert [
        name_of(file) for file in SOURCES if not ast.get_docstring(ast.parse(file.read_text(encoding="utf-8")))
    ] == []


def test_packages_import_only_what_stands_below_them():
    code = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]


def test_every_permission_is_asked_for_somewhere():
    table = ROOT / "hospice" / "access" / "permissions.py"
    asked = "\n".join(file.read_text(encoding="utf-8") for file in SOURCES if file != table)
    templates = "\n".join(file.read_text(encoding="utf-8") for file in (ROOT / "templates").rglob("*.html"))
    assert [name.name for name in Permission if f"Permission.{name.name}" not in asked + templates] == []


def test_every_permission_is_given_to_somebody():
    given = {permission for permissions in ROLES.values() for permission in permissions}
    assert set(Permission) == given


def test_every_role_has_words_a_place_and_permissions():
    assert set(ROLES) == set(Role)
    assert set(REGION_LEVELS) | AT_INSTITUTION == set(Role)
    assert not set(REGION_LEVELS) & AT_INSTITUTION


def test_no_administrator_can_do_another_ones_work():
    work = {Permission.ACCOUNTS_MANAGE, Permission.GRANTS_MANAGE, Permission.AUDIT_READ}
    done = [sorted(work & set(ROLES[role])) for role in ADMINISTRATORS]
    assert [len(each) for each in done] == [1, 1, 1]
    assert {each[0] for each in done} == work


def test_no_administrator_sees_or_changes_the_registry():
    for role in ADMINISTRATORS:
        kinds = {permission.value.partition(":")[0] for permission in ROLES[role]}
        assert not kinds & {"registry", "contacts", "beds", "designation", "checklist"}
