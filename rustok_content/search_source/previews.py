"""A node as readers would see it if all that editors wrote were published now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils import timezone

from rustok.search.sources import LocaleChain
from rustok.tenancy.info import current_tenant
from rustok_content import models
from rustok_content.dto.nodes import BodyFormat, NodeStatus
from rustok_content.search_source.documents import node_document
from rustok_content.search_source.surroundings import load_surroundings
from rustok_content.selectors.snapshots import HEAD
from rustok_content.services.kinds import kinds, rules_of
from rustok_content.services.markup import render


def preview_document(node: Any, chain: LocaleChain) -> Mapping[str, Any] | None:
    """Build a node's document out of its working texts; nothing is saved. None where it has no text in the chain."""
    prefetch_related_objects([node], "translations", "bodies", "drafts")
    _publish_in_memory(node)
    answers = frozenset(kind.name for kind in kinds() if kind.answers)
    around = load_surroundings([node], answers)
    document = node_document(node, rules_of(node.kind), chain, around, current_tenant())
    return document.document if document is not None else None


def _publish_in_memory(node: Any) -> None:
    now = timezone.now()
    bodies = {row.locale: row for row in node.bodies.all()}
    drafts = {row.locale: row for row in node.drafts.all()}
    for text in node.translations.all():
        text.status = NodeStatus.PUBLISHED
        text.published_at = text.published_at or now
        draft = drafts.get(text.locale)
        if draft is None:
            continue
        for name in HEAD:
            setattr(text, name, getattr(draft, name))
        body = bodies.pop(text.locale, None)
        if draft.body is not None:
            made = render(draft.body, BodyFormat(draft.format))
            body = body or models.Body(node=node, locale=text.locale)
            body.body, body.format, body.html, body.text = made.source, draft.format, made.html, made.text
            bodies[text.locale] = body
    node.status = NodeStatus.PUBLISHED
    node.published_at = node.published_at or now
    # What the document is made of is read from here, not from the table.
    node._prefetched_objects_cache["bodies"]._result_cache = [bodies[locale] for locale in sorted(bodies)]
