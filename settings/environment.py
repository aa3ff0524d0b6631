"""The one place that reads environment variables."""

from __future__ import annotations

import dataclasses
import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
HOME = Path(os.environ.get("RUSTOK_HOME", BASE_DIR / ".rustok"))
"""Everything that a run in this folder keeps: servers' data, search index, uploads, logs."""


def text(name: str, default: str = "") -> str:
    """Read a variable; ``NAME_FILE`` names a file that holds it (secrets mounted as files)."""
    if file := os.environ.get(f"{name}_FILE"):
        return Path(file).read_text().strip()
    return os.environ.get(name, default)


def flag(name: str, default: bool = False) -> bool:
    """Read a yes/no variable.

    :raises ImproperlyConfigured: neither a yes nor a no.
    """
    value = text(name).strip().lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name}={value!r} is neither a yes (1, true, on) nor a no (0, false, off)")


def number(name: str, default: int) -> int:
    """Read an integer.

    :raises ImproperlyConfigured: not an integer.
    """
    value = text(name).strip()
    if not value:
        return default
    try:
        return int(value)
    except ValueError as exc:
        raise ImproperlyConfigured(f"{name}={value!r} is not a whole number") from exc


def words(name: str, default: tuple[str, ...] = ()) -> list[str]:
    """Read a comma-separated list."""
    value = text(name)
    return [part.strip() for part in value.split(",") if part.strip()] if value else list(default)


def mapping(name: str) -> dict[str, Any]:
    """Read a JSON object.

    :raises ImproperlyConfigured: not one. What it says is not shown: it may be a secret.
    """
    value = text(name).strip()
    try:
        found = json.loads(value) if value else {}
    except ValueError as exc:
        raise ImproperlyConfigured(f"{name} is no JSON") from exc
    if not isinstance(found, dict):
        raise ImproperlyConfigured(f"{name} is no JSON object")
    return found


def database(url: str) -> dict[str, Any]:
    """Turn a PostgreSQL URL into Django's connection settings; a socket folder is given as ``?host=``.

    :raises ImproperlyConfigured: not a PostgreSQL URL.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL is not a postgresql:// URL: nothing else is supported")
    query = dict(parse_qsl(parts.query))
    host = query.pop("host", None) or parts.hostname or ""
    return {
        "NAME": unquote(parts.path.lstrip("/")) or "rustok",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(query.pop("port", None) or parts.port or ""),
        "OPTIONS": query,
    }


def override(section: str, defaults: Any, values: dict[str, Any]) -> dict[str, Any]:
    """Lay ``RUSTOK_<SECTION>_<KEY>`` variables over a section of the ``RUSTOK`` dict.

    Lists are comma-separated, mappings JSON; the types are checked where the section is read.
    """
    for field in dataclasses.fields(defaults):
        raw = text(f"RUSTOK_{section}_{field.name}".upper())
        if raw == "":
            continue
        if str(field.type).startswith("tuple"):
            values[field.name] = [part.strip() for part in raw.split(",") if part.strip()]
        elif str(field.type).startswith("dict"):
            values[field.name] = json.loads(raw)
        else:
            values[field.name] = raw
    return values


def load_services() -> None:
    """Take the addresses of embedded servers that run for this folder, where no variable names others."""
    file = HOME / "services.env"
    if not file.is_file():
        return
    for line in file.read_text().splitlines():
        name, separator, value = line.partition("=")
        if separator and not name.startswith("#"):
            os.environ.setdefault(name.strip(), value.strip().strip("'"))
