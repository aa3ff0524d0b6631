"""A node's texts: raw, per language. What a reader sees in their place is resolved in the read model, never here."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any
from uuid import UUID

from rustok.commands import command
from rustok.context import RequestContext
from rustok.dto import given
from rustok.errors import InvalidInput
from rustok.events.bus import publish
from rustok.events.catalog.content import BodyUpdated, NodeTranslationUpdated
from rustok.events.catalog.drafts import NodeDraftSaved
from rustok_content import errors
from rustok_content.dto.nodes import NodeResponse, NodeStatus, SetNodeTranslationRequest, TranslationInput
from rustok_content.mappers import node_response
from rustok_content.selectors.nodes import load
from rustok_content.services import addresses, drafts, publishing, references, revisions, texts
from rustok_content.services.counters import kept
from rustok_content.services.kinds import get_kind
from rustok_content.services.locking import ask_for_right, check_version, lock_node, require_on, require_to_show


@command()
def set_translation(
    ctx: RequestContext, node_id: UUID, request: SetNodeTranslationRequest, *, kind: str | None = None
) -> NodeResponse:
    """Write a node's text in one language: make it, or change the fields given.

    A new language is a draft. A change to a published text waits as a draft over it, unless the kind has none. A change
    of the original's text makes the other languages stale; writing a translation makes it fresh.

    :raises NodeNotFound: no such node for this tenant.
    :raises StaleVersion: changed by somebody else since ``request.version``.
    :raises LocaleNotEnabled: the tenant does not speak the language.
    :raises NotLocalised: the kind has a single text, in another language.
    :raises DuplicateSlug: another node of the kind has the slug in this language.
    :raises FormatNotAllowed: the kind takes no such body.
    :raises AddressTaken: another node is at the address.
    """
    ask_for_right(ctx, "update", kind)
    with kept([node_id]) if request.publish else nullcontext():
        _set(ctx, node_id, given(request), kind)
    return node_response(load(node_id))


def _set(ctx: RequestContext, node_id: UUID, changes: dict[str, Any], kind: str | None) -> None:
    locale = changes.pop("locale")
    node = lock_node(ctx, node_id, "update", kind=kind, languages=(locale,))
    check_version(node, changes.pop("version", None))
    at_once = changes.pop("publish")
    if at_once:
        require_on(ctx, node, "publish", kind=kind, languages=(locale,))
    require_to_show(ctx, node, kind=kind, locale=locale)
    rules = get_kind(node.kind)
    revisions.keep_first(node)
    present = node.translations.filter(locale=locale).first()
    drafted = head_changed = body_changed = False
    if present is None:
        if "title" not in changes:
            raise InvalidInput.field("title", code="missing", message="A new translation needs a title.")
        texts.check_languages(rules, [*node.translations.values_list("locale", flat=True), locale])
        texts.add(node, rules, TranslationInput(locale=locale, **changes))
        head_changed, body_changed = True, changes.get("body") is not None
    elif present.status == NodeStatus.PUBLISHED and rules.drafts:
        drafted = drafts.write(ctx, node, rules, present, changes)
    else:
        head_changed = texts.change_head(node, present, changes)
        body_changed = texts.change_body(node, rules, locale, changes)
    if head_changed or body_changed:
        texts.settle(node, locale)
        publishing.settle_status(node)
    shown = publishing.show(node, [locale]) if at_once else ()
    if not (drafted or head_changed or body_changed or shown):
        return
    references.refresh(node)
    revisions.save(ctx, node, locale=locale)
    if head_changed:
        if not shown:
            addresses.refresh(ctx, (node.id,))
        publish(ctx, NodeTranslationUpdated(node_id=node.id, kind=node.kind, locale=locale))
    if body_changed:
        publish(ctx, BodyUpdated(node_id=node.id, kind=node.kind, locale=locale))
    if drafted and not shown:
        publish(ctx, NodeDraftSaved(node_id=node.id, kind=node.kind, locale=locale))
    if shown:
        publishing.tell_published(ctx, node, shown)


@command()
def remove_translation(
    ctx: RequestContext, node_id: UUID, locale: str, *, version: int | None = None, kind: str | None = None
) -> NodeResponse:
    """Remove a node's text in one language, with what waits over it.

    :raises NodeNotFound: no such node for this tenant.
    :raises TranslationNotFound: the node is not in that language.
    :raises LastTranslation: it is the original.
    :raises StaleVersion: changed by somebody else since ``version``.
    """
    ask_for_right(ctx, "update", kind)
    with kept([node_id]):
        node = lock_node(ctx, node_id, "update", kind=kind, languages=(locale,))
        check_version(node, version)
        head = node.translations.filter(locale=locale).first()
        if locale == node.source_locale:
            raise errors.LastTranslation(locale=locale)
        if head is None:
            raise errors.TranslationNotFound(locale=locale)
        if head.status == NodeStatus.PUBLISHED:
            # It takes the text from readers.
            require_on(ctx, node, "publish", kind=kind, languages=(locale,))
        revisions.keep_first(node)
        for rows in (node.translations, node.bodies, node.drafts):
            rows.filter(locale=locale).delete()
        publishing.settle_status(node)
        references.refresh(node)
        revisions.save(ctx, node, locale=locale)
        addresses.refresh(ctx, (node.id,))
        publish(ctx, NodeTranslationUpdated(node_id=node.id, kind=node.kind, locale=locale))
    return node_response(load(node_id))
