"""Changing what was ordered: what stays keeps its price, its taxes and its share of the discounts."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from rustok.commands import command
from rustok.context import RequestContext
from rustok.events.bus import publish
from rustok.events.catalog.orders import OrderEdited
from rustok.ids import generate_id, to_ulid
from rustok.rbac.policies import require
from rustok_commerce import errors, models
from rustok_commerce.dto.orders import (
    AddedLine,
    EditOrderRequest,
    LineSnapshot,
    OrderOption,
    OrderResponse,
    OrderStatus,
)
from rustok_commerce.dto.totals import (
    AppliedPromotion,
    Basket,
    BasketLine,
    BasketShipping,
    Buyer,
    Destination,
    Discounts,
    DiscountShare,
    TaxRule,
    Totals,
)
from rustok_commerce.selectors.orders import present_order
from rustok_commerce.selectors.sales_settings import sales_settings
from rustok_commerce.services import baskets, totals
from rustok_commerce.services.carts.offers import Offer, channel_of, load_offers
from rustok_commerce.services.carts.texts import Wording, load_wordings
from rustok_commerce.services.constraints import violated
from rustok_commerce.services.money import allocate
from rustok_commerce.services.orders import pieces, states
from rustok_commerce.services.orders.paying import follow_payments
from rustok_commerce.services.orders.placing import amounts, order_line, sums
from rustok_commerce.services.promotions.counting import release_uses


@command()
def edit_order(ctx: RequestContext, order_id: UUID, request: EditOrderRequest) -> OrderResponse:
    """Add lines, change quantities, take lines away. What is then owed, or was paid too much, is shown on the order.

    :raises OrderNotFound: no such order in the shop.
    :raises StaleVersion: ``version`` was given and somebody changed the order in between.
    :raises OrderNotOpen: it was cancelled or completed.
    :raises OrderLineNotFound: the order has no such line.
    :raises TooManyPieces: fewer pieces than were sent already.
    :raises VariantNotSold: a new line's variant is not sold here, or has no price and none was given.
    :raises OrderEmpty: nothing would be left.
    :raises SoldOut: there are not enough pieces.
    :raises LineRefunded: more was given back for a line than it would cost.
    """
    require(ctx, "commerce.order:update")
    order = states.lock_order(order_id)
    states.check_version(order, request.version)
    if order.status != OrderStatus.PLACED:
        raise errors.OrderNotOpen(status=order.status)
    lines = pieces.lines_of(order)
    before = order.total
    quantities = _quantities(lines, request)
    added, snapshots = _added(order, request.add)
    if not added and not any(quantities.values()):
        raise errors.OrderEmpty()
    changed = [line for line in lines.values() if quantities[line.id] != line.quantity]
    if not changed and not added:
        return present_order(order.id)
    basket, discounts = _basket(order, lines, quantities, added)
    computed = totals.compute(basket, discounts, _rules(basket, order), sales_settings().tax_rounding)
    _write_lines(order, lines, quantities, computed)
    position = max((line.position for line in lines.values()), default=-1) + 1
    fresh = [
        order_line(order.id, position + place, line, computed.lines[line.id], snapshots[line.id])
        for place, line in enumerate(added)
    ]
    models.OrderLine.objects.bulk_create(fresh)
    for line in changed:
        line.quantity = quantities[line.id]
    # Stock before promotions, as whoever buys comes to them.
    pieces.promise_anew(ctx, order, [line for line in (*changed, *fresh) if line.manage_inventory])
    _write_discounts(ctx, order, discounts)
    states.save(order, **sums(computed))
    publish(ctx, OrderEdited(order_id=order.id, before=before, after=order.total))
    follow_payments(ctx, order, list(models.Payment.objects.filter(order_id=order.id).values_list("state", flat=True)))
    pieces.follow_lines(ctx, order, reason=request.reason)
    return present_order(order.id)


def _quantities(lines: Mapping[UUID, models.OrderLine], request: EditOrderRequest) -> dict[UUID, int]:
    wanted = {line.id: line.quantity for line in lines.values()}
    for line, quantity in pieces.chosen(dict(lines), [(part.line_id, part.quantity) for part in request.change]):
        if quantity < line.fulfilled + line.cancelled:
            raise errors.TooManyPieces(line=to_ulid(line.id), available=pieces.open_of(line))
        wanted[line.id] = quantity
    return wanted


def _added(order: models.Order, wanted: Sequence[AddedLine]) -> tuple[list[BasketLine], dict[UUID, LineSnapshot]]:
    """Make lines of new variants, at the price given or at that of now, as the buyer sees prices."""
    if not wanted:
        return [], {}
    channel = channel_of(order.channel)
    now = timezone.now()
    group_id = models.Customer.objects.filter(id=order.customer_id).values_list("group_id", flat=True).first()
    numbers: dict[UUID, int] = {}
    for part in wanted:
        numbers[part.variant_id] = numbers.get(part.variant_id, 0) + part.quantity
    offers = load_offers(numbers, channel=channel, currency=order.currency, at=now, group_id=group_id)
    words = load_wordings([offer.variant for offer in offers.values()], order.locale)
    lines: list[BasketLine] = []
    snapshots: dict[UUID, LineSnapshot] = {}
    for part in wanted:
        offer = offers.get(part.variant_id)
        if offer is None or (offer.price is None and part.unit_price is None):
            raise errors.VariantNotSold(variant=to_ulid(part.variant_id))
        line = _new_line(part, offer)
        if part.unit_price is None:
            includes = channel.prices_include_tax if channel is not None else order.prices_include_tax
            shown = dataclasses.replace(_bare(order), prices_include_tax=includes, lines=(line,))
            line = baskets.for_buyer(shown).lines[0]
        lines.append(line)
        snapshots[line.id] = _snapshot(offer, words[part.variant_id], part)
    return lines, snapshots


def _new_line(part: AddedLine, offer: Offer) -> BasketLine:
    product = offer.variant.product
    price = offer.price.amount if part.unit_price is None and offer.price is not None else part.unit_price
    return BasketLine(
        id=generate_id(),
        product_id=offer.variant.product_id,
        variant_id=offer.variant.id,
        quantity=part.quantity,
        unit_price=price or 0,
        compare_at=offer.price.compare_at if part.unit_price is None and offer.price is not None else None,
        tax_class=product.tax_class.code if product.tax_class is not None else "",
        weight=offer.variant.weight or 0,
    )


def _snapshot(offer: Offer, words: Wording, part: AddedLine) -> LineSnapshot:
    return LineSnapshot(
        sku=offer.variant.sku or "",
        title=words.title,
        variant_title=words.variant_title,
        options=tuple(OrderOption(name=name, value=value) for name, value in words.options),
        asset_id=words.asset_id,
        weight=offer.variant.weight or 0,
        manage_inventory=offer.variant.manage_inventory,
        price_list_id=offer.price.price_list_id if offer.price is not None and part.unit_price is None else None,
    )


def _bare(order: models.Order) -> Basket:
    """Return what prices of an order depend on, without its goods."""
    address = order.shipping_address or order.billing_address
    return Basket(
        currency=order.currency,
        channel=order.channel,
        prices_include_tax=order.prices_include_tax,
        at=timezone.now(),
        destination=Destination(
            country=address["country"], region=address.get("region", ""), postcode=address.get("postcode", "")
        )
        if address
        else None,
        buyer=Buyer(key=order.email, customer_id=order.customer_id, tax_exempt=order.tax_exempt, vat_id=order.vat_id),
    )


def is_taxed_alike(order: models.Order, address: dict[str, Any]) -> bool:
    """Tell whether the same taxes are due at an address as at the order's own, of all that was ordered."""
    classes = {
        *models.OrderLine.objects.filter(order=order).values_list("tax_class", flat=True),
        *models.OrderShipping.objects.filter(order=order).values_list("tax_class", flat=True),
    }
    elsewhere = copy.copy(order)
    elsewhere.shipping_address = address

    def due(placed: models.Order) -> tuple[bool, dict[str, Sequence[TaxRule]]]:
        exempt, rules = baskets.terms(_bare(placed), sales_settings())
        return exempt, {} if exempt else {name: tuple(rules.get(name, ())) for name in classes}

    return due(order) == due(elsewhere)


