"""Orders with parcels and returns, payments, and carts that can be bought."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.ids import to_ulid
from rustok.rbac.roles import Role
from rustok_commerce.dto.carts import (
    AddCartCreditRequest,
    AddCartLineRequest,
    CreateCartRequest,
    CreateDraftRequest,
    DraftLineRequest,
    SetCartAddressRequest,
    SetCartShippingRequest,
)
from rustok_commerce.dto.credit import IssueGiftCardRequest
from rustok_commerce.dto.fulfilments import FulfilOrderRequest, RequestReturnRequest
from rustok_commerce.dto.orders import AddNoteRequest
from rustok_commerce.dto.payments import CreatePaymentMethodRequest, RefundPart, RefundRequest
from rustok_commerce.dto.products import CreateProductRequest
from rustok_commerce.dto.shipping import ShippingKind
from rustok_commerce.models import (
    Cart,
    CartCredit,
    OrderLine,
    Payment,
    ShippingMethod,
    ShippingRate,
    TrialMessage,
)
from rustok_commerce.services import (
    catalog,
    credit,
    inventory,
)
from rustok_commerce.services.carts import creating, details, drafts, lines
from rustok_commerce.services.carts.baskets import contents_of
from rustok_commerce.services.orders import fulfilment, invoicing, returns, updating
from rustok_commerce.services.payments import authorising, offering, refunds, resolving
from rustok_commerce.services.payments.providers import trial
from tests.factories import commerce, orders, payments
from tests.factories.promotions import stored_coupon, stored_promotion
from tests.security.world.seeds import World


def add_orders(world: World, ctx: RequestContext) -> None:
    """Make orders of the administrator: one as it was placed, one with parcels and returns, one that is done."""
    variants = [{**commerce.variant(sku=f"{world.mark}-ordered"), "stock": 100}]
    product = commerce.product(ctx, title=f"Ordered {world.mark}", variants=variants)
    address = {**orders.ADDRESS, "line1": f"Street {world.mark}", "company": world.mark}

    def order(quantity: int, **changes: Any) -> Any:
        return orders.order(
            quantities=[quantity],
            product=product,
            discount=10,
            customer_id=world.ids["own_customer"][0],
            email=f"{world.mark}.admin@example.com",
            shipping_address=address,
            billing_address=address,
            note=f"Note {world.mark}",
            metadata={"note": world.mark},
            **changes,
        )

    placed, sent, done = order(5), order(12), order(1, price=0, shipping=None)
    world.ids["order"] = (placed.id, placed.id)
    world.ids["sent_order"] = (sent.id, sent.id)
    world.ids["done_order"] = (done.id, done.id)

    def line(of: Any) -> UUID:
        found: UUID = OrderLine.objects.get(order=of).id
        return found

    world.ids["order_line"] = (line(placed), line(placed))
    world.ids["sent_line"] = (line(sent), line(sent))

    def parcel(of: Any, quantity: int, *, shipped: bool = True) -> UUID:
        data = {
            "lines": [{"line_id": to_ulid(line(of)), "quantity": quantity}],
            "carrier": f"Carrier {world.mark}",
            "tracking_number": f"T-{world.mark}",
            "tracking_url": f"https://example.com/{world.mark}",
            "shipped": shipped,
        }
        return fulfilment.fulfil_order(ctx, of.id, parse(FulfilOrderRequest, data)).fulfilments[-1].id

    parcel(sent, 6)
    parcel(done, 1)
    world.ids["fulfilment"] = (parcel(sent, 1), parcel(sent, 1))
    packed = parcel(sent, 1, shipped=False)
    world.ids["packed_fulfilment"] = (packed, packed)
    data = {
        "lines": [{"line_id": to_ulid(line(sent)), "quantity": 1, "reason": f"Reason {world.mark}"}],
        "note": f"Note {world.mark}",
        "tracking_number": f"R-{world.mark}",
    }
    buyer = RequestContext(tenant_id=ctx.tenant_id, actor_id=world.users[Role.ADMIN])
    asked = returns.request_own_return(buyer, sent.id, None, parse(RequestReturnRequest, data)).returns[-1].id
    agreed = returns.create_return(ctx, sent.id, parse(RequestReturnRequest, data)).returns[-1].id
    world.ids["requested_return"] = (asked, asked)
    world.ids["return"] = (agreed, agreed)
    issued = invoicing.issue_invoice(ctx, sent.id).invoices[-1].id
    world.ids["invoice"] = (issued, issued)
    for of in (placed, sent):
        updating.add_note(ctx, of.id, AddNoteRequest(text=f"Note {world.mark}", for_customer=True))


def add_carts(world: World, ctx: RequestContext) -> None:
    """Give the administrator two carts that can be bought, and the shop two drafts."""
    prices = [{"currency": currency, "amount": 1000} for currency in ("USD", "EUR")]
    data = {
        "title": f"Mug {world.mark}",
        "variants": [{"sku": f"{world.mark}-mug", "stock": 50, "prices": prices}],
    }
    made = catalog.create_product(ctx, parse(CreateProductRequest, data))
    (mug,) = catalog.publish_product(ctx, made.id).variants
    coupon = f"COUPON-{world.mark}".upper()
    promotion = stored_promotion(code=f"{world.mark}-coupon", name=f"Coupon {world.mark}", needs_coupon=True)
    stored_coupon(promotion.id, coupon)
    world.texts["coupon"] = coupon
    fetched = ShippingMethod.objects.create(
        code=f"{world.mark}-fetched", kind=ShippingKind.PICKUP, location=inventory.default_location()
    )
    for currency in ("USD", "EUR"):
        ShippingRate.objects.create(method=fetched, currency=currency, amount=0)
    own = RequestContext(
        tenant_id=ctx.tenant_id, actor_id=world.users[Role.ADMIN], locale="en", currencies=("USD", "EUR")
    )
    place = {"country": "DE", "last_name": "King", "line1": "Hauptstr. 1", "city": "Berlin", "postcode": "10115"}
    address = {"shipping_address": place, "email": f"{world.mark}.cart@example.com"}
    carts, cart_lines, cart_credits, drafted = [], [], [], []
    for currency in ("USD", "EUR"):
        cart, _ = creating.create_cart(own, CreateCartRequest(currency=currency))
        change = lines.add_line(own, cart.id, None, AddCartLineRequest(variant_id=mug.id))
        details.set_address(own, cart.id, None, parse(SetCartAddressRequest, address))
        details.set_shipping(own, cart.id, None, SetCartShippingRequest(code=fetched.code))
        card = credit.issue_gift_card(ctx, IssueGiftCardRequest(amount=100, currency=currency))
        # The first cart is the one that requests address.
        world.texts.setdefault("gift_card", card.code)
        details.add_credit(own, cart.id, None, AddCartCreditRequest(code=card.code))
        Cart.objects.filter(id=cart.id).update(coupon_codes=[coupon])
        due = contents_of(Cart.objects.get(id=cart.id)).amount_due
        Payment.objects.create(
            cart_id=cart.id, provider="manual", method="manual", state="pending", currency=currency, amount=due
        )
        carts.append(cart.id)
        cart_lines.append(change.line_id)
        cart_credits.append(CartCredit.objects.get(cart_id=cart.id).id)
        draft = drafts.create_draft(
            ctx,
            CreateDraftRequest(
                email=f"{world.mark}.draft@example.com", lines=(DraftLineRequest(variant_id=mug.id, unit_price=900),)
            ),
        )
        details.set_address(ctx, draft.id, None, parse(SetCartAddressRequest, address))
        details.set_shipping(ctx, draft.id, None, SetCartShippingRequest(code=fetched.code))
        drafted.append(draft.id)
    world.ids["cart"] = (carts[0], carts[1])
    world.ids["cart_line"] = (cart_lines[0], cart_lines[1])
    world.ids["cart_credit"] = (cart_credits[0], cart_credits[1])
    world.ids["draft"] = (drafted[0], drafted[1])
    payments = list(Payment.objects.filter(cart_id__in=carts).order_by("id").values_list("id", flat=True))
    world.ids["cart_payment"] = (payments[0], payments[0])


def add_payments(world: World, ctx: RequestContext) -> None:
    """Make a paid order of which a part was given back, with all that its provider told, and the ways to pay."""
    cart = payments.cart(email=f"{world.mark}.admin@example.com")
    begun = payments.session(ctx, amount=9000, cart_id=cart.id)
    authorising.authorise(ctx, begun.id)
    order = payments.order(total=9000, cart_id=cart.id, note=f"Note {world.mark}")
    with transaction.atomic():
        payments.attach(ctx, begun.id, order)
    authorising.capture(ctx, begun.id, 5000)
    by_hand = payments.session(ctx, amount=500, cart_id=None, order_id=order.id, method="manual")
    line = OrderLine.objects.get(order=order).id
    part = RefundPart(order_line_id=line, amount=10)
    refunds.refund(ctx, RefundRequest(order_id=order.id, lines=(part,), reason=f"Reason {world.mark}"))
    resolving.deliver_trial_messages(ctx)
    message = trial.body_of(TrialMessage.objects.latest("id"))
    world.secrets["payment_message"] = message.decode()
    world.secrets["payment_signature"] = trial.sign(message)
    world.ids["payment"] = (begun.id, begun.id)
    world.ids["manual_payment"] = (by_hand.id, by_hand.id)
    world.ids["paid_order"] = (order.id, order.id)
    world.ids["paid_line"] = (line, line)

    def method(code: str) -> UUID:
        data = {"code": code, "provider": "manual", "names": {"en": f"Name {world.mark}"}}
        return offering.create_payment_method(ctx, parse(CreatePaymentMethodRequest, data)).id

    world.ids["payment_method"] = (method(f"{world.mark}-spare"), method(f"{world.mark}-second"))
    # A shop that has ways to pay offers no others: carts are paid by this one.
    method("manual")
