"""Options of a product: what its variants differ in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from rustok.commands import command
from rustok.context import RequestContext
from rustok.dto import given
from rustok.events.bus import publish
from rustok.events.catalog.commerce import ProductUpdated
from rustok.rbac.policies import require
from rustok.tenancy.info import current_tenant
from rustok_commerce import errors, models
from rustok_commerce.dto.products import ProductResponse
from rustok_commerce.dto.variants import OptionChoice, OptionInput, OptionValueInput, SetOptionsRequest
from rustok_commerce.selectors.products import present_product
from rustok_commerce.services.locales import text_map
from rustok_commerce.services.revisions import check_version, lock_product, touch


@command()
def set_options(ctx: RequestContext, product_id: UUID, request: SetOptionsRequest) -> ProductResponse:
    """Set all options of a product, their names, values and order.

    :raises ProductNotFound: no such product in the shop.
    :raises OptionInUse: an option or value that is left out belongs to a variant.
    :raises DuplicateKey: a key is there twice.
    :raises StaleVersion: ``version`` was given and somebody changed the product in between.
    """
    require(ctx, "commerce.product:update")
    product = lock_product(product_id)
    changes = given(request)
    check_version(product, changes)
    before = keys_of(product)
    if replace_options(product, request.options):
        touch(product, edited=True)
        gone = before - {option.key for option in request.options}
        publish(ctx, ProductUpdated(product_id=product.id, fields=("options",), option_keys=tuple(sorted(gone))))
    return present_product(ctx, product.id)


def keys_of(product: models.Product) -> set[str]:
    """Return the keys of a product's options."""
    return set(models.ProductOption.objects.filter(product=product).values_list("key", flat=True))


def replace_options(product: models.Product, wanted: Sequence[OptionInput]) -> bool:
    """Write the options of a locked product; return whether anything changed."""
    _refuse_twice(wanted)
    present = {option.key: option for option in models.ProductOption.objects.filter(product=product)}
    keys = {option.key for option in wanted}
    gone = [option for key, option in present.items() if key not in keys]
    changed = _remove(models.ProductOption, gone, "option")
    for position, entry in enumerate(wanted):
        option = present.get(entry.key) or models.ProductOption(product=product, key=entry.key)
        if _change(option, entry, position):
            option.save()
            changed = True
        changed |= _replace_values(option, entry.values)
    return changed


@dataclass(frozen=True, slots=True)
class Choices:
    """The options of a product in their order, and their values by key in theirs."""

    options: dict[str, models.ProductOption]
    values: dict[str, dict[str, models.ProductOptionValue]]

    def choose(self, choices: Iterable[OptionChoice]) -> dict[UUID, models.ProductOptionValue]:
        """Find the values that a variant chooses, by option.

        :raises InvalidOptions: an option is missing, unknown or there twice, or has no such value.
        """
        chosen: dict[UUID, models.ProductOptionValue] = {}
        for choice in choices:
            option = self.options.get(choice.option)
            if option is None:
                raise errors.InvalidOptions(reason=f"there is no option {choice.option}")
            value = self.values[choice.option].get(choice.value)
            if value is None:
                raise errors.InvalidOptions(reason=f"{choice.option} has no value {choice.value}")
            if option.id in chosen:
                raise errors.InvalidOptions(reason=f"{choice.option} is given twice")
            chosen[option.id] = value
        missing = sorted(key for key, option in self.options.items() if option.id not in chosen)
        if missing:
            raise errors.InvalidOptions(reason=f"{', '.join(missing)} is missing")
        return chosen


def load_choices(product: models.Product) -> Choices:
    """Load what variants of a product can choose, in two statements."""
    options = {row.id: row for row in models.ProductOption.objects.filter(product=product).order_by("position", "id")}
    values: dict[str, dict[str, models.ProductOptionValue]] = {option.key: {} for option in options.values()}
    rows = models.ProductOptionValue.objects.filter(option_id__in=list(options))
    for value in rows.order_by("position", "id"):
        value.option = options[value.option_id]
        values[value.option.key][value.key] = value
    return Choices({option.key: option for option in options.values()}, values)


def combination_of(chosen: Mapping[UUID, models.ProductOptionValue]) -> str:
    """Write chosen values as canonical text, whatever the order of the options."""
    return ";".join(sorted(f"{value.option.key}={value.key}" for value in chosen.values()))


def _replace_values(option: models.ProductOption, wanted: Sequence[OptionValueInput]) -> bool:
    _refuse_twice(wanted)
    present = {value.key: value for value in models.ProductOptionValue.objects.filter(option=option)}
    keys = {value.key for value in wanted}
    gone = [value for key, value in present.items() if key not in keys]
    changed = _remove(models.ProductOptionValue, gone, "value")
    new: list[models.ProductOptionValue] = []
    old: list[models.ProductOptionValue] = []
    for position, entry in enumerate(wanted):
        value = present.get(entry.key) or models.ProductOptionValue(option=option, key=entry.key)
        if _change(value, entry, position):
            (new if value._state.adding else old).append(value)
    models.ProductOptionValue.objects.bulk_create(new)
    models.ProductOptionValue.objects.bulk_update(old, ["names", "position"])
    return changed or bool(new or old)


def _change(
    row: models.ProductOption | models.ProductOptionValue, entry: OptionInput | OptionValueInput, position: int
) -> bool:
    """Put what was asked into a row; tell whether it is to be written."""
    spoken = current_tenant().locale_codes
    # Names in languages that the shop has switched off cannot be said, and are there when it speaks them again.
    kept = {locale: name for locale, name in row.names.items() if locale not in spoken}
    names = kept | text_map(entry.names)
    if not row._state.adding and row.names == names and row.position == position:
        return False
    row.names, row.position = names, position
    return True


def _remove(model: Any, rows: Sequence[models.ProductOption | models.ProductOptionValue], column: str) -> bool:
    if not rows:
        return False
    ids = [row.id for row in rows]
    used = models.VariantOptionValue.objects.filter(**{f"{column}_id__in": ids}).values_list(f"{column}_id", flat=True)
    uses = Counter(used)
    for row in rows:
        if row.id in uses:
            raise errors.OptionInUse(option=row.key, variants=uses[row.id])
    model.objects.filter(id__in=ids).delete()
    return True


def _refuse_twice(entries: Sequence[OptionInput | OptionValueInput]) -> None:
    seen: set[str] = set()
    for entry in entries:
        if entry.key in seen:
            raise errors.DuplicateKey(key=entry.key)
        seen.add(entry.key)
