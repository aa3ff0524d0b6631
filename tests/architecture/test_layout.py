"""What the import linter cannot see: missing packages, hidden imports, silent writes, tables of wrappers."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = (
    "rustok",
    "rustok_content",
    "rustok_commerce",
    "rustok_blog",
    "rustok_forum",
    "rustok_pages",
    "rustok_index",
    "rustok_outbox",
    "settings",
)
SOURCES = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
_FORBIDDEN_NAMES = {"utils.py", "helpers.py", "common.py", "misc.py"}


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_every_folder_with_code_is_a_package() -> None:
    folders = {path.parent for package in (*PACKAGES, "tests") for path in (ROOT / package).rglob("*.py")}

    assert [_name(folder) for folder in sorted(folders) if not (folder / "__init__.py").is_file()] == []


def test_no_file_is_a_drawer_for_everything() -> None:
    assert [_name(path) for path in SOURCES if path.name in _FORBIDDEN_NAMES] == []


def test_models_of_other_apps_are_not_fetched_by_name() -> None:
    """``get_model`` and string foreign keys across modules would hide an import from the linter."""
    found = []
    for path in SOURCES:
        if "/migrations/" in str(path):
            continue
        package = path.relative_to(ROOT).parts[0]
        text = path.read_text()
        if re.search(r"get_model\(\s*[\"']rustok", text):
            found.append(f"{_name(path)}: get_model")
        found += [
            f"{_name(path)}: {target}"
            for target in re.findall(r"ForeignKey\(\s*\"(rustok_[a-z]+)\.", text)
            if target not in {package, "rustok_tenancy", "rustok_auth"}
        ]

    assert found == []


def test_wrappers_have_no_tables() -> None:
    for label in ("rustok_blog", "rustok_forum", "rustok_pages"):
        assert list(apps.get_app_config(label).get_models()) == []


@pytest.mark.parametrize("path", [p for p in SOURCES if "/services/" in str(p)], ids=_name)
def test_public_service_functions_say_what_they_raise_and_do(path: Path) -> None:
    tree = ast.parse(path.read_text())
    silent = [
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and not ast.get_docstring(node)
    ]

    assert silent == []


def test_no_exception_is_swallowed() -> None:
    """``except Exception`` belongs to task boundaries only, and an ``except`` with nothing but ``pass`` nowhere."""
    found = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ExceptHandler) and len(node.body) == 1 and isinstance(node.body[0], ast.Pass):
                found.append(f"{_name(path)}:{node.lineno}")

    assert found == []
