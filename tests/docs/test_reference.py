"""The generated reference says something about everything it lists."""

from __future__ import annotations

from pathlib import Path

import pytest

REFERENCE = Path(__file__).resolve().parents[2] / "docs/reference"


@pytest.mark.parametrize("page", ["commands", "errors", "events"])
def test_nothing_is_listed_without_a_word(page: str) -> None:
    lines = (REFERENCE / f"{page}.md").read_text().splitlines()

    assert len(lines) > 50
    assert [line for line in lines if line.endswith("|  |")] == []