def _basket(
    order: models.Order,
    lines: Mapping[UUID, models.OrderLine],
    quantities: Mapping[UUID, int],
    added: Iterable[BasketLine],
) -> tuple[Basket, Discounts]:
    kept = [line for line in lines.values() if quantities[line.id]]
    shipping = models.OrderShipping.objects.filter(order=order).order_by("id").first()
    of_lines = {line.id: _shares(line, quantities[line.id]) for line in kept}
    of_shipping = _read_shares(shipping.discounts) if shipping is not None else ()
    basket = dataclasses.replace(
        _bare(order),
        lines=(*(_kept_line(line, quantities[line.id]) for line in kept), *added),
        shipping=BasketShipping(code=shipping.code, amount=shipping.amount, tax_class=shipping.tax_class)
        if shipping is not None
        else None,
    )
    return basket, Discounts(
        lines=of_lines, shipping=of_shipping, applied=_applied(order, [*of_lines.values(), of_shipping])
    )


def _kept_line(line: models.OrderLine, quantity: int) -> BasketLine:
    return BasketLine(
        id=line.id,
        product_id=line.product_id,
        variant_id=line.variant_id,
        quantity=quantity,
        unit_price=line.unit_price,
        compare_at=line.compare_at,
        tax_class=line.tax_class,
        weight=line.weight,
    )


