"""What an order keeps of its goods, as they are while it is placed."""

from __future__ import annotations

from uuid import UUID

from rustok_commerce.dto.orders import LineSnapshot, OrderOption
from rustok_commerce.services.carts.baskets import Contents
from rustok_commerce.services.carts.texts import load_wordings


def snapshots_of(contents: Contents) -> dict[UUID, LineSnapshot]:
    """Take down what may change later."""
    variants = [held.offer.variant for held in contents.lines if held.offer is not None]
    words = load_wordings(variants, contents.cart.locale)
    found: dict[UUID, LineSnapshot] = {}
    for held in contents.lines:
        if held.offer is None:
            continue
        variant, said = held.offer.variant, words[held.line.variant_id]
        found[held.line.id] = LineSnapshot(
            sku=variant.sku or "",
            title=said.title,
            variant_title=said.variant_title,
            options=tuple(OrderOption(name=name, value=value) for name, value in said.options),
            personalisation=held.line.personalisation,
            asset_id=said.asset_id,
            weight=variant.weight or 0,
            manage_inventory=variant.manage_inventory,
            price_list_id=held.price_list_id,
            metadata=held.line.metadata,
        )
    return found
