"""Nodes for tests, made by the module's own commands."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from rustok.context import RequestContext, Scope
from rustok_content.dto.nodes import CreateNodeRequest, NodeResponse, SetNodeTranslationRequest, TranslationInput
from rustok_content.services import nodes, publishing, translations


def node(ctx: RequestContext, title: str = "Hello", *, published: bool = False, **fields: Any) -> NodeResponse:
    """Make a node, a page in English if not said otherwise; with ``ru``, ``de`` ... titles in other languages."""
    others = {locale: fields.pop(locale) for locale in ("ru", "de", "fr") if locale in fields}
    body = fields.pop("body", "*Hi*")
    texts = fields.pop("translations", None) or (
        TranslationInput(locale="en", title=title, body=body, slug=fields.pop("slug", None)),
        *(TranslationInput(locale=locale, title=other, body=body) for locale, other in others.items()),
    )
    made = nodes.create_node(ctx, CreateNodeRequest(kind=fields.pop("kind", "page"), translations=texts, **fields))
    return publishing.publish_node(ctx, made.id) if published else made


def rights(scope: Scope, *actions: str) -> dict[str, Scope]:
    """Return rights of staff over pages: over nodes of all kinds, and over this one."""
    return {f"{resource}:{action}": scope for resource in ("content.node", "pages.page") for action in actions}


def write(ctx: RequestContext, node_id: UUID, locale: str = "en", **changes: Any) -> NodeResponse:
    """Change a node's text in one language."""
    return translations.set_translation(ctx, node_id, SetNodeTranslationRequest(locale=locale, **changes))


def text(made: NodeResponse, locale: str = "en") -> Any:
    """Return a node's text in one language."""
    return next(row for row in made.translations if row.locale == locale)
