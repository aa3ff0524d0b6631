"""What search engines are told of a product: schema.org's ``Product`` with its offers."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import orjson
from babel.numbers import get_currency_precision

from rustok.context import RequestContext
from rustok.search.structured_data import in_script
from rustok_index.dto.documents import StoredDocument
from rustok_index.mappers import checksum
from rustok_index.queries.channels import request_currency
from rustok_index.queries.products import get_product

_CONTEXT: Final = "https://schema.org"
_TEXT: Final = 5000


def get_markup(
    ctx: RequestContext, *, handle: str, product_id: UUID | None = None, currency: str | None = None
) -> StoredDocument:
    """Return the objects for a product's page, with prices of the request's channel.

    :raises ProductNotFound: there is none.
    :raises InvalidInput: the channel does not sell in the currency.
    """
    found = get_product(ctx, handle=handle, product_id=product_id)
    code = request_currency(ctx, currency)
    items = json_ld(orjson.loads(found.json), channel=ctx.channel, currency=code)
    return StoredDocument(
        entity_id=found.entity_id,
        json=orjson.dumps({"json_ld": items}).decode(),
        checksum=checksum({"own": found.checksum, "channel": ctx.channel, "currency": code}),
        source_version=found.source_version,
    )


def json_ld(product: Mapping[str, Any], *, channel: str, currency: str) -> list[dict[str, Any]]:
    """Make the objects of a product's document."""
    variants = product["variants"]
    first = variants[0] if variants else {}
    whole = {
        "@context": _CONTEXT,
        "@type": "Product",
        "name": product["title"],
        "description": (product["meta_description"] or product["description"] or product["subtitle"] or "")[:_TEXT]
        or None,
        "image": [picture["url"] for picture in product["media"]] or None,
        "sku": first.get("sku"),
        "gtin": first.get("gtin") or first.get("barcode"),
        "category": " > ".join(crumb["name"] for crumb in product["breadcrumbs"]) or None,
        "offers": _offers(product, channel, currency),
    }
    found = [{name: value for name, value in whole.items() if value is not None}]
    if product["breadcrumbs"]:
        names = [*(crumb["name"] for crumb in product["breadcrumbs"]), product["title"]]
        items = [{"@type": "ListItem", "position": place, "name": name} for place, name in enumerate(names, start=1)]
        found.append({"@context": _CONTEXT, "@type": "BreadcrumbList", "itemListElement": items})
    return [in_script(each) for each in found]


def _offers(product: Mapping[str, Any], channel: str, currency: str) -> dict[str, Any] | None:
    """Return one offer, or the span of several; None where it has no price."""
    price = product["prices"].get(channel, {}).get(currency)
    if not price:
        return None
    stock = "InStock" if product["in_stock"] else "OutOfStock"
    common = {"priceCurrency": currency, "availability": f"{_CONTEXT}/{stock}"}
    if price["min"] == price["max"]:
        return {"@type": "Offer", "price": _amount(price["min"], currency), **common}
    return {
        "@type": "AggregateOffer",
        "lowPrice": _amount(price["min"], currency),
        "highPrice": _amount(price["max"], currency),
        "offerCount": len(product["variants"]),
        **common,
    }


def _amount(minor: int, currency: str) -> str:
    return str(Decimal(minor).scaleb(-get_currency_precision(currency)))
