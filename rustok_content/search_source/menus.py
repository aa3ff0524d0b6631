"""Menus as readers see them: entries whose node nobody sees are left out, of others it is said who sees them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from rustok.events.catalog.tenant import ModuleToggled
from rustok.events.envelope import EventEnvelope
from rustok.modules import toggles
from rustok.rbac.audience import EVERYBODY
from rustok.search.documents import SectionDocument
from rustok.search.sources import LocaleChain
from rustok.search.storefront import StoreMenu, StoreMenuItem, as_json
from rustok.tenancy.info import current_tenant
from rustok_content import models
from rustok_content.search_source.documents import audience_of, node_reference
from rustok_content.search_source.nodes import NODE_EVENTS, below, ids_in, nodes_in
from rustok_content.search_source.surroundings import Surroundings, load_surroundings
from rustok_content.search_source.texts import named
from rustok_content.services.kinds import NodeKind, kinds


class MenuSource:
    """Documents of menus."""

    index = "sections"
    events: tuple[str, ...] = ("menu.*", "category.*", *NODE_EVENTS, ModuleToggled.type)

    def targets(self, envelopes: Sequence[EventEnvelope]) -> frozenset[UUID]:
        """Name the menus that events touch, and those with an entry that leads to a node that changed, or below it."""
        touched: set[UUID] = set()
        nodes: set[UUID] = set()
        is_all = False
        for envelope in envelopes:
            event = envelope.event
            touched |= ids_in(event, "menu")
            nodes |= nodes_in(event)
            # Rights of a category decide who sees what is in it.
            is_all = is_all or isinstance(event, ModuleToggled) or event.type.startswith("category.")
        if is_all:
            touched.update(models.Menu.objects.values_list("id", flat=True))
        elif nodes and models.MenuItem.objects.filter(node_id__isnull=False).exists():
            items = models.MenuItem.objects.filter(node_id__in=nodes | below(nodes, ()))
            touched.update(items.values_list("menu_id", flat=True))
            # Those whose node is gone no longer say which it was.
            lost = models.MenuItem.objects.filter(leads_to_node=True, node_id__isnull=True)
            touched.update(lost.values_list("menu_id", flat=True))
        return frozenset(touched)

    def load(self, ids: Sequence[UUID], locales: Sequence[LocaleChain]) -> Sequence[SectionDocument]:
        """Build the documents of these menus in every locale."""
        menus = list(
            models.Menu.objects.filter(pk__in=ids).order_by("id").prefetch_related("items", "items__translations")
        )
        leads_to = {item.node_id for menu in menus for item in menu.items.all() if item.node_id is not None}
        nodes = list(
            models.Node.objects.filter(pk__in=leads_to).order_by("id").prefetch_related("translations", "bodies")
        )
        tenant = current_tenant()
        shown = {kind.name: kind for kind in kinds() if toggles.is_enabled(kind.module, tenant)}
        around = load_surroundings(nodes, frozenset(kind.name for kind in kinds() if kind.answers))
        return [_document(menu, chain, around, shown) for menu in menus for chain in locales]

    def page(self, after: UUID | None, limit: int) -> Sequence[UUID]:
        """Return the next menus in id order."""
        rows = models.Menu.objects.order_by("id")
        if after is not None:
            rows = rows.filter(id__gt=after)
        return list(rows.values_list("id", flat=True)[:limit])

    def versions(self, ids: Sequence[UUID]) -> dict[UUID, int]:
        """Return the current versions of these menus."""
        return dict(models.Menu.objects.filter(pk__in=ids).values_list("id", "version"))


def _document(menu: Any, chain: LocaleChain, around: Surroundings, shown: dict[str, NodeKind]) -> SectionDocument:
    below: dict[UUID | None, list[Any]] = {}
    for item in sorted(menu.items.all(), key=lambda item: (item.position, item.id)):
        below.setdefault(item.parent_id, []).append(item)
    head = StoreMenu(location=menu.location, name=menu.name, items=(), locale=chain.locale)
    whole = {**as_json(head), "items": _items(None, below, chain, around, shown)}
    return SectionDocument(
        entity_id=menu.id,
        locale=chain.locale,
        source_locale=chain.locale,
        is_fallback=False,
        stale=False,
        source_version=menu.version,
        status="published",
        title=menu.name,
        slug=menu.location,
        search_text="",
        document=whole,
        card=whole,
        kind="menu",
    )


def _items(
    parent_id: UUID | None,
    below: dict[UUID | None, list[Any]],
    chain: LocaleChain,
    around: Surroundings,
    shown: dict[str, NodeKind],
) -> list[dict[str, Any]]:
    found = []
    for item in below.get(parent_id, ()):
        names = {text.locale: text.label for text in item.translations.all()}
        url, title, kind, audience = item.url or None, "", None, EVERYBODY
        if item.leads_to_node or item.node_id is not None:
            node = around.nodes.get(item.node_id)
            if node is None or node.kind not in shown:
                continue
            reference = node_reference(node, shown[node.kind], chain, around)
            if reference is None:
                continue
            url, title, kind, audience = reference.path, reference.title, node.kind, audience_of(node, around)
        label, _code = named(names, chain, title or next(iter(sorted(names.values())), item.url))
        entry = StoreMenuItem(
            label=label, url=url, node_id=item.node_id, kind=kind, opens_new_tab=item.opens_new_tab, children=()
        )
        made = {**as_json(entry), "children": _items(item.id, below, chain, around, shown)}
        if audience != EVERYBODY:
            made["audience"] = audience
        found.append(made)
    return found
