"""To whom and on what terms a shop sells: customers, taxes, deliveries, promotions."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.ids import generate_id
from rustok.rbac.roles import Role
from rustok_commerce.dto.coupons import CreateCouponRequest
from rustok_commerce.dto.credit import IssuedGiftCardResponse, IssueGiftCardRequest
from rustok_commerce.dto.customers import (
    CreateCustomerAddressRequest,
    CreateCustomerGroupRequest,
    CreateCustomerRequest,
)
from rustok_commerce.dto.promotions import CreatePromotionRequest
from rustok_commerce.dto.sales_settings import UpdateSalesSettingsRequest
from rustok_commerce.dto.shipping import CreateShippingMethodRequest, CreateShippingZoneRequest
from rustok_commerce.dto.taxes import CreateTaxClassRequest, CreateTaxZoneRequest
from rustok_commerce.models import (
    CreditAccount,
    PromotionCustomer,
    PromotionUse,
)
from rustok_commerce.services import (
    credit,
    customer_addresses,
    customer_groups,
    customers,
    sales_settings,
    shipping_methods,
    shipping_zones,
    tax_classes,
    tax_zones,
)
from rustok_commerce.services.promotions import coupons, writing
from tests.security.world.seeds import World


def add_customers(world: World, ctx: RequestContext) -> None:
    def group(name: str) -> UUID:
        request = CreateCustomerGroupRequest(code=f"{world.mark}-{name}", name=f"Group {world.mark}")
        return customer_groups.create_customer_group(ctx, request).id

    world.ids["customer_group"] = (group("spare"), group("second"))
    place = {
        "country": "DE",
        "line1": f"Street {world.mark}",
        "city": "Berlin",
        "postcode": "10115",
        "company": world.mark,
    }

    def customer(name: str) -> UUID:
        data = {
            "email": f"{world.mark}.{name}@example.com",
            "first_name": f"First {world.mark}",
            "note": f"Note {world.mark}",
            "metadata": {"note": world.mark},
        }
        return customers.create_customer(ctx, parse(CreateCustomerRequest, data)).id

    def address(customer_id: UUID) -> UUID:
        request = parse(CreateCustomerAddressRequest, place)
        return customer_addresses.create_address(ctx, customer_id, request).id

    buyer, other = customer("buyer"), customer("other")
    world.ids["customer"] = (buyer, other)
    world.ids["customer_address"] = (address(buyer), address(buyer))
    own = customers.customer_for(RequestContext(tenant_id=ctx.tenant_id, actor_id=world.users[Role.ADMIN])).id
    world.ids["my_address"] = (address(own), address(own))
    world.ids["own_customer"] = (own, own)


def add_taxes_and_deliveries(world: World, ctx: RequestContext) -> None:
    changes = {"country": "DE", "order_prefix": f"{world.mark}-", "seller": {"name": f"Seller {world.mark}"}}
    sales_settings.update_sales_settings(ctx, parse(UpdateSalesSettingsRequest, changes))

    def tax_class(name: str) -> UUID:
        data = {"code": f"{world.mark}-{name}", "name": f"{name} {world.mark}"}
        return tax_classes.create_tax_class(ctx, parse(CreateTaxClassRequest, data)).id

    standard = tax_class("standard")
    world.ids["tax_class"] = (tax_class("spare"), standard)
    world.texts["tax_class"] = f"{world.mark}-standard"
    area = {"country": "DE", "region": world.mark, "postcode_from": "10", "postcode_to": "13"}

    def tax_zone(name: str) -> UUID:
        rate = {"tax_class": world.texts["tax_class"], "name": f"VAT {world.mark}", "rate_ppm": 190_000}
        data = {"code": f"{world.mark}-{name}", "name": f"{name} {world.mark}", "areas": [area], "rates": [rate]}
        return tax_zones.create_tax_zone(ctx, parse(CreateTaxZoneRequest, data)).id

    def shipping_zone(name: str) -> UUID:
        data = {"code": f"{world.mark}-{name}", "name": f"{name} {world.mark}", "areas": [area]}
        return shipping_zones.create_shipping_zone(ctx, parse(CreateShippingZoneRequest, data)).id

    world.ids["tax_zone"] = (tax_zone("first"), tax_zone("second"))
    world.ids["shipping_zone"] = (shipping_zone("first"), shipping_zone("second"))

    def shipping_method(name: str) -> UUID:
        data = {
            "code": f"{world.mark}-{name}",
            "zone_id": world.referred("shipping_zone"),
            "tax_class": world.texts["tax_class"],
            "provider_settings": {"note": world.mark},
            "channels": ["default"],
            "translations": [{"locale": "en", "name": f"{name} {world.mark}", "description": f"About {world.mark}"}],
            "rates": [{"currency": "EUR", "amount": 500, "free_from": 5000}],
        }
        return shipping_methods.create_shipping_method(ctx, parse(CreateShippingMethodRequest, data)).id

    world.ids["shipping_method"] = (shipping_method("post"), shipping_method("express"))


def add_promotions(world: World, ctx: RequestContext) -> None:
    def promotion(name: str) -> UUID:
        data = {
            "code": f"{world.mark}-{name}",
            "name": f"Promotion {world.mark}",
            "effect": {"free_shipping": {}},
            "translations": [{"locale": "ru", "name": f"Promotion {world.mark} ru"}],
            "needs_coupon": True,
        }
        return writing.create_promotion(ctx, parse(CreatePromotionRequest, data)).id

    def coupon(name: str) -> UUID:
        request = CreateCouponRequest(code=f"{world.mark}-{name}")
        return coupons.create_coupon(ctx, world.ids["promotion"][1], request).id

    world.ids["promotion"] = (promotion("spare"), promotion("second"))
    world.ids["coupon"] = (coupon("spare"), coupon("second"))
    key = f"{world.mark}.buyer@example.com"
    used = {"promotion_id": world.ids["promotion"][1], "customer_key": key}
    PromotionUse.objects.create(
        **used, coupon_id=world.ids["coupon"][1], order_id=generate_id(), amount=100, currency="USD"
    )
    PromotionCustomer.objects.create(**used, used_count=1)

    def card(name: str) -> IssuedGiftCardResponse:
        request = IssueGiftCardRequest(
            currency="USD", amount=5000, customer_id=world.ids["customer"][1], note=f"{name} {world.mark}"
        )
        return credit.issue_gift_card(ctx, request)

    first, second = card("first"), card("second")
    world.ids["credit"] = (first.card.id, second.card.id)
    world.secrets["gift_card"] = second.code
    # What is left on it may be written off.
    CreditAccount.objects.filter(id=first.card.id).update(expires_at=timezone.now())
