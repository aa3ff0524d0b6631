"""Brings back what a node was at a revision: as a draft, so that readers see it only when somebody publishes it."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any
from uuid import UUID

from rustok.commands import command
from rustok.context import RequestContext
from rustok.dto import given
from rustok.events.bus import publish
from rustok.events.catalog.content import BodyUpdated, NodeTranslationUpdated, NodeUpdated
from rustok.events.catalog.drafts import NodeDraftSaved
from rustok_content import errors, models
from rustok_content.dto.nodes import BodyFormat, NodeResponse, NodeStatus, TranslationInput
from rustok_content.dto.revisions import RestoreRevisionRequest
from rustok_content.mappers import node_response
from rustok_content.selectors.nodes import load
from rustok_content.selectors.snapshots import TEXT, working_texts
from rustok_content.services import addresses, drafts, publishing, references, revisions, tags, texts
from rustok_content.services.counters import kept
from rustok_content.services.kinds import get_kind
from rustok_content.services.locking import ask_for_right, check_version, lock_node, require_to_show


@command()
def restore_revision(
    ctx: RequestContext,
    node_id: UUID,
    revision: int,
    request: RestoreRevisionRequest,
    *,
    kind: str | None = None,
) -> NodeResponse:
    """Write what a node's texts were at a revision, as drafts; what readers see stays until it is published.

    Own fields have no draft: where asked for, tags, metadata, place among its neighbours and, if it is still there, the
    category take effect at once.

    :raises NodeNotFound: no such node for this tenant.
    :raises RevisionNotFound: the node was never saved at that version.
    :raises TranslationNotFound: it was not in a language given.
    :raises LocaleNotEnabled: the tenant no longer speaks a language of it.
    :raises StaleVersion: changed by somebody else since ``request.version``.
    """
    ask_for_right(ctx, "update", kind)
    with kept([node_id]) if request.own_fields else nullcontext():
        _restore(ctx, node_id, revision, request, kind)
    return node_response(load(node_id))


def _restore(
    ctx: RequestContext, node_id: UUID, revision: int, request: RestoreRevisionRequest, kind: str | None
) -> None:
    languages = None if request.own_fields else request.locales or None
    node = lock_node(ctx, node_id, "update", kind=kind, languages=languages)
    check_version(node, given(request).get("version"))
    kept_then = node.revisions.filter(version=revision).first()
    if kept_then is None:
        raise errors.RevisionNotFound(version=revision)
    then = working_texts(kept_then.snapshot)
    for locale in request.locales or ():
        if locale not in then:
            raise errors.TranslationNotFound(locale=locale)
    events: list[Any] = []
    if request.own_fields:
        require_to_show(ctx, node, kind=kind)
    for locale in sorted(set(request.locales or then)):
        require_to_show(ctx, node, kind=kind, locale=locale)
    for locale in sorted(set(request.locales or then)):
        events.extend(_restore_text(ctx, node, locale, then[locale]))
    former = node.category_id
    fields = _restore_fields(ctx, node, kept_then.snapshot["node"]) if request.own_fields else []
    if fields:
        refiled = former if "category_id" in fields else None
        events.append(NodeUpdated(node_id=node.id, kind=node.kind, fields=tuple(fields), former_category_id=refiled))
    if not events:
        return
    publishing.settle_status(node)
    references.refresh(node)
    revisions.save(ctx, node, note=f"Restored from version {revision}.")
    addresses.refresh(ctx, (node.id,))
    for event in events:
        publish(ctx, event)


def _restore_text(ctx: RequestContext, node: models.Node, locale: str, text: dict[str, Any]) -> list[Any]:
    rules = get_kind(node.kind)
    values = {name: text[name] for name in TEXT}
    values["format"] = BodyFormat(values["format"])
    head = node.translations.filter(locale=locale).first()
    if head is None:
        texts.check_languages(rules, [*node.translations.values_list("locale", flat=True), locale])
        texts.add(node, rules, TranslationInput(locale=locale, **values))
        changed = True
    elif head.status == NodeStatus.PUBLISHED and rules.drafts:
        if drafts.write(ctx, node, rules, head, values):
            return [NodeDraftSaved(node_id=node.id, kind=node.kind, locale=locale)]
        return []
    else:
        head_changed = texts.change_head(node, head, values)
        changed = texts.change_body(node, rules, locale, values) or head_changed
    if not changed:
        return []
    texts.settle(node, locale)
    return [
        NodeTranslationUpdated(node_id=node.id, kind=node.kind, locale=locale),
        BodyUpdated(node_id=node.id, kind=node.kind, locale=locale),
    ]


def _restore_fields(ctx: RequestContext, node: models.Node, own: dict[str, Any]) -> list[str]:
    wanted: dict[str, Any] = {
        "position": own["position"],
        "is_featured": own["is_featured"],
        "metadata": get_kind(node.kind).clean(own["metadata"]),
    }
    category_id = UUID(own["category_id"]) if own["category_id"] else None
    if category_id is None or models.Category.objects.filter(pk=category_id).exists():
        wanted["category_id"] = category_id
    fields = sorted(name for name, value in wanted.items() if getattr(node, name) != value)
    for name in fields:
        setattr(node, name, wanted[name])
    if tags.replace(ctx, node, own["tags"]):
        fields.append("tags")
    return fields
