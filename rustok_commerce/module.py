"""The commerce module and what it contributes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from rustok.context import RequestContext, Scope
from rustok.events.catalog.media import MediaDeleted, MediaUpdated
from rustok.events.subscribers import Subscriber
from rustok.modules.contract import AssetUsage, Card, Progress, RustokModule
from rustok.rbac.policies import allowed
from rustok.rbac.roles import Permission, Role
from rustok.search.sources import DocumentSource
from rustok_commerce import handlers
from rustok_commerce.demo.seed import seed
from rustok_commerce.search_source import (
    AttributeSource,
    CategorySource,
    ChannelSource,
    CollectionSource,
    OptionSource,
    ProductSource,
)
from rustok_commerce.selectors import pictures
from rustok_commerce.selectors.dashboard import dashboard_cards
from rustok_commerce.services import inventory

_STAFF: Final = {Role.MANAGER: Scope.ALL, Role.EDITOR: Scope.ALL, Role.MODERATOR: Scope.ALL}
_WRITERS: Final = {Role.MANAGER: Scope.ALL, Role.EDITOR: Scope.ALL}
_MANAGERS: Final = {Role.MANAGER: Scope.ALL}


class CommerceModule(RustokModule):
    """Products, variants, prices, stock."""

    slug = "commerce"
    name = "Commerce"
    description = "Products, variants, prices, stock."
    version = "1.0.0"
    admin_urls = "rustok_commerce.rest.urls"
    graphql_query = "rustok_commerce.graphql.schema.CommerceQuery"
    graphql_mutation = "rustok_commerce.graphql.schema.CommerceMutation"

    def permissions(self) -> Sequence[Permission]:
        """Declare the rights: editors write texts and the tree, managers also prices, stock and deletions."""
        return tuple(
            Permission(resource=resource, action=action, description=description, roles=dict(roles))
            for resource, action, description, roles in (
                ("commerce.product", "read", "See products with their prices and stock.", _STAFF),
                ("commerce.product", "create", "Make products.", _WRITERS),
                ("commerce.product", "update", "Change products, options and variants.", _WRITERS),
                ("commerce.product", "publish", "Show products to shoppers and withdraw them.", _WRITERS),
                ("commerce.product", "delete", "Delete products.", _MANAGERS),
                ("commerce.price", "update", "Set prices.", _MANAGERS),
                ("commerce.price_list", "read", "See price lists.", _STAFF),
                ("commerce.price_list", "create", "Make price lists.", _MANAGERS),
                ("commerce.price_list", "update", "Change price lists, switch them on and off.", _MANAGERS),
                ("commerce.price_list", "delete", "Delete price lists.", _MANAGERS),
                ("commerce.channel", "read", "See channels.", _STAFF),
                ("commerce.channel", "create", "Make channels.", _MANAGERS),
                ("commerce.channel", "update", "Change channels, choose the default one.", _MANAGERS),
                ("commerce.channel", "delete", "Delete channels.", _MANAGERS),
                ("commerce.inventory", "read", "See locations and the ledger of stock.", _STAFF),
                ("commerce.inventory", "adjust", "Change stock and locations.", _MANAGERS),
                ("commerce.job", "read", "See imports, exports and bulk changes, and fetch their files.", _WRITERS),
                ("commerce.job", "create", "Import, export and change products in bulk.", _WRITERS),
                ("commerce.job", "cancel", "Cancel imports, exports and bulk changes.", _WRITERS),
                ("commerce.collection", "read", "See collections.", _STAFF),
                ("commerce.collection", "create", "Make collections.", _WRITERS),
                ("commerce.collection", "update", "Change collections and what is in them.", _WRITERS),
                ("commerce.collection", "delete", "Delete collections.", _MANAGERS),
                ("commerce.attribute", "create", "Make attributes and product types.", _WRITERS),
                ("commerce.attribute", "update", "Change attributes and product types.", _WRITERS),
                ("commerce.attribute", "delete", "Delete attributes and product types.", _MANAGERS),
                ("commerce.category", "read", "See categories.", _STAFF),
                ("commerce.category", "create", "Make categories.", _WRITERS),
                ("commerce.category", "update", "Change and move categories.", _WRITERS),
                ("commerce.category", "delete", "Delete categories.", _MANAGERS),
            )
        )

    def asset_usages(self, ctx: RequestContext, asset_ids: Sequence[UUID]) -> Sequence[AssetUsage]:
        """Tell which products show these pictures."""
        return pictures.picture_usages(ctx, asset_ids)

    def event_handlers(self) -> Sequence[Subscriber]:
        """Follow the media library."""
        return (
            Subscriber(
                name="commerce.media", events=(MediaDeleted.type, MediaUpdated.type), handle=handlers.media_changed
            ),
        )

    def search_sources(self) -> Sequence[DocumentSource]:
        """Feed the catalogue to the read model."""
        return (
            ProductSource(),
            CategorySource(),
            CollectionSource(),
            AttributeSource(),
            OptionSource(),
            ChannelSource(),
        )

    def dashboard(self, ctx: RequestContext) -> Sequence[Card]:
        """Show how much is on sale, and what asks for somebody's attention."""
        if not allowed(ctx, "commerce.product:read"):
            return ()
        return dashboard_cards(ctx)

    def seed_demo(self, ctx: RequestContext, dataset: str, progress: Progress) -> None:
        """Write categories, products and their pictures."""
        seed(ctx, dataset, progress)

    def on_enable(self, ctx: RequestContext) -> None:
        """Give the shop a place for its stock."""
        inventory.default_location()