def _shares(line: models.OrderLine, quantity: int) -> tuple[DiscountShare, ...]:
    """Return what is left of a line's discounts: of fewer pieces less, of more pieces no more."""
    shares = _read_shares(line.discounts)
    if quantity >= line.quantity:
        return shares
    kept = (
        DiscountShare(
            promotion_id=share.promotion_id, amount=allocate(share.amount, [quantity, line.quantity - quantity])[0]
        )
        for share in shares
    )
    return tuple(share for share in kept if share.amount)


def _read_shares(stored: Iterable[Mapping[str, Any]]) -> tuple[DiscountShare, ...]:
    return tuple(DiscountShare(promotion_id=UUID(row["promotion_id"]), amount=row["amount"]) for row in stored)


def _applied(order: models.Order, shares: Iterable[Sequence[DiscountShare]]) -> tuple[AppliedPromotion, ...]:
    taken: dict[UUID, int] = {}
    for part in shares:
        for share in part:
            taken[share.promotion_id] = taken.get(share.promotion_id, 0) + share.amount
    rows = models.OrderDiscount.objects.filter(order=order, promotion_id__in=list(taken)).order_by("id")
    return tuple(
        AppliedPromotion(
            promotion_id=row.promotion_id,
            code=row.code,
            name=row.name,
            coupon_id=None,
            coupon_code=row.coupon_code,
            amount=taken[row.promotion_id],
        )
        for row in rows
    )


def _rules(basket: Basket, order: models.Order) -> dict[str, Sequence[TaxRule]]:
    """Return the taxes of each class: those that the order has been taxed by, of new classes those of now."""
    exempt, rules = baskets.terms(basket, sales_settings())
    found: dict[str, Sequence[TaxRule]] = {} if exempt else dict(rules)
    is_compound = {(rule.name, rule.rate_ppm): rule.compound for rules in found.values() for rule in rules}
    parts = [
        *models.OrderLine.objects.filter(order=order).values_list("tax_class", "taxes"),
        *models.OrderShipping.objects.filter(order=order).values_list("tax_class", "taxes"),
    ]
    for tax_class, taxes in parts:
        found[tax_class] = tuple(
            TaxRule(
                name=tax["name"],
                rate_ppm=tax["rate_ppm"],
                compound=is_compound.get((tax["name"], tax["rate_ppm"]), False),
            )
            for tax in taxes
        )
    return found


def _write_lines(
    order: models.Order, lines: Mapping[UUID, models.OrderLine], quantities: Mapping[UUID, int], computed: Totals
) -> None:
    for line in lines.values():
        if line.id not in computed.lines:
            if line.refunded:
                raise errors.LineRefunded(line=to_ulid(line.id))
            models.OrderLine.objects.filter(id=line.id).delete()
            continue
        priced = computed.lines[line.id]
        if line.refunded > priced.gross:
            raise errors.LineRefunded(line=to_ulid(line.id))
        models.OrderLine.objects.filter(id=line.id).update(quantity=quantities[line.id], **amounts(priced))
    if computed.shipping is not None:
        try:
            with transaction.atomic():
                models.OrderShipping.objects.filter(order=order).update(**amounts(computed.shipping))
        except IntegrityError as exc:
            # Where tax is rounded in sum, the delivery may be a minor unit cheaper than was given back for it.
            if violated(exc) == "commerce_order_shipping_refunded_ck":
                raise errors.LineRefunded(line="shipping") from exc
            raise


def _write_discounts(ctx: RequestContext, order: models.Order, discounts: Discounts) -> None:
    """Let the order's discounts be what is left of them; a promotion of which nothing is left was not used."""
    left = {promotion.promotion_id: promotion.amount for promotion in discounts.applied}
    gone = []
    for row in models.OrderDiscount.objects.filter(order=order).order_by("id"):
        amount = left.get(row.promotion_id, 0)
        if amount:
            models.OrderDiscount.objects.filter(id=row.id).update(amount=amount)
        else:
            models.OrderDiscount.objects.filter(id=row.id).delete()
            if row.promotion_id is not None:
                gone.append(row.promotion_id)
    if gone:
        release_uses(ctx, order.id, promotion_ids=gone)
