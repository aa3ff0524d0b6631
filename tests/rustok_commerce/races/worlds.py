"""Small worlds that commands are let loose in: two carts that want the same things; an order in the middle of it all.

A world is made anew for each run, of things of its own, and tells its state without ids, so that two can be compared.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any, Final

from rustok.dto import parse
from rustok_commerce import models
from rustok_commerce.dto.carts import (
    AddCartCreditRequest,
    AddCartLineRequest,
    CartPromotionRequest,
    CompleteCartRequest,
    SetCartAddressRequest,
    StartCartPaymentRequest,
    UpdateCartLineRequest,
)
from rustok_commerce.dto.credit import AdjustCreditRequest, IssueGiftCardRequest
from rustok_commerce.dto.fulfilments import (
    FulfilOrderRequest,
    ReceiveReturnRequest,
    RequestReturnRequest,
    ShipFulfilmentRequest,
)
from rustok_commerce.dto.inventory import AdjustStockRequest, SetStockRequest, TransferStockRequest
from rustok_commerce.dto.orders import CancelOrderRequest, EditOrderRequest
from rustok_commerce.dto.payments import CapturePaymentRequest, CreateRefundRequest
from rustok_commerce.dto.prices import SetPriceRequest
from rustok_commerce.services import catalog, checkout, credit, inventory, pricing, reservations, stock_levels, variants
from rustok_commerce.services.carts import details, lines
from rustok_commerce.services.orders import cancelling, editing, fulfilment, returns, updating
from rustok_commerce.services.payments import desk, webhooks
from rustok_commerce.services.payments.providers import trial
from rustok_commerce.services.promotions import coupons, writing
from tests.factories import commerce, promotions
from tests.rustok_commerce.races.shop import ADDRESS, Filled, carts_with, product_of, variant_of

_numbers = count(1)
PRICE: Final = 1999


class CartWorld:
    """Two carts of two pieces each, of which three are there; one coupon that counts once; one gift card for both."""

    stock: int = 3
    uses: int | None = 1
    credit: int = 5000

    def __init__(self) -> None:
        number = next(_numbers)
        self.ctx = commerce.system()
        self.variant = variant_of(stock=self.stock)
        self.product_id = product_of(self.variant.id)
        self.level = models.StockLevel.objects.get(variant_id=self.variant.id)
        self.elsewhere = location(self.ctx)
        self.promotion = promotions.stored_promotion(needs_coupon=True)
        self.coupon = promotions.stored_coupon(self.promotion.id, f"ONCE{number}", usage_limit=self.uses)
        self.card = credit.issue_gift_card(self.ctx, IssueGiftCardRequest(amount=self.credit, currency="USD"))
        self.carts: list[Filled] = carts_with(self.variant, 2, quantity=2)
        for cart in self.carts:
            details.add_coupon(self.ctx, cart.id, None, CartPromotionRequest(code=self.coupon.code))
            details.add_credit(self.ctx, cart.id, None, AddCartCreditRequest(code=self.card.code))
        self.line_id = models.CartLine.objects.get(cart_id=self.carts[0].id).id
        self.credit_id = models.CartCredit.objects.get(cart_id=self.carts[0].id).id

    def state(self) -> dict[str, Any]:
        """Return what came of it all."""
        ids = [cart.id for cart in self.carts]
        level = models.StockLevel.objects.filter(variant_id=self.variant.id).order_by("on_hand", "reserved")
        return {
            "carts": [
                (
                    cart.status,
                    cart.coupon_codes != [],
                    sorted(cart.lines.values_list("quantity", flat=True)),
                    cart.credits.count(),
                )
                for cart in models.Cart.objects.filter(id__in=ids).order_by("id")
            ],
            "orders": sorted(models.Order.objects.filter(cart_id__in=ids).values_list("total", "payment_status")),
            "stock": list(level.values_list("on_hand", "reserved")),
            "card": models.CreditAccount.objects.get(id=self.card.card.id).balance,
            "used": models.Promotion.objects.get(id=self.promotion.id).used_count,
        }

    def complete(self, place: int = 0) -> None:
        """Buy a cart. Two pieces less ten per cent cost 3598: the gift card pays for one cart."""
        checkout.complete_cart(self.ctx, self.carts[place].id, None, CompleteCartRequest())

    def pay_by_card(self) -> None:
        """Buy a cart as far as the gift card does not reach with the test provider."""
        request = StartCartPaymentRequest(method="test")
        checkout.start_payment(self.ctx, self.carts[0].id, None, request)


CART: Final[dict[str, Callable[[CartWorld], Any]]] = {
    "complete": lambda world: world.complete(),
    "complete the other": lambda world: world.complete(1),
    "begin to pay": lambda world: world.pay_by_card(),
    "add a piece": lambda world: lines.add_line(
        world.ctx, world.carts[0].id, None, AddCartLineRequest(variant_id=world.variant.id)
    ),
    "change the quantity": lambda world: lines.update_line(
        world.ctx, world.carts[0].id, None, world.line_id, UpdateCartLineRequest(quantity=1)
    ),
    "take the line out": lambda world: lines.remove_line(world.ctx, world.carts[0].id, None, world.line_id),
    "set the address": lambda world: details.set_address(
        world.ctx,
        world.carts[0].id,
        None,
        parse(SetCartAddressRequest, {"shipping_address": {**ADDRESS, "line1": "Nebenstr. 2"}}),
    ),
    "take the coupon out": lambda world: details.remove_coupon(
        world.ctx, world.carts[0].id, None, CartPromotionRequest(code=world.coupon.code)
    ),
    "take the gift card out": lambda world: details.remove_credit(world.ctx, world.carts[0].id, None, world.credit_id),
    "refresh": lambda world: details.refresh_cart(world.ctx, world.carts[0].id, None),
    "take stock away": lambda world: inventory.adjust_stock(
        world.ctx, AdjustStockRequest(variant_id=world.variant.id, delta=-2)
    ),
    "count the stock": lambda world: inventory.set_stock(
        world.ctx, SetStockRequest(variant_id=world.variant.id, on_hand=2)
    ),
    "transfer stock": lambda world: stock_levels.transfer_stock(
        world.ctx,
        TransferStockRequest(
            variant_id=world.variant.id,
            from_location_id=world.level.location_id,
            to_location_id=world.elsewhere,
            quantity=1,
        ),
    ),
    "change the price": lambda world: pricing.set_price(
        world.ctx, world.variant.id, SetPriceRequest(currency="USD", amount=1500)
    ),
    "end the promotion": lambda world: writing.deactivate_promotion(world.ctx, world.promotion.id),
    "delete the coupon": lambda world: coupons.delete_coupon(world.ctx, world.coupon.id),
    "take credit away": lambda world: credit.adjust_credit(
        world.ctx, world.card.card.id, AdjustCreditRequest(delta=-2000, note="Lost")
    ),
    "delete the product": lambda world: catalog.delete_product(world.ctx, world.product_id),
    "delete the variant": lambda world: variants.delete_variant(world.ctx, world.variant.id),
    "sweep": lambda world: reservations.sweep(),
}


class OrderWorld:
    """An order of four pieces, authorised and captured in part; one piece sent, one packed, one coming back."""

    def __init__(self) -> None:
        self.ctx = commerce.system()
        self.variant = variant_of(stock=6)
        self.level = models.StockLevel.objects.get(variant_id=self.variant.id)
        self.elsewhere = location(self.ctx)
        self.cart, self.other = carts_with(self.variant, 2, quantity=4)
        checkout.start_payment(self.ctx, self.cart.id, None, StartCartPaymentRequest(method="test"))
        done = checkout.complete_cart(self.ctx, self.cart.id, None, CompleteCartRequest())
        self.order_id = done.order_id
        assert done.payment_id is not None
        self.payment_id = done.payment_id
        desk.capture_payment(self.ctx, self.payment_id, CapturePaymentRequest(amount=4000))
        self.line = models.OrderLine.objects.get(order_id=self.order_id)
        for shipped in (True, False):
            fulfilment.fulfil_order(self.ctx, self.order_id, self._pieces(FulfilOrderRequest, shipped=shipped))
        parcels = models.Fulfilment.objects.filter(order_id=self.order_id).order_by("position")
        self.sent, self.packed = parcels.values_list("id", flat=True)
        returns.create_return(self.ctx, self.order_id, self._pieces(RequestReturnRequest))
        self.coming = models.Return.objects.get(order_id=self.order_id).id
        models.Payment.objects.create(
            cart_id=self.other.id,
            provider="manual",
            method="manual",
            state="pending",
            currency="USD",
            amount=4 * PRICE,
        )

    def _pieces(self, request: Any, **said: Any) -> Any:
        return parse(request, {"lines": [{"line_id": str(self.line.id), "quantity": 1}], **said})

    def state(self) -> dict[str, Any]:
        """Return what came of it all."""
        order = models.Order.objects.get(id=self.order_id)
        line = models.OrderLine.objects.filter(order_id=self.order_id).order_by("position")
        payment = models.Payment.objects.get(id=self.payment_id)
        level = models.StockLevel.objects.filter(variant_id=self.variant.id).order_by("on_hand", "reserved")
        return {
            "order": (order.status, order.payment_status, order.fulfilment_status, order.total),
            "money": (payment.state, payment.authorised, payment.captured, payment.released, payment.refunded),
            "lines": list(line.values_list("quantity", "fulfilled", "cancelled", "returned", "refunded")),
            "parcels": sorted(models.Fulfilment.objects.filter(order_id=order.id).values_list("status", flat=True)),
            "returns": sorted(models.Return.objects.filter(order_id=order.id).values_list("status", flat=True)),
            "stock": list(level.values_list("on_hand", "reserved")),
            "other": models.Order.objects.filter(cart_id=self.other.id).count(),
        }

    def refund(self, amount: int) -> None:
        """Give money back."""
        desk.create_refund(self.ctx, self.order_id, CreateRefundRequest(amount=amount))

    def hear(self) -> None:
        """Take the provider's last message about the payment."""
        reference = models.Payment.objects.values_list("reference", flat=True).get(id=self.payment_id)
        message = models.TrialMessage.objects.filter(body__reference=reference).order_by("-id").first()
        assert message is not None
        body = trial.body_of(message)
        webhooks.receive(self.ctx, "test", {trial.SIGNATURE: trial.sign(body)}, body)


