"""What every module must keep, as checks that a module's tests (ours and other people's) run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from django.apps import apps
from django.utils.module_loading import import_string

from rustok.events import catalog  # noqa: F401  (registers the published events)
from rustok.events.types import catalogue
from rustok.modules.contract import HealthStatus, RustokModule
from rustok.modules.registry import ModuleRegistry

_SLUG = re.compile(r"^[a-z][a-z0-9-]{1,62}$")
_VERSION = re.compile(r"^\d+\.\d+\.\d+$")
_CODE = re.compile(r"^[a-z_]+\.[a-z_]+:[a-z_]+$")
_SUBSCRIBER = re.compile(r"^[a-z_]+(\.[a-z_]+)+$")


def violations(module: RustokModule, registry: ModuleRegistry) -> Iterator[str]:
    """Name every breach of the contract; a good module gives none."""
    if not _SLUG.match(module.slug):
        yield f"slug {module.slug!r} is not lower-case letters, digits and hyphens"
    if not _VERSION.match(module.version):
        yield f"version {module.version!r} is not major.minor.patch"
    for name in ("name", "description"):
        if not getattr(module, name).strip():
            yield f"{name} is empty"
    for dependency in module.dependencies:
        if registry.get(dependency) is None:
            yield f"dependency {dependency!r} is not installed"
    yield from _permissions(module)
    yield from _subscribers(module)
    for path in filter(None, (module.store_urls, module.admin_urls)):
        if not getattr(import_module(path), "urlpatterns", None):
            yield f"{path} has no urlpatterns"
    for path in filter(None, (module.graphql_query, module.graphql_mutation)):
        if not isinstance(import_string(path), type):
            yield f"{path} is not a class"
    for source in module.search_sources():
        if not source.index or not source.events:
            yield f"search source {source!r} names no index or no events"
    if not isinstance(module.health(), HealthStatus):
        yield "health() is not a HealthStatus"
    yield from _readme(module)


def _permissions(module: RustokModule) -> Iterator[str]:
    codes = [permission.code for permission in module.permissions()]
    for code in codes:
        if not _CODE.match(code):
            yield f"permission {code!r} is not module.resource:action"
    if len(codes) != len(set(codes)):
        yield "a permission is declared twice"
    for permission in module.permissions():
        if not permission.description:
            yield f"permission {permission.code} has no description"


def _subscribers(module: RustokModule) -> Iterator[str]:
    known = catalogue()
    for subscriber in module.event_handlers():
        if not _SUBSCRIBER.match(subscriber.name):
            yield f"subscriber {subscriber.name!r} is not module.noun"
        for pattern in subscriber.events:
            if not any(
                pattern == type_ or (pattern.endswith("*") and type_.startswith(pattern[:-1])) for type_ in known
            ):
                yield f"subscriber {subscriber.name} listens to {pattern!r}, which nobody publishes"


def _readme(module: RustokModule) -> Iterator[str]:
    config = apps.get_containing_app_config(type(module).__module__)
    if config is None:
        yield f"{type(module).__module__} is in no installed app"
    elif not (Path(config.path) / "README.md").is_file():
        yield f"{config.name} has no README.md"
