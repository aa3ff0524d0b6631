"""The guide "Writing a module" shows the example as it is."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs/guides/writing-a-module.md").read_text()
EXAMPLE = ROOT / "tests/example_tickets"
BLOCKS = re.findall(r"^```python\n(.*?)^```", GUIDE, re.M | re.S)
SHOWN = [(found[1], found[2]) for block in BLOCKS if (found := re.match(r"# (\S+\.py)\n(.*)", block, re.S))]


def _pieces(source: str) -> list[str]:
    """Split code into its top-level statements, decorators included."""
    lines = source.splitlines()
    pieces = []
    for node in ast.parse(source).body:
        first = min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", []))])
        pieces.append("\n".join(lines[first - 1 : node.end_lineno]))
    return pieces


@pytest.mark.parametrize(("name", "code"), SHOWN, ids=[name for name, _ in SHOWN])
def test_code_in_the_guide_is_the_examples_code(name: str, code: str) -> None:
    present = _pieces((EXAMPLE / name).read_text())

    assert [piece for piece in _pieces(code) if piece not in present] == []


def test_the_guide_shows_every_kind_of_file() -> None:
    files = {str(path.relative_to(EXAMPLE)) for path in EXAMPLE.rglob("*.py")}
    untold = {"mappers.py", "rest/store_urls.py", "migrations/0001_initial.py"}

    assert {name for name in files if not name.endswith("__init__.py")} - untold == {name for name, _ in SHOWN}


def test_the_guide_names_the_files_there_are() -> None:
    _top, _, tree = GUIDE.partition("```\n")[2].partition("```")[0].partition("\n")
    named = re.findall(r"\w+\.py|\w+\.md|\w+/", tree)

    assert len(named) > 10
    assert [name for name in named if not (EXAMPLE / name).exists()] == []
