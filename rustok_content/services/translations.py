"""A node's texts: raw, per language. What a reader sees in their place is resolved in the read model, never here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from slugify import slugify

from rustok.commands import command
from rustok.context import RequestContext
from rustok.dto import given
from rustok.errors import InvalidInput
from rustok.events.bus import publish
from rustok.events.catalog.content import BodyUpdated, NodeTranslationUpdated
from rustok.tenancy.info import current_tenant
from rustok_content import errors, models
from rustok_content.dto.nodes import BodyFormat, NodeResponse, SetNodeTranslationRequest, TranslationInput
from rustok_content.mappers import node_response
from rustok_content.selectors.nodes import load
from rustok_content.services import addresses
from rustok_content.services.kinds import UNDETERMINED, NodeKind, get_kind
from rustok_content.services.locking import check_version, lock_node, touch
from rustok_content.services.markup import render

_HEAD = ("title", "slug", "excerpt", "meta_title", "meta_description")


@command()
def set_translation(
    ctx: RequestContext, node_id: UUID, request: SetNodeTranslationRequest, *, kind: str | None = None
) -> NodeResponse:
    """Write a node's text in one language: make it, or change the fields given.

    A change of the original's text makes the other languages stale; writing a translation makes it fresh.

    :raises NodeNotFound: no such node for this tenant.
    :raises StaleVersion: changed by somebody else since ``request.version``.
    :raises LocaleNotEnabled: the tenant does not speak the language.
    :raises DuplicateSlug: another node of the kind has the slug in this language.
    :raises FormatNotAllowed: the kind takes no such body.
    """
    node = lock_node(ctx, node_id, "update", kind=kind)
    changes = given(request)
    check_version(node, changes.pop("version", None))
    locale = changes.pop("locale")
    rules = get_kind(node.kind)
    present = node.translations.filter(locale=locale).first()
    if present is None:
        if "title" not in changes:
            raise InvalidInput.field("title", code="missing", message="A new translation needs a title.")
        check_languages(rules, [*node.translations.values_list("locale", flat=True), locale])
        add(node, rules, TranslationInput(locale=locale, **changes))
        head_changed, body_changed = True, changes.get("body") is not None
    else:
        head_changed = _change_head(node, present, changes)
        body_changed = _change_body(node, rules, locale, changes)
    if head_changed or body_changed:
        _settle(node, locale)
        touch(node)
    if head_changed:
        addresses.refresh(ctx, (node.id,))
        publish(ctx, NodeTranslationUpdated(node_id=node.id, kind=node.kind, locale=locale))
    if body_changed:
        publish(ctx, BodyUpdated(node_id=node.id, kind=node.kind, locale=locale))
    return node_response(load(node.id))


@command()
def remove_translation(
    ctx: RequestContext, node_id: UUID, locale: str, *, version: int | None = None, kind: str | None = None
) -> NodeResponse:
    """Remove a node's text in one language.

    :raises NodeNotFound: no such node for this tenant.
    :raises TranslationNotFound: the node is not in that language.
    :raises LastTranslation: it is the original.
    :raises StaleVersion: changed by somebody else since ``version``.
    """
    node = lock_node(ctx, node_id, "update", kind=kind)
    check_version(node, version)
    if locale == node.source_locale:
        raise errors.LastTranslation(locale=locale)
    deleted, _ = node.translations.filter(locale=locale).delete()
    if not deleted:
        raise errors.TranslationNotFound(locale=locale)
    node.bodies.filter(locale=locale).delete()
    touch(node)
    addresses.refresh(ctx, (node.id,))
    publish(ctx, NodeTranslationUpdated(node_id=node.id, kind=node.kind, locale=locale))
    return node_response(load(node.id))


def check_languages(kind: NodeKind, locales: Sequence[str]) -> None:
    """Refuse languages that the tenant does not speak, and a second text of what has only one.

    :raises LocaleNotEnabled: the tenant does not speak a language.
    :raises NotLocalised: the kind has a single text.
    """
    spoken = current_tenant().locale_codes
    for locale in locales:
        if locale not in spoken and (kind.localised or locale != UNDETERMINED):
            raise errors.LocaleNotEnabled(locale=locale)
    if not kind.localised and len(set(locales)) > 1:
        raise errors.NotLocalised(kind=kind.name)


def add(node: models.Node, kind: NodeKind, translation: TranslationInput) -> None:
    """Write a node's first text in a language that was checked. For the module's own commands.

    :raises DuplicateSlug: another node of the kind has the slug in this language.
    """
    head = models.NodeTranslation(
        node=node,
        kind=node.kind,
        is_addressed=kind.addressed,
        locale=translation.locale,
        title=translation.title,
        excerpt=translation.excerpt,
        meta_title=translation.meta_title,
        meta_description=translation.meta_description,
        source_version=node.text_version,
    )
    _save_with_slug(node, head, translation.slug)
    if translation.body is not None:
        _write_body(node, kind, translation.locale, translation.body, translation.format)


def _change_head(node: models.Node, head: Any, changes: dict[str, Any]) -> bool:
    wanted = {name: changes[name] for name in _HEAD if name in changes}
    slug = wanted.pop("slug", head.slug)
    if all(getattr(head, name) == value for name, value in wanted.items()) and slug == head.slug:
        return False
    for name, value in wanted.items():
        setattr(head, name, value)
    _save_with_slug(node, head, slug)
    return True


def _change_body(node: models.Node, kind: NodeKind, locale: str, changes: dict[str, Any]) -> bool:
    if "body" not in changes and "format" not in changes:
        return False
    present = node.bodies.filter(locale=locale).first()
    source = changes.get("body", present.body if present else None)
    if source is None:
        return bool(node.bodies.filter(locale=locale).delete()[0])
    format = changes.get("format", BodyFormat(present.format) if present else BodyFormat.MARKDOWN)
    if present is not None and present.body == source and present.format == format:
        return False
    _write_body(node, kind, locale, source, format)
    return True


def _settle(node: models.Node, locale: str) -> None:
    """Note which text is newer: the original's, which makes the others stale, or a translation, now fresh."""
    if locale == node.source_locale:
        node.text_version += 1
    node.translations.filter(locale=locale).update(source_version=node.text_version)


