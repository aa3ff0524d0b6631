"""A draft beside its product: which variant a row is about, and which cells say something else."""

from __future__ import annotations

from rustok_commerce.mappers import ProductAggregate, VariantAggregate
from rustok_commerce.services.transfer import cells
from rustok_commerce.services.transfer.columns import Column, Part
from rustok_commerce.services.transfer.drafts import Draft, Line
from rustok_commerce.services.transfer.lookups import Found
from rustok_commerce.services.transfer.present import Shop, option_key, product_cell, variant_cell


def differs(draft: Draft, product: ProductAggregate, shop: Shop, found: Found) -> bool:
    """Tell whether a draft says anything that the product does not say already."""
    for column, (_, cell) in draft.product_cells().items():
        if not same(column, cell, product_cell(column, product, shop)):
            return True
    for line in draft.lines:
        variant = variant_of(line, product, draft)
        if variant is None:
            # A row about the product alone has no cell of a variant.
            if any(not column.is_of_product for column in line.cells):
                return True
        elif changes(line, product, variant, shop):
            return True
    return False


def same(column: Column, cell: str, present: str) -> bool:
    """Compare a cell with what is there, whichever way it is written."""
    if cell == present:
        return True
    return present == "" if cell == cells.CLEAR else cells.canonical(column, cell) == cells.canonical(column, present)


def changes(line: Line, product: ProductAggregate, variant: VariantAggregate, shop: Shop) -> dict[Column, str]:
    """Return the cells of a row that say something else than the variant does."""
    return {
        column: cell
        for column, cell in line.cells.items()
        if not column.is_of_product and not same(column, cell, variant_cell(column, product, variant, shop))
    }


def variant_of(line: Line, product: ProductAggregate, draft: Draft) -> VariantAggregate | None:
    """Find the variant of a row: by its SKU, by its options, or as the only one there is."""
    sku = line.of("sku")
    if sku is not None:
        for variant in product.variants:
            if variant.variant.sku == sku:
                return variant
    chosen = {column.field: cell for column, cell in line.cells.items() if column.part is Part.OPTION}
    if chosen:
        known = value_keys(product)
        keys = {option: known.get(option, {}).get(cell.casefold(), cell) for option, cell in chosen.items()}
        for variant in product.variants:
            if all(option_key(option, product, variant) == key for option, key in keys.items()) and len(keys) == len(
                product.options
            ):
                return variant
        return None
    if len(product.variants) == 1 and len(draft.lines) == 1 and sku is None:
        return product.variants[0]
    return None


def value_keys(product: ProductAggregate) -> dict[str, dict[str, str]]:
    """Return the keys of a product's values of options, by option and by key or name in any language."""
    found: dict[str, dict[str, str]] = {}
    for option in product.options:
        names = found.setdefault(option.key, {})
        for value in product.values.get(option.id, ()):
            for name in (*value.names.values(), value.key):
                names[name.casefold()] = value.key
    return found
