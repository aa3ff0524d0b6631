"""Why a promotion does not hold: something like a cart is put together from the tables, and the engine is asked."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from rustok.auth import emails
from rustok.context import RequestContext
from rustok.errors import FieldError, InvalidInput
from rustok.ids import generate_id, to_ulid
from rustok.rbac.policies import require
from rustok_commerce import errors, models
from rustok_commerce.dto.promotions import (
    ExplainedLineResponse,
    ExplainedPromotionResponse,
    ExplainPromotionsRequest,
    ExplanationResponse,
    PromotionFault,
    RefusedPromotionResponse,
)
from rustok_commerce.dto.totals import Basket, BasketLine, BasketShipping, Buyer, Discounts
from rustok_commerce.mappers.channels import SalesChannel
from rustok_commerce.selectors.channels import sales_channels
from rustok_commerce.services.carts.facts import Facts, load_facts
from rustok_commerce.services.carts.offers import Offer, load_offers
from rustok_commerce.services.carts.texts import load_wordings
from rustok_commerce.services.money import enabled_currency
from rustok_commerce.services.promotions.applying import explain
from rustok_commerce.services.promotions.coupons import normal_code


def explain_promotions(ctx: RequestContext, request: ExplainPromotionsRequest) -> ExplanationResponse:
    """Tell which promotions hold for something like a cart, and why others do not. Nothing is stored.

    :raises CurrencyNotEnabled: the shop does not sell in the currency.
    :raises ChannelNotFound: no such channel that sells.
    :raises CustomerGroupNotFound: no such group in the shop.
    :raises InvalidInput: there is no such variant or promotion, or a variant has no price in the currency and is given
        none.
    """
    require(ctx, "commerce.promotion:read")
    enabled_currency(request.currency)
    channel = _channel(request.channel)
    _check_named(request)
    at = request.at or timezone.now()
    pieces: dict[UUID, int] = {}
    for line in request.lines:
        pieces[line.variant_id] = pieces.get(line.variant_id, 0) + line.quantity
    offers = load_offers(pieces, channel=channel, currency=request.currency, at=at, group_id=request.group_id)
    products = {offer.variant.product_id for offer in offers.values()}
    facts = load_facts(products, at, promotion_ids=(*request.promotion_ids, *_promotions_of(request)))
    lines = _lines(request, offers, facts)
    shipping = None
    if request.shipping_amount is not None:
        shipping = BasketShipping(code=request.shipping_code or "", amount=request.shipping_amount, tax_class="")
    found = explain(
        Basket(
            currency=request.currency,
            channel=channel.code,
            prices_include_tax=channel.prices_include_tax,
            at=at,
            lines=lines,
            shipping=shipping,
            buyer=Buyer(key=emails.normalise(request.email), group_id=request.group_id),
            coupon_codes=tuple(normal_code(code) for code in request.coupon_codes),
            locale=ctx.locale,
        ),
        promotion_ids=request.promotion_ids,
    )
    titles = {
        variant_id: " ".join(filter(None, (words.title, words.variant_title)))
        for variant_id, words in load_wordings([offer.variant for offer in offers.values()], ctx.locale).items()
    }
    return _answer(request.currency, lines, titles, found)


def _channel(code: str | None) -> SalesChannel:
    channels = sales_channels()
    channel = next((channel for channel in channels if code is None or channel.code == code), None)
    if channel is None:
        raise errors.ChannelNotFound(channel=code or "")
    return channel


def _check_named(request: ExplainPromotionsRequest) -> None:
    group_id = request.group_id
    if group_id is not None and not models.CustomerGroup.objects.filter(id=group_id).exists():
        raise errors.CustomerGroupNotFound(group=to_ulid(group_id))
    known = set(models.Promotion.objects.filter(id__in=request.promotion_ids).values_list("id", flat=True))
    wrong = [
        FieldError(("promotion_ids", number), "unknown", "There is no such promotion.")
        for number, promotion_id in enumerate(request.promotion_ids)
        if promotion_id not in known
    ]
    if wrong:
        raise InvalidInput(wrong)


def _promotions_of(request: ExplainPromotionsRequest) -> list[UUID]:
    codes = [normal_code(code) for code in request.coupon_codes]
    return list(models.Coupon.objects.filter(code__in=codes).values_list("promotion_id", flat=True)) if codes else []


def _lines(
    request: ExplainPromotionsRequest, offers: dict[UUID, Offer], facts: dict[UUID, Facts]
) -> tuple[BasketLine, ...]:
    lines, wrong = [], []
    for number, line in enumerate(request.lines):
        offer = offers.get(line.variant_id)
        if offer is None:
            wrong.append(FieldError(("lines", number, "variant_id"), "unknown", "There is no such variant."))
            continue
        price = line.unit_price
        if price is None and offer.price is not None:
            price = offer.price.amount
        if price is None:
            message = "The variant has no price here: give one."
            wrong.append(FieldError(("lines", number, "unit_price"), "missing", message))
            continue
        product = offer.variant.product
        known = facts[product.id]
        lines.append(
            BasketLine(
                id=generate_id(),
                product_id=product.id,
                variant_id=line.variant_id,
                quantity=line.quantity,
                unit_price=price,
                compare_at=offer.price.compare_at if offer.price is not None and line.unit_price is None else None,
                tax_class="",
                discountable=product.discountable,
                categories=frozenset(known.categories),
                collections=frozenset(known.collections),
                tags=frozenset(known.tags),
            )
        )
    if wrong:
        raise InvalidInput(wrong)
    return tuple(lines)


def _answer(
    currency: str, lines: tuple[BasketLine, ...], titles: dict[UUID, str], found: Discounts
) -> ExplanationResponse:
    return ExplanationResponse(
        currency=currency,
        lines=tuple(
            ExplainedLineResponse(
                variant_id=line.variant_id,
                title=titles.get(line.variant_id, ""),
                quantity=line.quantity,
                amount=line.amount,
                discount=sum(share.amount for share in found.lines.get(line.id, ())),
            )
            for line in lines
        ),
        shipping_discount=sum(share.amount for share in found.shipping),
        discount=sum(applied.amount for applied in found.applied),
        applied=tuple(
            ExplainedPromotionResponse(
                promotion_id=applied.promotion_id,
                name=applied.name,
                coupon_code=applied.coupon_code,
                amount=applied.amount,
            )
            for applied in found.applied
        ),
        refused=tuple(
            RefusedPromotionResponse(
                promotion_id=refused.promotion_id,
                name=refused.name,
                coupon_code=refused.coupon_code,
                code=PromotionFault(refused.code),
                message=refused.message,
            )
            for refused in found.refused
        ),
    )
