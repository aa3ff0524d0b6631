"""Tags of nodes: what nodes carry, and what the tags themselves are.

A tag counts the nodes that readers see. Its row is locked while it is counted anew, tags in the order of their ids and
after the nodes that carry them: counts are exact whoever writes at once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import F
from slugify import slugify

from rustok.commands import command
from rustok.context import RequestContext
from rustok.dto import Unset, given
from rustok.errors import StaleVersion
from rustok.events.bus import publish
from rustok.events.catalog.content import (
    TagAttached,
    TagCreated,
    TagDeleted,
    TagDetached,
    TagMerged,
    TagUpdated,
)
from rustok.rbac.policies import require
from rustok.tenancy.context import require_tenant_id
from rustok.tenancy.info import current_tenant
from rustok_content import errors, models
from rustok_content.dto.tags import (
    CreateNodeTagRequest,
    MergeNodeTagsRequest,
    NodeTagResponse,
    UpdateNodeTagRequest,
)
from rustok_content.selectors.tags import present_tag

_IDS_IN_EVENT: Final = 1000
# Shared, so that those who put a tag on nodes wait only for those who merge or delete it.
_FIND: Final = """
SELECT t.id, t.slug, s.slug FROM tags t LEFT JOIN tag_synonyms s ON s.tenant_id = t.tenant_id AND s.tag_id = t.id
 WHERE t.tenant_id = %s AND t.id IN (
    SELECT id FROM tags WHERE tenant_id = %s AND slug = ANY(%s)
    UNION ALL
    SELECT tag_id FROM tag_synonyms WHERE tenant_id = %s AND slug = ANY(%s)
 ) ORDER BY t.id FOR KEY SHARE OF t
