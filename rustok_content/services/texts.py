"""Writes the rows of a text: its head and its body in one language. For the module's own commands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction
from slugify import slugify

from rustok.errors import InvalidInput
from rustok.tenancy.info import current_tenant
from rustok_content import errors, models
from rustok_content.dto.nodes import BodyFormat, TranslationInput
from rustok_content.selectors.snapshots import HEAD
from rustok_content.services.blocks.bodies import read_blocks
from rustok_content.services.kinds import UNDETERMINED, NodeKind, rules_of
from rustok_content.services.markup import Rendered, render

_LONGEST: Final = 200


def check_languages(kind: NodeKind, locales: Sequence[str]) -> None:
    """Refuse languages that the tenant does not speak, and a second text of what has only one.

    :raises LocaleNotEnabled: the tenant does not speak a language.
    :raises NotLocalised: the kind has a single text.
    """
    spoken = current_tenant().locale_codes
    for locale in locales:
        if locale not in spoken and (kind.localised or locale != UNDETERMINED):
            raise errors.LocaleNotEnabled(locale=locale)
    if len(set(locales)) < len(locales):
        raise InvalidInput.field("translations", code="duplicate", message="A language is there twice.")
    if not kind.localised and len(locales) > 1:
        raise errors.NotLocalised(kind=kind.name)


def add(node: models.Node, kind: NodeKind, translation: TranslationInput) -> models.NodeTranslation:
    """Write a node's first text in a language that was checked.

    :raises DuplicateSlug: another node of the kind has the slug in this language.
    :raises FormatNotAllowed: the kind takes no such body.
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
        _write_body(
            node, translation.locale, rendered(node, kind, translation.body, translation.format), translation.format
        )
    return head


def change_head(node: models.Node, head: Any, changes: Mapping[str, Any]) -> bool:
    """Change what is given of a head; tell whether anything differs.

    :raises DuplicateSlug: another node of the kind has the slug in this language.
    """
    wanted = {name: changes[name] for name in HEAD if name in changes}
    slug = wanted.pop("slug", head.slug)
    if all(getattr(head, name) == value for name, value in wanted.items()) and slug == head.slug:
        return False
    for name, value in wanted.items():
        setattr(head, name, value)
    _save_with_slug(node, head, slug)
    return True


def change_body(node: models.Node, kind: NodeKind, locale: str, changes: Mapping[str, Any]) -> bool:
    """Change what is given of a body; tell whether anything differs.

    :raises FormatNotAllowed: the kind takes no such body.
    """
    if "body" not in changes and "format" not in changes:
        return False
    present = node.bodies.filter(locale=locale).first()
    source = changes.get("body", present.body if present else None)
    if source is None:
        return bool(node.bodies.filter(locale=locale).delete()[0])
    format = changes.get("format", BodyFormat(present.format) if present else BodyFormat.MARKDOWN)
    if present is not None and present.body == source and present.format == format:
        return False
    _write_body(node, locale, rendered(node, kind, source, format), format)
    return True


def settle(node: models.Node, locale: str, *, source_version: int | None = None) -> None:
    """Note which text is newer: the original's, which makes the others stale, or a translation, now fresh.

    :param source_version: the ``text_version`` that a translation was written from, if not the present one.
    """
    if locale == node.source_locale:
        node.text_version += 1
        source_version = None
    node.translations.filter(locale=locale).update(source_version=source_version or node.text_version)


def rendered(node: models.Node, kind: NodeKind, source: str, format: BodyFormat) -> tuple[str, Rendered]:
    """Return a body of a node as it is kept, and what readers get of it.

    :raises FormatNotAllowed: the kind takes no such body.
    :raises InvalidInput: the body is not what its format says.
    """
    if format not in kind.formats:
        raise errors.FormatNotAllowed(kind=kind.name, format=format)
    made = render(source, format)
    check_blocks(node, kind, made.source, format)
    return made.source, made


def check_blocks(node: models.Node, kind: NodeKind, source: str, format: BodyFormat) -> None:
    """Refuse a body of blocks that does not fit what the node is.

    :raises InvalidInput: there is no place for it.
    """
    if kind.check_blocks is None or format != BodyFormat.BLOCKS:
        return
    body = read_blocks(source)
    kind.check_blocks(node.metadata, {name: body.types(name) for name in body.regions})


def check_bodies(node: models.Node, kind: NodeKind) -> None:
    """Refuse metadata that the node's bodies, and those that wait to be published, do not fit.

    :raises InvalidInput: there is no place for one of them.
    """
    for rows in (node.bodies, node.drafts):
        for source in rows.filter(format=BodyFormat.BLOCKS).values_list("body", flat=True):
            if source is not None:
                check_blocks(node, kind, source, BodyFormat.BLOCKS)


def wanted_slug(node: models.Node, title: str, wanted: str | None) -> str:
    """Return the slug that was asked for, or one made from the title."""
    return wanted or slugify(title, max_length=180, word_boundary=True) or node.kind


def numbered(slug: str, node_id: UUID) -> str:
    """Return a slug that no other node has: with the end of the node's id, and no longer than slugs may be."""
    return f"{slug[: _LONGEST - 9].rstrip('-')}-{node_id.hex[-8:]}"


def slug_taken(node: models.Node, locale: str, slug: str) -> bool:
    """Tell whether another node has the slug where it has to be the only one: in the kind, or below one parent.

    Two writers at once pass this; the database, or the registry of addresses, stops the second.
    """
    rules = rules_of(node.kind)
    others = models.NodeTranslation.objects.filter(kind=node.kind, locale=locale, slug=slug).exclude(node=node)
    if rules.addressed:
        return bool(others.filter(is_addressed=True).exists())
    if rules.url_prefix is None:
        return False
    return bool(others.filter(node__parent_id=node.parent_id, node__deleted_at=None).exists())


def _write_body(node: models.Node, locale: str, body: tuple[str, Rendered], format: BodyFormat) -> None:
    source, made = body
    node.bodies.update_or_create(
        locale=locale,
        defaults={
            "body": source,
            "format": format,
            "html": made.html,
            "text": made.text,
            "removed": list(made.removed),
        },
    )


def _save_with_slug(node: models.Node, head: Any, wanted: str | None) -> None:
    """Save under the slug given, or under one made from the title: with a number when it is taken."""
    head.slug = wanted_slug(node, head.title, wanted)
    try:
        if not head.is_addressed and slug_taken(node, head.locale, head.slug):
            raise errors.DuplicateSlug(slug=head.slug, locale=head.locale)
        with transaction.atomic():
            head.save()
    except (IntegrityError, errors.DuplicateSlug) as exc:
        if wanted:
            raise errors.DuplicateSlug(slug=wanted, locale=head.locale) from exc
        # The id is unique, so this cannot be taken, and two writers at once need no second try.
        head.slug = numbered(head.slug, node.id)
        head.save()
