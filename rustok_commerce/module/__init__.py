"""The commerce module and what it contributes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from rustok.context import RequestContext
from rustok.events.catalog.carts import AvailabilityChanged, CartAbandoned, CartCompleted
from rustok.events.catalog.media import MediaDeleted, MediaUpdated
from rustok.events.catalog.orders import OrderCancelled, OrderPlaced
from rustok.events.catalog.payments import PaymentAuthorised
from rustok.events.catalog.user import UserDeleted, UserUpdated
from rustok.events.subscribers import Subscriber
from rustok.modules.contract import AssetUsage, Card, Chart, Progress, RustokModule
from rustok.modules.subjects import ErasedPart, PersonalSection, Subject
from rustok.rbac.policies import allowed
from rustok.rbac.roles import Permission
from rustok.search.sources import DocumentSource
from rustok_commerce import handlers
from rustok_commerce.demo.seed import seed
from rustok_commerce.module.rights.carts import CARTS
from rustok_commerce.module.rights.catalogue import CATALOGUE
from rustok_commerce.module.rights.customers import CUSTOMERS
from rustok_commerce.module.rights.orders import ORDERS
from rustok_commerce.module.rights.payments import PAYMENTS
from rustok_commerce.module.rights.promotions import PROMOTIONS
from rustok_commerce.module.rights.sales import SALES
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
from rustok_commerce.services import inventory, personal_data
from rustok_commerce.services.carts import merging
from rustok_commerce.services.carts.tokens import CART_TOKEN
from rustok_commerce.services.orders.giving_back import give_back
from rustok_commerce.services.orders.invoicing import DOCUMENT_CAUSES, issue_by_itself
from rustok_commerce.services.orders.mailing import MAIL_CAUSES, send_mails
from rustok_commerce.services.sales_dashboard import sales_cards, sales_charts


class CommerceModule(RustokModule):
    """Products, variants, prices, stock."""

    slug = "commerce"
    name = "Commerce"
    description = "Products, variants, prices, stock."
    version = "1.0.0"
    store_urls = "rustok_commerce.rest.store_urls"
    admin_urls = "rustok_commerce.rest.urls"
    sign_in_headers = (CART_TOKEN,)
    graphql_query = "rustok_commerce.graphql.schema.CommerceQuery"
    graphql_mutation = "rustok_commerce.graphql.schema.CommerceMutation"

    def permissions(self) -> Sequence[Permission]:
        """Declare the rights: editors write texts and the tree, managers also prices, stock and deletions."""
        return (
            *CARTS,
            *CATALOGUE,
            *CUSTOMERS,
            *ORDERS,
            *PAYMENTS,
            *PROMOTIONS,
            *SALES,
        )

    def asset_usages(self, ctx: RequestContext, asset_ids: Sequence[UUID]) -> Sequence[AssetUsage]:
        """Tell which products show these pictures."""
        return pictures.picture_usages(ctx, asset_ids)

    def export_personal_data(self, ctx: RequestContext, subject: Subject) -> Sequence[PersonalSection]:
        """Tell of the customer, addresses, carts, orders, payments and credit."""
        return personal_data.sections_of(subject)

    def erase_personal_data(self, ctx: RequestContext, subject: Subject) -> Sequence[ErasedPart]:
        """Forget the customer; orders stay without what names anybody, invoices stay as they were sent."""
        return personal_data.erase(ctx, subject)

    def event_handlers(self) -> Sequence[Subscriber]:
        """Follow the media library, and logins."""
        return (
            Subscriber(
                name="commerce.media", events=(MediaDeleted.type, MediaUpdated.type), handle=handlers.media_changed
            ),
            Subscriber(
                name="commerce.logins", events=(UserUpdated.type, UserDeleted.type), handle=handlers.login_changed
            ),
            Subscriber(name="commerce.claims", events=(OrderPlaced.type,), handle=handlers.orders_placed),
            Subscriber(
                name="commerce.availability", events=(AvailabilityChanged.type,), handle=handlers.stock_promised
            ),
            Subscriber(
                name="commerce.reminders", events=(CartAbandoned.type,), handle=handlers.cart_left, external=True
            ),
            Subscriber(
                name="commerce.checkout",
                events=(PaymentAuthorised.type, CartCompleted.type),
                handle=handlers.checkout_went_on,
                external=True,
            ),
            Subscriber(name="commerce.order_mail", events=MAIL_CAUSES, handle=send_mails, external=True),
            Subscriber(name="commerce.give_back", events=(OrderCancelled.type,), handle=give_back, external=True),
            Subscriber(name="commerce.invoices", events=DOCUMENT_CAUSES, handle=issue_by_itself),
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
        catalogue = dashboard_cards(ctx) if allowed(ctx, "commerce.product:read") else []
        return (*sales_cards(ctx), *catalogue)

    def charts(self, ctx: RequestContext) -> Sequence[Chart]:
        """Show how the shop sells."""
        return sales_charts(ctx)

    def seed_demo(self, ctx: RequestContext, dataset: str, progress: Progress) -> None:
        """Write categories, products and their pictures."""
        seed(ctx, dataset, progress)

    def on_sign_in(self, ctx: RequestContext, brought: Mapping[str, str]) -> None:
        """Let a guest's cart become the customer's, or join the one they have."""
        merging.claim_by_token(ctx, brought[CART_TOKEN])

    def on_enable(self, ctx: RequestContext) -> None:
        """Give the shop a place for its stock."""
        inventory.default_location()
