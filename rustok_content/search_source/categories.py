"""Categories of nodes as readers see them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from rustok.events.catalog.tenant import ModuleToggled
from rustok.events.envelope import EventEnvelope
from rustok.modules import toggles
from rustok.search.documents import SectionDocument
from rustok.search.sources import LocaleChain
from rustok.search.storefront import StoreCategoryRef, StoreNodeCategory, StoreNodeRef, as_json
from rustok.tenancy.info import TenantInfo, current_tenant
from rustok_content import models
from rustok_content.search_source.documents import audience_of, node_reference
from rustok_content.search_source.nodes import COUNTERS_REPAIRED, NODE_EVENTS, below, ids_in, nodes_in
from rustok_content.search_source.surroundings import Surroundings, load_surroundings
from rustok_content.search_source.texts import named
from rustok_content.selectors.audiences import CategoryTree, category_tree
from rustok_content.services.kinds import kinds


class CategorySource:
    """Documents of categories of nodes."""

    index = "sections"
    events: tuple[str, ...] = ("category.*", *NODE_EVENTS, ModuleToggled.type)

    def targets(self, envelopes: Sequence[EventEnvelope]) -> frozenset[UUID]:
        """Name the categories that events touch: those below one that changed, and those whose nodes came or went."""
        touched: set[UUID] = set()
        nodes: set[UUID] = set()
        is_all = False
        for envelope in envelopes:
            event = envelope.event
            touched |= ids_in(event, "category") | ids_in(event, "merged")
            nodes |= nodes_in(event)
            if event.type == "node.thread_moved":
                touched |= ids_in(event, "former")
            is_all = is_all or isinstance(event, ModuleToggled) or event.type == COUNTERS_REPAIRED
        if is_all:
            return frozenset(models.Category.objects.values_list("id", flat=True)) | touched
        if nodes:
            touched |= _holding(nodes)
        return frozenset(touched | category_tree().below(touched)) if touched else frozenset()

    def load(self, ids: Sequence[UUID], locales: Sequence[LocaleChain]) -> Sequence[SectionDocument]:
        """Build the documents of these categories in every locale; a module that is off has none."""
        tenant = current_tenant()
        tree = category_tree()
        wanted = [row for row in map(tree.rows.get, ids) if row is not None and toggles.is_enabled(row.module, tenant)]
        if not wanted:
            return []
        shown = {ancestor for row in wanted for ancestor in tree.path(row.id)}
        texts: dict[UUID, list[Any]] = {}
        for text in models.CategoryTranslation.objects.filter(category_id__in=shown):
            texts.setdefault(text.category_id, []).append(text)
        former: dict[UUID, list[str]] = {}
        for category_id, slug in models.CategoryAlias.objects.filter(category_id__in=ids).values_list(
            "category_id", "slug"
        ):
            former.setdefault(category_id, []).append(slug)
        last = list(
            models.Node.objects.filter(pk__in={row.last_node_id for row in wanted if row.last_node_id is not None})
            .order_by("id")
            .prefetch_related("translations", "bodies")
        )
        around = load_surroundings(last, frozenset(kind.name for kind in kinds() if kind.answers))
        return [
            _document(row, chain, tree, texts, former.get(row.id, []), around, tenant)
            for row in wanted
            for chain in locales
        ]

    def page(self, after: UUID | None, limit: int) -> Sequence[UUID]:
        """Return the next categories in id order."""
        rows = models.Category.objects.order_by("id")
        if after is not None:
            rows = rows.filter(id__gt=after)
        return list(rows.values_list("id", flat=True)[:limit])

    def versions(self, ids: Sequence[UUID]) -> dict[UUID, int]:
        """Return the versions of these categories' documents."""
        rows = models.Category.objects.filter(pk__in=ids).values_list("id", "version", "activity")
        return {category_id: version + activity for category_id, version, activity in rows}


def _holding(node_ids: set[UUID]) -> set[UUID]:
    """Return the categories of nodes, of what they answer, and those that name one of them, or one below, as last."""
    nodes = models.Node.objects.filter(pk__in=node_ids).values_list("category_id", "root_id")
    found: set[UUID] = set()
    roots: set[UUID] = set()
    for category_id, root_id in nodes:
        found.update(filter(None, (category_id,)))
        roots.update(filter(None, (root_id,)))
    found.update(models.Node.objects.filter(pk__in=roots).values_list("category_id", flat=True))
    last = models.Category.objects.filter(last_node_id__in=node_ids | roots | below(node_ids, ()))
    found.update(last.values_list("id", flat=True))
    return {category_id for category_id in found if category_id is not None}


def _document(
    row: Any,
    chain: LocaleChain,
    tree: CategoryTree,
    texts: dict[UUID, list[Any]],
    former: list[str],
    around: Surroundings,
    tenant: TenantInfo,
) -> SectionDocument:
    names = {text.locale: text for text in texts.get(row.id, ())}
    name, found = named({code: text.name for code, text in names.items()}, chain, row.slug)
    text = names[found] if found is not None else None
    path = tree.path(row.id)
    shown = as_json(
        StoreNodeCategory(
            id=row.id,
            module=row.module,
            slug=row.slug,
            name=name,
            description=(text.description or None) if text is not None else None,
            parent_id=row.parent_id,
            position=row.position,
            depth=len(path),
            colour=row.colour or None,
            icon=row.icon or None,
            is_closed=row.is_closed,
            needs_approval=row.needs_approval,
            node_count=row.node_count,
            reply_count=row.reply_count,
            last_activity_at=row.last_activity_at,
            last_node=_last(row, chain, around, tree, tenant),
            breadcrumbs=tuple(
                StoreCategoryRef(
                    id=ancestor,
                    slug=tree.rows[ancestor].slug,
                    name=named(
                        {text.locale: text.name for text in texts.get(ancestor, ())}, chain, tree.rows[ancestor].slug
                    )[0],
                )
                for ancestor in path
            ),
            locale=chain.locale,
            source_locale=found or chain.locale,
            is_fallback=found is not None and found != chain.locale,
        )
    )
    return SectionDocument(
        entity_id=row.id,
        locale=chain.locale,
        source_locale=found or chain.locale,
        is_fallback=found is not None and found != chain.locale,
        stale=False,
        source_version=row.version + row.activity,
        status="published",
        title=name,
        slug=row.slug,
        search_text=(text.description if text is not None else "") or "",
        document=shown,
        card=shown,
        kind="category",
        module=row.module,
        former_slugs=tuple(sorted(former)),
        parent_id=row.parent_id,
        path=path,
        audience=tree.audience(row.id),
        position=row.position,
    )


def _last(
    row: Any, chain: LocaleChain, around: Surroundings, tree: CategoryTree, tenant: TenantInfo
) -> StoreNodeRef | None:
    """Name what was last written in, where all readers of the category see it: it may have been moved since."""
    node = around.nodes.get(row.last_node_id) if row.last_node_id is not None else None
    kind = next((kind for kind in kinds() if node is not None and kind.name == node.kind), None)
    if node is None or kind is None or node.category_id != row.id or not toggles.is_enabled(kind.module, tenant):
        return None
    # What is above it may be for fewer than the category is.
    if tree.audience(row.id) & ~audience_of(node, around):
        return None
    return node_reference(node, kind, chain, around)