ORDER: Final[dict[str, Callable[[OrderWorld], Any]]] = {
    "cancel": lambda world: cancelling.cancel_order(world.ctx, world.order_id, CancelOrderRequest(notify=False)),
    "send the rest": lambda world: fulfilment.fulfil_order(world.ctx, world.order_id, FulfilOrderRequest(notify=False)),
    "send the packed parcel": lambda world: fulfilment.ship_fulfilment(
        world.ctx, world.order_id, world.packed, ShipFulfilmentRequest(notify=False)
    ),
    "take the packed parcel back": lambda world: fulfilment.cancel_fulfilment(world.ctx, world.order_id, world.packed),
    "deliver": lambda world: fulfilment.deliver_fulfilment(world.ctx, world.order_id, world.sent),
    "add a piece": lambda world: editing.edit_order(
        world.ctx,
        world.order_id,
        parse(EditOrderRequest, {"change": [{"line_id": str(world.line.id), "quantity": 5}]}),
    ),
    "announce a return": lambda world: returns.create_return(
        world.ctx, world.order_id, world._pieces(RequestReturnRequest)
    ),
    "receive the return": lambda world: returns.receive_return(
        world.ctx, world.order_id, world.coming, ReceiveReturnRequest(notify=False)
    ),
    "complete the order": lambda world: updating.complete_order(world.ctx, world.order_id),
    "refund most": lambda world: world.refund(3000),
    "refund some": lambda world: world.refund(1500),
    "capture the rest": lambda world: desk.capture_payment(world.ctx, world.payment_id, CapturePaymentRequest()),
    "capture some": lambda world: desk.capture_payment(world.ctx, world.payment_id, CapturePaymentRequest(amount=3000)),
    "void": lambda world: desk.void_payment(world.ctx, world.payment_id),
    "hear a message": lambda world: world.hear(),
    "take stock away": lambda world: inventory.adjust_stock(
        world.ctx, AdjustStockRequest(variant_id=world.variant.id, delta=-2)
    ),
    "transfer stock": lambda world: stock_levels.transfer_stock(
        world.ctx,
        TransferStockRequest(
            variant_id=world.variant.id,
            from_location_id=world.level.location_id,
            to_location_id=world.elsewhere,
            quantity=1,
        ),
    ),
    "sell the last to another": lambda world: checkout.complete_cart(
        world.ctx, world.other.id, None, CompleteCartRequest()
    ),
}


def location(ctx: Any) -> Any:
    """Return another place for goods; one is enough for all worlds."""
    inventory.default_location()
    found = models.StockLocation.objects.filter(code="elsewhere").first()
    if found is None:
        found = models.StockLocation.objects.create(code="elsewhere", name="Elsewhere")
    return found.id
