"""Orders that staff drafts for a customer: at prices that were agreed on, to be paid by whoever gets the link."""

from __future__ import annotations

from uuid import UUID

from rustok.auth import emails
from rustok.commands import command
from rustok.context import RequestContext
from rustok.dto import Page
from rustok.errors import InvalidInput
from rustok.events.bus import publish
from rustok.events.catalog.carts import CartCreated
from rustok.ids import to_ulid
from rustok.mail import messages
from rustok.rbac.policies import require
from rustok_commerce import errors, models
from rustok_commerce.dto.carts import (
    AddCartLineRequest,
    CartKind,
    CartStatus,
    CreateDraftRequest,
    DraftLineRequest,
    DraftResponse,
    DraftSummaryResponse,
    ListDraftsRequest,
    SetDraftLinesRequest,
)
from rustok_commerce.selectors import keyset
from rustok_commerce.selectors.sales_settings import sales_settings
from rustok_commerce.services.carts import tokens
from rustok_commerce.services.carts.access import changed, find_draft, open_draft
from rustok_commerce.services.carts.creating import currency_of, new_cart, sales_channel
from rustok_commerce.services.carts.expiry import give_up
from rustok_commerce.services.carts.lines import put_line
from rustok_commerce.services.carts.viewing import present_cart
from rustok_commerce.services.locales import enabled_locale

_ORDER = "drafts"


@command()
def create_draft(ctx: RequestContext, request: CreateDraftRequest) -> DraftResponse:
    """Draft an order.

    :raises InvalidInput: there is no such customer.
    :raises ChannelNotFound: the shop does not sell in such a channel.
    :raises CartCurrencyNotOffered: the channel does not sell in the currency.
    :raises LocaleNotEnabled: the shop does not speak the language.
    :raises VariantNotSold: a variant is not for sale there.
    :raises QuantityTooLarge: more pieces than one may have of a thing.
    """
    require(ctx, "commerce.draft:create")
    channel = sales_channel(request.channel)
    customer = None
    if request.customer_id is not None:
        customer = models.Customer.objects.filter(id=request.customer_id).first()
        if customer is None:
            raise InvalidInput.field("customer_id", code="unknown", message="There is no such customer.")
    locale = request.locale or (customer.locale if customer is not None else None)
    cart = new_cart(
        ctx,
        channel=channel.code,
        currency=currency_of(channel, request.currency),
        customer=customer,
        email=emails.normalise(request.email or (customer.email if customer is not None else "") or ""),
        note=request.note,
        kind=CartKind.DRAFT,
    )
    cart.locale = enabled_locale(locale) if locale is not None else ctx.locale
    cart.save(force_insert=True)
    publish(ctx, CartCreated(cart_id=cart.id))
    _put(cart, request.lines)
    return _present(ctx, cart)


@command()
def set_draft_lines(ctx: RequestContext, draft_id: UUID, request: SetDraftLinesRequest) -> DraftResponse:
    """Put lines into a draft in place of those that it has.

    :raises CartNotFound: no such draft in the shop.
    :raises CartNotOpen: it was bought or given up.
    :raises StaleVersion: ``version`` was given and the draft was changed in between.
    :raises VariantNotSold: a variant is not for sale in the draft's channel.
    :raises QuantityTooLarge: more pieces than one may have of a thing.
    """
    require(ctx, "commerce.draft:update")
    cart = open_draft(draft_id, request.version)
    models.CartLine.objects.filter(cart=cart).delete()
    _put(cart, request.lines)
    changed(ctx, cart, sales_settings().cart_days, "lines")
    return _present(ctx, cart)


@command()
def delete_draft(ctx: RequestContext, draft_id: UUID) -> None:
    """Give a draft up: its link leads nowhere any more.

    :raises CartNotFound: no such draft in the shop.
    :raises CartNotOpen: it was bought or given up.
    """
    require(ctx, "commerce.draft:delete")
    give_up(ctx, [open_draft(draft_id)])


def get_draft(ctx: RequestContext, draft_id: UUID) -> DraftResponse:
    """Return a draft with all it costs now, and the link to pay it.

    :raises CartNotFound: no such draft in the shop.
    """
    require(ctx, "commerce.draft:read")
    return _present(ctx, find_draft(draft_id))


def list_drafts(ctx: RequestContext, request: ListDraftsRequest) -> Page[DraftSummaryResponse]:
    """Return one page of the drafts, newest first.

    :raises InvalidCursor: ``after`` is not a cursor of this list.
    """
    require(ctx, "commerce.draft:read")
    rows = models.Cart.objects.filter(kind=CartKind.DRAFT).order_by("-id")
    if request.status is not None:
        rows = rows.filter(status=request.status)
    if request.after is not None:
        rows = rows.filter(id__lt=keyset.decode(_ORDER, request.after)[1])
    found = list(rows[: request.limit + 1])
    return Page(
        items=tuple(
            DraftSummaryResponse(
                id=row.id,
                status=CartStatus(row.status),
                email=row.email or None,
                customer_id=row.customer_id,
                channel=row.channel,
                currency=row.currency,
                order_id=row.order_id,
                created_at=row.created_at,
                updated_at=row.updated_at,
            )
            for row in found[: request.limit]
        ),
        next=keyset.encode(_ORDER, None, found[request.limit - 1].id) if len(found) > request.limit else None,
    )


def _put(cart: models.Cart, lines: tuple[DraftLineRequest, ...]) -> None:
    settings = sales_settings()
    if len(lines) > settings.max_lines:
        raise errors.CartFull(limit=settings.max_lines)
    for asked in lines:
        line = put_line(
            cart,
            AddCartLineRequest(
                variant_id=asked.variant_id, quantity=asked.quantity, personalisation=asked.personalisation
            ),
            settings,
            is_priced=asked.unit_price is None,
        )
        if asked.unit_price is not None:
            line.price_override = asked.unit_price
            line.save(update_fields=["price_override"])


def _present(ctx: RequestContext, cart: models.Cart) -> DraftResponse:
    token = tokens.token_of(cart.id)
    return DraftResponse(
        id=cart.id,
        version=cart.version,
        customer_id=cart.customer_id,
        pay_link=messages.link("checkout", cart=to_ulid(cart.id), token=token),
        cart=present_cart(ctx, cart, token=token),
    )
