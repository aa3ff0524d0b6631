"""A person's right to see and to be forgotten (GDPR articles 15, 17 and 20), over all modules.

Every module tells and erases what is its own, whether a tenant has it switched on or not: data stay when a module is
switched off. What lies in no module registers a keeper. Who may ask is for the caller to say.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from django.utils import timezone

from rustok.commands import command
from rustok.context import RequestContext
from rustok.events.bus import publish
from rustok.events.catalog.privacy import PersonalDataErased
from rustok.ids import generate_id
from rustok.modules.registry import registry
from rustok.modules.subjects import ErasedPart, PersonalSection, Subject


class Keeper(Protocol):
    """Something that holds data of people."""

    def export_personal_data(self, ctx: RequestContext, subject: Subject) -> Sequence[PersonalSection]:
        """Tell what is held of a person."""

    def erase_personal_data(self, ctx: RequestContext, subject: Subject) -> Sequence[ErasedPart]:
        """Forget the person; a second time changes nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureReport:
    """What was done, part by part. ``erased`` is how many things were cleared in all."""

    erased_at: dt.datetime
    erased: int
    parts: tuple[ErasedPart, ...]


_keepers: dict[str, Keeper] = {}


def register(name: str, keeper: Keeper) -> None:
    """Let something that is no module tell and erase what it holds."""
    _keepers[name] = keeper


def export(ctx: RequestContext, subject: Subject) -> dict[str, Any]:
    """Return all that is held of a person, ready for JSON: by module and section."""
    found: dict[str, dict[str, list[Any]]] = {}
    for name, keeper in _all():
        sections = {
            section.name: [dict(item) for item in section.items]
            for section in keeper.export_personal_data(ctx, subject)
            if section.items
        }
        if sections:
            found[name] = sections
    return {"exported_at": timezone.now(), "data": found}


# Silent: of somebody whom nobody knows there is nothing to tell.
@command(silent=True)
def erase(ctx: RequestContext, subject: Subject) -> ErasureReport:
    """Forget a person everywhere at once, or nowhere; a second time changes nothing."""
    parts = tuple(part for _name, keeper in _all() for part in keeper.erase_personal_data(ctx, subject))
    erased = sum(part.erased for part in parts)
    if erased:
        publish(ctx, PersonalDataErased(request_id=generate_id(), user_id=subject.user_id))
    return ErasureReport(erased_at=timezone.now(), erased=erased, parts=parts)


def report_data(report: ErasureReport) -> dict[str, Any]:
    """Return a report, ready for JSON."""
    return asdict(report)


def _all() -> Iterator[tuple[str, Keeper]]:
    """Yield whoever holds data: first those who need others' to find theirs."""
    for module in reversed(registry.ordered()):
        yield module.slug, module
    yield from _keepers.items()