"""


@command()
def create_tag(ctx: RequestContext, request: CreateNodeTagRequest) -> NodeTagResponse:
    """Make a tag.

    :raises DuplicateTag: there is such a tag already, or one with such a synonym.
    :raises LocaleNotEnabled: the tenant does not speak a language given.
    """
    require(ctx, "content.tag:create")
    tag = models.Tag(name=request.name, slug=_slug(request.name))
    _check_free(tag, [request.name, *request.names.values(), *request.synonyms])
    _save(tag)
    _write_names(tag, request.names)
    _write_synonyms(tag, (*request.synonyms, *request.names.values()))
    publish(ctx, TagCreated(tag_id=tag.id))
    return present_tag(tag.id)


@command()
def update_tag(ctx: RequestContext, tag_id: UUID, request: UpdateNodeTagRequest) -> NodeTagResponse:
    """Rename a tag, or give it other names and synonyms. Its former address leads to it still.

    :raises TagNotFound: no such tag for this tenant.
    :raises StaleVersion: changed by somebody else since ``request.version``.
    :raises DuplicateTag: another tag goes by the name or a synonym.
    :raises LocaleNotEnabled: the tenant does not speak a language given.
    """
    require(ctx, "content.tag:update")
    tag = _lock(tag_id)
    changes = given(request)
    version = changes.pop("version", tag.version)
    if version != tag.version:
        raise StaleVersion(current=tag.version, given=version)
    before = present_tag(tag_id)
    former = tag.slug
    if not isinstance(request.name, Unset):
        tag.name, tag.slug = request.name, _slug(request.name)
    names = before.names if isinstance(request.names, Unset) else request.names
    synonyms = (*(before.synonyms if isinstance(request.synonyms, Unset) else request.synonyms), *names.values())
    wanted = _slugs(synonyms) - {tag.slug}
    if (tag.name, dict(names), wanted) == (before.name, dict(before.names), set(before.synonyms)):
        return before
    _check_free(tag, [tag.name, *names.values(), *synonyms])
    _write_names(tag, names)
    _write_synonyms(tag, wanted if tag.slug == former else {*wanted, former})
    tag.version += 1
    _save(tag)
    publish(ctx, TagUpdated(tag_id=tag_id))
    return present_tag(tag_id)


@command()
def merge_tags(ctx: RequestContext, tag_id: UUID, request: MergeNodeTagsRequest) -> NodeTagResponse:
    """Let a tag take others in: it gets their nodes, and their words as synonyms.

    :raises TagNotFound: no such tag for this tenant.
    :raises TagMergedIntoItself: the tag is among those it is to take in.
    """
    require(ctx, "content.tag:update")
    require(ctx, "content.tag:delete")
    gone = sorted(set(request.tag_ids))
    if tag_id in gone:
        raise errors.TagMergedIntoItself()
    _lock_carriers(gone)
    tags = {
        tag.id: tag for tag in models.Tag.objects.for_update(keys=True).filter(pk__in=[tag_id, *gone]).order_by("id")
    }
    for wanted in (tag_id, *gone):
        if wanted not in tags:
            raise errors.TagNotFound(id=str(wanted))
    carried = models.NodeTag.objects.filter(tag_id=tag_id).values("node_id")
    theirs = models.NodeTag.objects.filter(tag_id__in=gone)
    theirs.filter(node_id__in=carried).delete()
    # A node that carried two of them keeps one.
    for merged in gone:
        models.NodeTag.objects.filter(tag_id=merged).exclude(
            node_id__in=models.NodeTag.objects.filter(tag_id=tag_id).values("node_id")
        ).update(tag_id=tag_id)
    theirs.delete()
    words = [*models.TagSynonym.objects.filter(tag_id__in=gone).values_list("slug", flat=True)]
    words += [tags[merged].slug for merged in gone]
    models.TagSynonym.objects.filter(tag_id__in=gone).delete()
    models.TagTranslation.objects.filter(tag_id__in=gone).delete()
    models.Tag.objects.filter(pk__in=gone).delete()
    models.TagSynonym.objects.bulk_create(
        [models.TagSynonym(tag_id=tag_id, slug=slug) for slug in sorted(set(words) - {tags[tag_id].slug})]
    )
    models.Tag.objects.filter(pk=tag_id).update(version=F("version") + 1)
    _count([tag_id])
    publish(ctx, TagMerged(tag_id=tag_id, merged_ids=tuple(gone)))
    return present_tag(tag_id)


@command()
def delete_tag(ctx: RequestContext, tag_id: UUID) -> None:
    """Take a tag off all nodes, and delete it.

    :raises TagNotFound: no such tag for this tenant.
    """
    require(ctx, "content.tag:delete")
    _lock_carriers([tag_id])
    tag = _lock(tag_id, keys=True)
    carriers = list(models.NodeTag.objects.filter(tag_id=tag_id).order_by("node_id").values_list("node_id", flat=True))
    models.NodeTag.objects.filter(tag_id=tag_id).delete()
    tag.delete()
    for start in range(0, max(len(carriers), 1), _IDS_IN_EVENT):
        publish(ctx, TagDeleted(tag_id=tag_id, node_ids=tuple(carriers[start : start + _IDS_IN_EVENT])))


def replace(ctx: RequestContext, node: models.Node, names: Sequence[str]) -> bool:
    """Give a node exactly these tags, making those that are new; tell whether anything changed.

    For the module's own commands, under the node's lock. Words that differ only in case or accents are one tag, and so
    are a tag's synonyms and its names in other languages. Whoever calls this for a node that readers see keeps the
    tags' counts.
    """
    words = {_slug(name): name.strip() for name in names if name.strip()}
    present = set(node.node_tags.values_list("tag_id", flat=True))
    wanted = _ids_of(ctx, words) if words else set()
    added, removed = wanted - present, present - wanted
    if removed:
        node.node_tags.filter(tag_id__in=removed).delete()
    models.NodeTag.objects.bulk_create([models.NodeTag(node=node, tag_id=tag_id) for tag_id in sorted(added)])
    for tag_id in sorted(removed):
        publish(ctx, TagDetached(node_id=node.id, kind=node.kind, tag_id=tag_id))
    for tag_id in sorted(added):
        publish(ctx, TagAttached(node_id=node.id, kind=node.kind, tag_id=tag_id))
    return bool(added or removed)


def _count(tag_ids: Sequence[UUID]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH counted AS (SELECT t.id, (SELECT count(*) FROM node_tags nt JOIN nodes n"
            "   ON n.tenant_id = nt.tenant_id AND n.id = nt.node_id AND n.status = 'published'"
            "  AND n.deleted_at IS NULL AND n.moderation = 'approved'"
            "   WHERE nt.tenant_id = t.tenant_id AND nt.tag_id = t.id) AS count"
            "  FROM tags t WHERE t.tenant_id = %s AND t.id = ANY(%s))"
            " UPDATE tags t SET node_count = c.count FROM counted c"
            " WHERE t.tenant_id = %s AND t.id = c.id AND t.node_count <> c.count",
            [require_tenant_id(), list(tag_ids), require_tenant_id()],
        )


def _ids_of(ctx: RequestContext, words: Mapping[str, str]) -> set[UUID]:
    """Return the tags that words mean, making those that are new, and hold them until the end of the transaction."""
    found = _find(words)
    if len(found) < len(words):
        # A tag that was merged while we waited for it leaves its word to another one.
        found = _find(words)
    for slug in sorted(words.keys() - found.keys()):
        tag, is_new = models.Tag.objects.get_or_create(slug=slug, defaults={"name": words[slug]})
        if is_new:
            publish(ctx, TagCreated(tag_id=tag.id))
        found[slug] = tag.id
    return set(found.values())


def _find(words: Collection[str]) -> dict[str, UUID]:
    tenant, slugs = require_tenant_id(), sorted(words)
    found: dict[str, UUID] = {}
    with connection.cursor() as cursor:
        cursor.execute(_FIND, [tenant, tenant, slugs, tenant, slugs])
        rows = cursor.fetchall()
    for tag_id, _, synonym in rows:
        if synonym in words:
            found[synonym] = tag_id
    # A tag's own word goes before a synonym.
    found.update({slug: tag_id for tag_id, slug, _ in rows if slug in words})
    return found


def _lock_rows(tag_ids: Iterable[UUID]) -> list[UUID]:
    wanted = set(tag_ids)
    if not wanted:
        return []
    rows = models.Tag.objects.for_update().filter(pk__in=wanted).order_by("id")
    return list(rows.values_list("id", flat=True))


def _lock_carriers(tag_ids: Sequence[UUID]) -> None:
    """Lock the nodes that carry tags: nobody takes them off, or publishes, while the tags go."""
    carriers = models.NodeTag.objects.filter(tag_id__in=tag_ids).values("node_id")
    list(models.Node.objects.for_update().filter(pk__in=carriers).order_by("id").values_list("id", flat=True))


def _lock(tag_id: UUID, *, keys: bool = False) -> Any:
    tag = models.Tag.objects.for_update(keys=keys).filter(pk=tag_id).first()
    if tag is None:
        raise errors.TagNotFound(id=str(tag_id))
    return tag


def _check_free(tag: models.Tag, names: Iterable[str]) -> None:
    """Refuse words that lead to another tag."""
    words = {_slug(name): name for name in names}
    for slug, tag_id in sorted(_find(words).items()):
        if tag_id != tag.id:
            raise errors.DuplicateTag(name=words[slug])


def _write_names(tag: models.Tag, names: Mapping[str, str]) -> None:
    for locale in names:
        if locale not in current_tenant().locale_codes:
            raise errors.LocaleNotEnabled(locale=locale)
    tag.translations.exclude(locale__in=names).delete()
    for locale, name in sorted(names.items()):
        tag.translations.update_or_create(locale=locale, defaults={"name": name})


def _write_synonyms(tag: models.Tag, synonyms: Iterable[str]) -> None:
    wanted = _slugs(synonyms) - {tag.slug}
    tag.synonyms.exclude(slug__in=wanted).delete()
    present = set(tag.synonyms.values_list("slug", flat=True))
    for slug in sorted(wanted - present):
        try:
            with transaction.atomic():
                tag.synonyms.create(slug=slug)
        except IntegrityError as exc:
            raise errors.DuplicateTag(name=slug) from exc


def _save(tag: models.Tag) -> None:
    try:
        with transaction.atomic():
            tag.save()
    except IntegrityError as exc:
        raise errors.DuplicateTag(name=tag.name) from exc


def _slugs(names: Iterable[str]) -> set[str]:
    return {_slug(name) for name in names}


def _slug(name: str) -> str:
    return slugify(name, max_length=80) or name.strip().casefold()[:80]
