"""What waits to be published over a text that readers see."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from rustok.commands import command
from rustok.context import RequestContext
from rustok.events.bus import publish
from rustok.events.catalog.drafts import NodeDraftDiscarded
from rustok_content import errors, models
from rustok_content.dto.nodes import BodyFormat, NodeResponse
from rustok_content.mappers import node_response
from rustok_content.selectors.nodes import load
from rustok_content.selectors.snapshots import HEAD, TEXT
from rustok_content.services import references, revisions, texts
from rustok_content.services.kinds import NodeKind, rules_of
from rustok_content.services.locking import check_version, lock_node, require_to_show


@command()
def discard_draft(
    ctx: RequestContext, node_id: UUID, locale: str, *, version: int | None = None, kind: str | None = None
) -> NodeResponse:
    """Drop what waits to be published in a language; what readers see stays.

    :raises NodeNotFound: no such node for this tenant.
    :raises DraftNotFound: nothing waits in that language.
    :raises StaleVersion: changed by somebody else since ``version``.
    """
    node = lock_node(ctx, node_id, "update", kind=kind, languages=(locale,))
    check_version(node, version)
    require_to_show(ctx, node, kind=kind, locale=locale)
    if not node.drafts.filter(locale=locale).delete()[0]:
        raise errors.DraftNotFound(locale=locale)
    references.refresh(node)
    revisions.save(ctx, node, locale=locale)
    publish(ctx, NodeDraftDiscarded(node_id=node.id, kind=node.kind, locale=locale))
    return node_response(load(node.id))


def write(ctx: RequestContext, node: models.Node, kind: NodeKind, head: Any, changes: Mapping[str, Any]) -> bool:
    """Change what waits over a locked node's published text; tell whether anything differs.

    A draft that says what readers see already is none.

    :raises DuplicateSlug: another node of the kind has the slug in this language.
    :raises FormatNotAllowed: the kind takes no such body.
    """
    draft = node.drafts.filter(locale=head.locale).first()
    live = _live(node, head)
    base = {name: getattr(draft, name) for name in TEXT} if draft else live
    wanted = {**base, **{name: value for name, value in changes.items() if name in TEXT}}
    wanted["format"] = BodyFormat(wanted["format"])
    if not wanted["slug"]:
        # Asked for anew: an address that is known already stays what it is.
        wanted["slug"] = head.slug if wanted["title"] == head.title else texts.wanted_slug(node, wanted["title"], None)
        if texts.slug_taken(node, head.locale, wanted["slug"]):
            wanted["slug"] = texts.numbered(wanted["slug"], node.id)
    elif wanted["slug"] != base["slug"] and texts.slug_taken(node, head.locale, wanted["slug"]):
        raise errors.DuplicateSlug(slug=wanted["slug"], locale=head.locale)
    if wanted["body"] is not None and (wanted["body"], wanted["format"]) != (base["body"], base["format"]):
        # Refused now, while its author is here, and not when it is published.
        wanted["body"], _ = texts.rendered(node, kind, wanted["body"], wanted["format"])
    if wanted == base:
        return False
    if wanted == live:
        node.drafts.filter(locale=head.locale).delete()
        return True
    draft = draft or models.NodeDraft(node=node, locale=head.locale)
    for name, value in wanted.items():
        setattr(draft, name, value)
    draft.author_id = ctx.actor_id
    # A translation is made from what the original is about to be.
    ahead = head.locale != node.source_locale and node.drafts.filter(locale=node.source_locale).exists()
    draft.source_version = node.text_version + 1 if ahead else node.text_version
    draft.save()
    return True


def take_over(node: models.Node, head: Any, draft: models.NodeDraft) -> None:
    """Let what waited take the place of a locked node's text; whoever called saves the node.

    :raises DuplicateSlug: another node has taken the slug in the meantime.
    """
    values = {name: getattr(draft, name) for name in TEXT}
    values["format"] = BodyFormat(draft.format)
    texts.change_head(node, head, values)
    texts.change_body(node, rules_of(node.kind), head.locale, values)
    texts.settle(node, head.locale, source_version=min(draft.source_version, node.text_version))
    head.refresh_from_db(fields=["source_version"])
    draft.delete()


def _live(node: models.Node, head: Any) -> dict[str, Any]:
    body = node.bodies.filter(locale=head.locale).first()
    return {
        **{name: getattr(head, name) for name in HEAD},
        "body": body.body if body else None,
        "format": BodyFormat(body.format) if body else BodyFormat.MARKDOWN,
    }
