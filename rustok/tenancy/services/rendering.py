"""Render fewer of the models that migrations see: what made most of the time of the first start."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.db import models
from django.db.migrations.state import ProjectState

# Not public; a test compares what migrations make with and without this.
_CHOICE: Final = "_find_reload_model"

Key = tuple[str, str]
"""Label of the app, and name of the model in lower case."""


@contextmanager
def narrow() -> Iterator[None]:
    """Let an operation render the model that it changes, and the models that hold its class, but no others.

    Django renders whatever is related in any direction. Here everything is related to the tenant, so that each
    operation of each migration rendered every model there is. A model that the changed one only points at needs no
    new class: what it knows of relations to it is looked up anew whenever the registry changes.
    """
    of_django = getattr(ProjectState, _CHOICE)
    setattr(ProjectState, _CHOICE, _holders)
    try:
        yield
    finally:
        setattr(ProjectState, _CHOICE, of_django)


def _holders(state: Any, app_label: str, model_name: str, delay: bool = False) -> set[Key]:
    """Name the model, what points at it or is derived from it, and so on."""
    found: set[Key] = {(app_label, model_name)}
    queue = [(app_label, model_name)]
    while queue:
        try:
            model = state.apps.get_model(*queue.pop())
        except LookupError:
            # It is new, so nothing holds it yet.
            continue
        for holder in (*_derived(model), *_pointing(model)):
            key = (holder._meta.app_label, holder._meta.model_name)
            if key not in found:
                found.add(key)
                queue.append(key)
    return found


def _derived(model: Any) -> list[Any]:
    return [each for each in model.__subclasses__() if issubclass(each, models.Model)]


def _pointing(model: Any) -> list[Any]:
    relations = [each for each in model._meta.get_fields(include_hidden=True) if each.is_relation]
    return [each.related_model for each in relations if each.auto_created and not each.concrete]
