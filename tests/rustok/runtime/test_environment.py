"""The list of environment variables is complete and says the true defaults."""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path
from typing import Any

from rustok.conf import RustokConf

ROOT = Path(__file__).resolve().parents[3]
READS = re.compile(
    r"""(?:env\.(?:text|flag|number|words)|os\.environ\.get|environ\.get|environment\.get)\(\s*"([A-Z][A-Z0-9_]+)\""""
)


def documented() -> dict[str, str]:
    lines = (ROOT / ".env.example").read_text().splitlines()
    return {match[1]: match[2] for line in lines if (match := re.fullmatch(r"#?([A-Z][A-Z0-9_]+)=(.*)", line))}


def as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, tuple):
        return ",".join(map(str, value))
    if isinstance(value, dict):
        return json.dumps(value)
    return str(value)


def test_every_variable_that_is_read_is_documented() -> None:
    read = set()
    for folder in ("settings", "rustok/runtime"):
        for file in (ROOT / folder).rglob("*.py"):
            read |= set(READS.findall(file.read_text()))

    # PATH and pip's are the system's; bootstrap passes pip's configuration on.
    assert read - set(documented()) - {"PATH"} == set()


def test_every_key_of_the_platform_is_documented_with_its_default() -> None:
    expected = {
        f"RUSTOK_{section.name}_{key.name}".upper(): as_text(getattr(section.default_factory(), key.name))
        for section in dataclasses.fields(RustokConf)
        if callable(section.default_factory)
        for key in dataclasses.fields(section.default_factory())
    }

    assert {name: documented().get(name) for name in expected} == expected
