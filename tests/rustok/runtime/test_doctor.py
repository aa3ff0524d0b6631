"""``manage.py services`` and ``manage.py doctor`` over servers of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rustok.runtime.services import Services

pytestmark = pytest.mark.processes

ROOT = Path(__file__).resolve().parents[3]


def manage(home: Path, *arguments: str, **variables: str) -> tuple[int, Any]:
    """Run a command in development settings and return its exit code and the JSON it wrote."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if "DATABASE" not in name and name not in {"REDIS_URL", "DJANGO_SETTINGS_MODULE"}
    }
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments, "--json"],
        cwd=ROOT,
        env={**environment, "DJANGO_SETTINGS_MODULE": "settings.development", "RUSTOK_HOME": str(home), **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)


@pytest.fixture
def home(folder: Path) -> Iterator[Path]:
    path = folder / "home"
    yield path
    Services(path, {}).destroy()


def test_services_stay_behind_and_doctor_names_what_is_wrong(home: Path) -> None:
    _, started = manage(home, "services", "start")
    assert all(isinstance(server["pid"], int) for server in started)
    # Once more changes nothing.
    assert manage(home, "services", "start") == (0, started)

    code, report = manage(home, "doctor")
    found = {finding["name"]: finding for finding in report["findings"]}
    assert (code, report["ok"]) == (1, False)
    for name in ("Python", "PostgreSQL", "Runtime role", "Locale", "Extensions", "Valkey", "Uploads", "Search index"):
        assert found[name]["ok"], found[name]
    assert found["Runtime role"]["detail"] == "rustok_app is restricted"
    assert not found["Migrations"]["ok"]
    assert found["Migrations"]["hint"] == "manage.py migrate_schemas"
    assert not found["Worker"]["ok"]

    _, report = manage(home, "doctor", DATABASE_URL=Services(home, {}).postgres.url(user="postgres", database="rustok"))
    found = {finding["name"]: finding for finding in report["findings"]}
    assert not found["Runtime role"]["ok"]
    assert found["Runtime role"]["detail"].startswith("postgres is a superuser, has BYPASSRLS")

    _, stopped = manage(home, "services", "stop")
    assert [server["pid"] for server in stopped] == [None, None]

    code, report = manage(home, "doctor")
    broken = {finding["name"] for finding in report["findings"] if not finding["ok"]}
    assert (code, broken) == (1, {"PostgreSQL", "Valkey"})
