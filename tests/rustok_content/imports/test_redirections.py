"""Exports of WordPress's plugin Redirection: taken once, what cannot be is named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from rustok.testing.events import published_events
from rustok_content import models
from rustok_content.dto.imports import ImportFormat
from tests.rustok_content.imports.conftest import Run, notes

pytestmark = pytest.mark.django_db


def redirect(url: str, target: Any, **more: Any) -> dict[str, Any]:
    return {
        "id": 1,
        "url": url,
        "match_type": "url",
        "action_type": "url",
        "action_code": 301,
        "action_data": {"url": target},
        "regex": False,
        "enabled": True,
        "group_id": 1,
        **more,
    }


ROWS = [
    redirect("/old", "/new"),
    redirect("/moved/", "https://tea.example/there?x=1", action_code=302),
    redirect("/out", "https://else.example/"),
    redirect("/gone", "", action_type="error", action_code=410),
    redirect("/missing", "", action_type="error", action_code=404),
    redirect("^/blog/(.*)", "/$1", regex=True),
    redirect("/off", "/on", enabled=False),
    redirect("/shop?a=1", "/x"),
    redirect("/login", {"logged_in": "/a"}, match_type="login"),
    redirect("/old", "/other"),
    redirect("/loop-a", "/loop-b"),
    redirect("/loop-b", "/loop-a"),
    redirect("/js", "javascript:alert(1)"),
    redirect("/odd", "http://[odd"),
    redirect("http://[odd", "/x"),
]


def test_json_is_taken_once_and_what_cannot_be_is_named(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "redirection.json"
    path.write_text(json.dumps({"plugin": {"version": "5.4"}, "groups": [], "redirects": ROWS}))

    row = run(path, ImportFormat.REDIRECTS, source="https://tea.example")

    assert set(models.Redirect.objects.values_list("path", "target", "permanent")) == {
        ("/old", "/new", True),
        ("/moved", "/there?x=1", False),
        ("/out", "https://else.example/", True),
        ("/gone", "", True),
        ("/loop-a", "/loop-b", True),
    }
    assert {(name, code) for _, name, code in notes(row)} >= {
        ("/missing", "code"),
        ("^/blog/(.*)", "regex"),
        ("/off", "disabled"),
        ("/shop?a=1", "query"),
        ("/login", "match"),
        ("/old", "duplicate"),
        ("http://[odd", "query"),
    }
    assert row.counts == {"made": 5, "refused": 3}
    with published_events() as events:
        assert run(path, ImportFormat.REDIRECTS, source="https://tea.example").counts == {"unchanged": 5, "refused": 3}
    assert events.types == []


def test_csv_is_the_same(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "redirection.csv"
    path.write_text(
        "source,target,regex,code,type,hits,title,status\n"
        "/old,/new,0,301,url,5,,active\n"
        "/gone,,0,410,error,1,,active\n"
        "^/x,/y,1,301,url,0,,active\n"
        "/off,/on,0,301,url,0,,disabled\n"
    )

    row = run(path, ImportFormat.REDIRECTS)

    assert dict(models.Redirect.objects.values_list("path", "target")) == {"/old": "/new", "/gone": ""}
    assert {(name, code) for _, name, code in notes(row)} == {("^/x", "regex"), ("/off", "disabled")}
    assert run(path, ImportFormat.REDIRECTS).counts == {"unchanged": 2}


@pytest.mark.parametrize(
    ("content", "reason"),
    [("{}", "no redirects in it"), ("{", "no JSON"), ("a,b\n1,2\n", "no source and target"), ("", "no source")],
)
def test_other_files_are_refused(run: Run, tmp_path: Path, content: str, reason: str) -> None:
    path = tmp_path / "other.txt"
    path.write_text(content)

    assert reason in run(path, ImportFormat.REDIRECTS).fault
