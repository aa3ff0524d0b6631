"""A site that people read: posts, pages, topics and answers, written into the tables and then into the read model."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model

from rustok.tenancy.models import TenantModule
from rustok_content import models
from rustok_content.dto.lifecycle import LinkRelation
from rustok_content.dto.nodes import BodyFormat
from rustok_content.services.kinds import NodeKind, kinds, register_kind
from rustok_content.services.markup import render
from rustok_index.indexers import CONTENT, SECTIONS

START = dt.datetime(2026, 3, 1, 12, 0, tzinfo=dt.UTC)

_KINDS = (
    NodeKind(name="topic", module="forum", label="Topic", url_prefix="/forum", answered=True),
    NodeKind(
        name="reply",
        module="forum",
        label="Reply",
        parents=frozenset({"topic", "reply"}),
        localised=False,
        addressed=False,
        url_prefix=None,
        answers=True,
    ),
    NodeKind(
        name="comment",
        module="blog",
        label="Comment",
        parents=frozenset({"post", "comment"}),
        localised=False,
        addressed=False,
        url_prefix=None,
        answers=True,
    ),
    NodeKind(name="series", module="blog", label="Series", url_prefix="/series"),
)


def switch_on(*modules: str) -> None:
    """Let the tenant in scope use modules, with the kinds that they have."""
    for module in modules:
        TenantModule.objects.update_or_create(module_slug=module, defaults={"enabled": True})
    known = {kind.name for kind in kinds()}
    for kind in _KINDS:
        if kind.name not in known:
            register_kind(kind)


def author(name: str) -> UUID:
    """Make a user who signs with a name."""
    users: Any = get_user_model()
    first, _, last = name.partition(" ")
    user = users.objects.create(email=f"{name.replace(' ', '.').lower()}@example.com", first_name=first, last_name=last)
    found: UUID = user.pk
    return found


def category(
    slug: str,
    names: Mapping[str, str],
    *,
    module: str = "forum",
    parent: Any = None,
    sees: tuple[str, ...] | None = None,
    **fields: Any,
) -> Any:
    """Make a category; ``sees`` are the only roles that see it."""
    made = models.Category.objects.create(slug=slug, module=module, parent=parent, **fields)
    for locale, name in names.items():
        models.CategoryTranslation.objects.create(category=made, locale=locale, name=name)
    for role in sees or ():
        models.CategoryRight.objects.create(category=made, role=role, can_see=True)
    return made


def node(
    kind: str,
    titles: Mapping[str, str],
    *,
    published: tuple[str, ...] | None = None,
    body: str | None = "Some words",
    tags: tuple[Any, ...] = (),
    day: int = 0,
    thread: Mapping[str, Any] | None = None,
    slugs: Mapping[str, str] | None = None,
    **fields: Any,
) -> Any:
    """Write a node: published in all its languages, or in some of them, on a day after the start."""
    at = START + dt.timedelta(days=day)
    shown = tuple(titles) if published is None else published
    made = models.Node.objects.create(
        kind=kind,
        source_locale=next(iter(titles)),
        status="published" if shown else "draft",
        published_at=at if shown else None,
        **fields,
    )
    for locale, title in titles.items():
        slug = (slugs or {}).get(locale) or title.lower().replace(" ", "-")
        models.NodeTranslation.objects.create(
            node=made,
            kind=kind,
            is_addressed=kind != "page",
            locale=locale,
            title=title,
            slug=slug,
            status="published" if locale in shown else "draft",
            published_at=at if locale in shown else None,
        )
        if body is not None:
            _write(made, locale, f"{title}: {body}")
    for tag in tags:
        models.NodeTag.objects.create(node=made, tag=tag)
    if thread is not None:
        models.Thread.objects.create(node=made, **thread)
    made.refresh_from_db()
    return made


def answer(kind: str, root: Any, number: int, *, parent: Any = None, text: str | None = None, **fields: Any) -> Any:
    """Write an answer to a topic or a post, or to another answer."""
    made = models.Node.objects.create(
        kind=kind,
        parent=parent or root,
        root_id=root.id,
        number=number,
        source_locale="en",
        status="published",
        published_at=START + dt.timedelta(minutes=number),
        **fields,
    )
    models.NodeTranslation.objects.create(
        node=made,
        kind=kind,
        is_addressed=False,
        locale="en",
        title="",
        slug="",
        status="published",
        published_at=made.published_at,
    )
    _write(made, "en", text or f"Answer {number}")
    made.refresh_from_db()
    return made


def tag(name: str, names: Mapping[str, str] | None = None, *, count: int = 1) -> Any:
    """Make a tag."""
    made = models.Tag.objects.create(name=name, slug=name.lower().replace(" ", "-"), node_count=count)
    for locale, text in (names or {}).items():
        models.TagTranslation.objects.create(tag=made, locale=locale, name=text)
    return made


def link(post: Any, target: Any, relation: LinkRelation, position: int = 0) -> None:
    """Put a post into a series, or name a text as related."""
    models.NodeLink.objects.create(node=post, target=target, relation=relation, position=position)


def address(of: Any, locale: str, path: str, *, is_current: bool = True) -> None:
    """Give a node an address, present or former."""
    models.NodeAddress.objects.filter(node=of, locale=locale, path=path).delete()
    if is_current:
        models.NodeAddress.objects.filter(node=of, locale=locale, is_current=True).update(is_current=False)
    models.NodeAddress.objects.create(node=of, locale=locale, path=path, is_current=is_current)


def index() -> None:
    """Bring the read model to the state of the tables."""
    CONTENT.rebuild(list(models.Node.objects.values_list("id", flat=True)))
    sections = [
        *models.Category.objects.values_list("id", flat=True),
        *models.Tag.objects.values_list("id", flat=True),
        *models.Menu.objects.values_list("id", flat=True),
        *models.Redirect.objects.values_list("id", flat=True),
    ]
    SECTIONS.rebuild(sections)


def _write(of: Any, locale: str, text: str) -> None:
    rendered = render(text, BodyFormat.MARKDOWN)
    models.Body.objects.create(
        node=of, locale=locale, body=text, format="markdown", html=rendered.html, text=rendered.text
    )