def _write_body(node: models.Node, kind: NodeKind, locale: str, source: str, format: BodyFormat) -> None:
    if format not in kind.formats:
        raise errors.FormatNotAllowed(kind=kind.name, format=format)
    rendered = render(source, format)
    node.bodies.update_or_create(
        locale=locale,
        defaults={
            "body": rendered.source,
            "format": format,
            "html": rendered.html,
            "text": rendered.text,
            "removed": list(rendered.removed),
        },
    )


def _save_with_slug(node: models.Node, head: Any, wanted: str | None) -> None:
    """Save under the slug given, or under one made from the title: with a number when it is taken."""
    head.slug = wanted or slugify(head.title, max_length=180, word_boundary=True) or node.kind
    if not head.is_addressed and get_kind(node.kind).url_prefix is not None and _is_taken(node, head):
        if wanted:
            raise errors.DuplicateSlug(slug=wanted, locale=head.locale)
        head.slug = f"{head.slug}-{node.id.hex[-8:]}"
    try:
        if _beside(node, head):
            raise errors.DuplicateSlug(slug=head.slug, locale=head.locale)
        with transaction.atomic():
            head.save()
    except (IntegrityError, errors.DuplicateSlug) as exc:
        if wanted:
            raise errors.DuplicateSlug(slug=wanted, locale=head.locale) from exc
        # The id is unique, so this cannot be taken, and two writers at once need no second try.
        head.slug = f"{head.slug}-{node.id.hex[-8:]}"
        head.save()


def _beside(node: models.Node, head: Any) -> bool:
    """Tell whether a node below the same parent has the slug, for kinds that are found by their whole path.

    Two writers at once pass this; the registry of addresses stops the second.
    """
    rules = get_kind(node.kind)
    if rules.addressed or rules.url_prefix is None:
        return False
    others = models.NodeTranslation.objects.filter(kind=node.kind, locale=head.locale, slug=head.slug)
    others = others.exclude(node=node).filter(node__parent_id=node.parent_id, node__deleted_at=None)
    return bool(others.exists())


def _is_taken(node: models.Node, head: models.NodeTranslation) -> bool:
    """Tell whether a node beside this one has the slug; two at once are told apart by their addresses."""
    beside = models.Node.objects.filter(kind=node.kind, parent_id=node.parent_id, deleted_at=None).exclude(pk=node.pk)
    same = models.NodeTranslation.objects.filter(kind=node.kind, locale=head.locale, slug=head.slug)
    return bool(same.filter(node__in=beside).exists())
