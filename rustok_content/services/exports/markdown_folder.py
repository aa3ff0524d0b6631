"""Posts and pages as a folder of Markdown with front matter, which the import of Markdown takes as it was.

A node is a folder with a file for each language: ``posts/hello/index.md`` in the language it was written in first,
``index.de.md`` beside it. Categories of the blog, tags and the words for pictures are files of the same kind. What
readers see is written; drafts over it, revisions and comments are not.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

import frontmatter

from rustok.auth.models import User
from rustok.context import RequestContext
from rustok.media.storage import files
from rustok.rbac.policies import require
from rustok.tenancy.info import current_tenant
from rustok_content import models
from rustok_content.dto.nodes import BodyFormat, NodeStatus
from rustok_content.services.exports.pictures import Pictures

WORDS: Final = "media/alt.md"
"""Where the words for pictures are."""
_FOLDERS: Final = {"page": "pages", "post": "posts"}
_MODULE: Final = "blog"
_FIELDS: Final = ("template", "noindex")
_BATCH: Final = 200

Write = Callable[[str, bytes], None]
"""Takes the name of a file, with slashes, and what is in it."""


@dataclass(slots=True)
class Exported:
    """How many files there are, and what of the nodes is in none of them: kind, name, reason."""

    files: int = 0
    left_out: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass(slots=True)
class _Export:
    write: Write
    pictures: Pictures
    told: Exported
    places: dict[UUID, str] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)

    def file(self, place: str, locale: str | None, head: Mapping[str, Any], body: str = "") -> None:
        """Write one text."""
        name = f"{place}/index.md" if locale is None else f"{place}/index.{locale}.md"
        said = {key: value for key, value in head.items() if value not in (None, "", [], False, 0) or key == "excerpt"}
        if said.get("excerpt", 0) is None:
            del said["excerpt"]
        self.put(name, frontmatter.dumps(frontmatter.Post(body, **said), sort_keys=False).encode() + b"\n")

    def put(self, name: str, content: bytes) -> None:
        """Write one file."""
        self.write(name, content)
        self.told.files += 1

    def place_of(self, wanted: str) -> str:
        """Return a folder that nothing else is in."""
        place, number = wanted, 2
        while place in self.taken:
            place, number = f"{wanted}-{number}", number + 1
        self.taken.add(place)
        return place


def export_markdown(ctx: RequestContext, write: Write) -> Exported:
    """Write all posts and pages that are not in the trash, with what they are filed under and show."""
    require(ctx, "content.node:read")
    export = _Export(write, Pictures(), Exported())
    _write_categories(export)
    _write_tags(export)
    for kind in _FOLDERS:
        for batch in _nodes(kind):
            emails = dict(User.objects.filter(pk__in={node.author_id for node in batch}).values_list("id", "email"))
            leading = _leading(batch)
            for node in batch:
                _write_node(export, node, emails.get(node.author_id), leading)
    _write_pictures(export)
    return export.told


def _nodes(kind: str) -> Iterator[Sequence[Any]]:
    """Return nodes some at a time, those above first."""
    place: tuple[int, UUID] | None = None
    while True:
        rows = models.Node.objects.filter(kind=kind, deleted_at=None).order_by("depth", "id")
        if place is not None:
            rows = rows.filter(depth=place[0], id__gt=place[1]) | rows.filter(depth__gt=place[0])
        rows = rows.select_related("category").prefetch_related(
            "translations", "bodies", "drafts", "node_tags__tag", "addresses"
        )
        batch = list(rows[:_BATCH])
        if not batch:
            return
        place = (batch[-1].depth, batch[-1].id)
        yield batch


def _leading(batch: Sequence[Any]) -> Mapping[str, list[tuple[str, str]]]:
    """Return the redirects that lead to nodes: by where they lead, their language and path."""
    paths = {each.path for node in batch for each in node.addresses.all() if each.is_current}
    found: dict[str, list[tuple[str, str]]] = {}
    rows = models.Redirect.objects.filter(target__in=paths).order_by("path")
    for target, locale, path in rows.values_list("target", "locale", "path"):
        found.setdefault(target, []).append((locale, path))
    return found


def _write_node(export: _Export, node: Any, email: str | None, leading: Mapping[str, list[tuple[str, str]]]) -> None:
    texts = sorted(node.translations.all(), key=lambda row: (row.locale != node.source_locale, row.locale))
    if not texts:
        return
    above = export.places.get(node.parent_id, _FOLDERS[node.kind])
    place = export.places[node.id] = export.place_of(f"{above}/{texts[0].slug}")
    bodies = {body.locale: body for body in node.bodies.all()}
    for row in node.drafts.all():
        export.told.left_out.append((node.kind, f"{row.title} ({row.locale})", "What waits to be published over it."))
    for key in sorted(node.metadata.keys() - {"cover", *_FIELDS}):
        export.told.left_out.append((node.kind, texts[0].title, f"Its field {key}."))
    for text in texts:
        is_source = text is texts[0]
        head = _head_of(node, text, is_source=is_source)
        if is_source:
            head |= _node_head(export, node, email)
        head["aliases"] = _aliases(node, text.locale, leading, is_source=is_source)
        body = bodies.get(text.locale)
        shown = _portable(export, body, place)
        if body is not None and shown:
            heading = shown.lstrip().startswith("#")
            head["format"] = body.format if body.format != BodyFormat.MARKDOWN or heading else None
        export.file(place, None if is_source else text.locale, head, shown)


def _head_of(node: Any, text: Any, *, is_source: bool) -> dict[str, Any]:
    shown = text.status == NodeStatus.PUBLISHED
    waits = not shown and text.publish_at is not None
    # An excerpt that is missing is said to be: a description would stand in for it.
    excerpt = text.excerpt or ("" if text.meta_description else None)
    return {
        "title": text.title,
        "slug": text.slug,
        "type": node.kind,
        "locale": text.locale,
        "date": _moment(text.published_at if shown else text.publish_at if waits else None),
        "draft": not shown and not waits and text.status == NodeStatus.DRAFT,
        "archived": text.status == NodeStatus.ARCHIVED,
        "expiryDate": _moment(text.unpublish_at),
        "excerpt": excerpt,
        "meta_title": text.meta_title,
        "description": text.meta_description,
    }


def _node_head(export: _Export, node: Any, email: str | None) -> dict[str, Any]:
    category = node.category
    if category is not None and category.module != _MODULE:
        export.told.left_out.append((node.kind, str(node), f"Its category {category.slug} of {category.module}."))
        category = None
    return {
        "author": email,
        "categories": [category.slug] if category is not None else [],
        "tags": sorted(each.tag.name for each in node.node_tags.all()),
        "cover": f"/{cover}" if (cover := export.pictures.by_id(node.metadata.get("cover"))) else None,
        "featured": node.is_featured,
        "home": node.is_home,
        "weight": node.position,
        **{name: node.metadata.get(name) for name in _FIELDS},
    }


def _aliases(node: Any, locale: str, leading: Mapping[str, list[tuple[str, str]]], *, is_source: bool) -> list[str]:
    addresses = [each for each in node.addresses.all() if each.locale == locale]
    current = next((each.path for each in addresses if each.is_current), None)
    if current is None:
        return []
    found = {each.path for each in addresses if not each.is_current}
    found.update(path for of, path in leading.get(current, ()) if of == locale or (not of and is_source))
    return sorted(found)


def _portable(export: _Export, body: Any, place: str) -> str:
    """Return a text as it can stand anywhere."""
    if body is None:
        return ""
    text = body.body.replace("\r\n", "\n").strip()
    if body.format == BodyFormat.BLOCKS:
        text = export.pictures.named(text)
    return export.pictures.led_to(text, place=place)


def _write_categories(export: _Export) -> None:
    rows = models.Category.objects.filter(module=_MODULE).select_related("parent").prefetch_related("translations")
    for category in rows.order_by("slug"):
        texts = _default_first(category.translations.all())
        for text in texts:
            head = {"title": text.name, "type": "category", "slug": category.slug, "locale": text.locale}
            if text is texts[0]:
                head |= {"parent": category.parent.slug if category.parent else None, "weight": category.position}
            export.file(
                f"categories/{category.slug}", None if text is texts[0] else text.locale, head, text.description.strip()
            )


def _write_tags(export: _Export) -> None:
    for tag in models.Tag.objects.prefetch_related("translations", "synonyms").order_by("slug"):
        place = f"tags/{tag.slug}"
        head = {"title": tag.name, "type": "tag", "synonyms": sorted(each.slug for each in tag.synonyms.all())}
        export.file(place, None, head)
        for text in sorted(tag.translations.all(), key=lambda row: row.locale):
            export.file(place, text.locale, {"title": text.name, "type": "tag", "locale": text.locale})


def _write_pictures(export: _Export) -> None:
    words: dict[str, dict[str, str]] = {}
    for name, asset in sorted(export.pictures.used.items()):
        try:
            with files().open(asset.storage_name) as source:
                export.put(name, source.read())
        except FileNotFoundError:
            export.told.left_out.append(("asset", asset.filename, "Its file is not there."))
            continue
        said = {row.locale: row.alt for row in asset.translations.all() if row.alt}
        if said:
            words[name] = dict(sorted(said.items()))
    if words:
        post = frontmatter.Post("", type="pictures", alt=words)
        export.put(WORDS, frontmatter.dumps(post, sort_keys=False).encode() + b"\n")


def _default_first(rows: Any) -> list[Any]:
    default = current_tenant().default_locale
    return sorted(rows, key=lambda row: (row.locale != default, row.locale))


def _moment(moment: dt.datetime | None) -> str | None:
    return moment.astimezone(dt.UTC).isoformat() if moment is not None else None
