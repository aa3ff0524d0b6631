"""Many variants of one product changed by one command: all of them or none.

Everything is loaded once and written by statements that do not grow with the number of variants; one event tells of
them all. What is wrong is told per row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from rustok.commands import command
from rustok.context import RequestContext
from rustok.dto import Unset, given
from rustok.errors import FieldError, InvalidInput, RustokError, StaleVersion
from rustok.events.bus import publish
from rustok.events.catalog.commerce import ProductUpdated, VariantDeleted, VariantUpdated
from rustok.events.types import DomainEvent
from rustok.ids import to_ulid
from rustok.rbac.policies import require
from rustok_commerce import errors, models
from rustok_commerce.dto.variants import (
    ChangeVariantInput,
    UpdatedVariantsResponse,
    UpdateVariantsRequest,
    VariantVersionResponse,
)
from rustok_commerce.services import assignments, inventory, options
from rustok_commerce.services.constraints import violated
from rustok_commerce.services.locales import text_map
from rustok_commerce.services.price_history import write_removals_of_all
from rustok_commerce.services.revisions import check_version, lock_product, lock_types, touch
from rustok_commerce.services.variants import COLUMNS, check_pictures, write_choices

Path = tuple[str | int, ...]
_ROWS: Final = "variants"
_GONE: Final = "remove"


@command()
def update_variants(ctx: RequestContext, product_id: UUID, request: UpdateVariantsRequest) -> UpdatedVariantsResponse:
    """Change many variants of a product, and remove some. What is as asked already changes nothing and tells nobody.

    One event tells of it: of one variant by its name, of several by the product's. SKUs and choices of options may
    change hands among the variants.

    :raises ProductNotFound: no such product in the shop.
    :raises InvalidInput: with an error per variant and field that cannot be; then none is changed.
    """
    require(ctx, "commerce.product:update")
    if any(not isinstance(row.attributes, Unset) for row in request.variants):
        lock_types(shared=True)
    product = lock_product(product_id)
    batch = _Batch(product, request)
    batch.read()
    batch.check()
    if request.remove:
        write_removals_of_all(ctx, "variant_id", request.remove)
    changed = batch.write()
    if changed or request.remove:
        touch(product, edited=False)
        publish(ctx, _event(product.id, changed, request.remove))
    return UpdatedVariantsResponse(
        changed=len(changed),
        removed=len(request.remove),
        variants=tuple(
            VariantVersionResponse(id=row.variant.id, version=row.variant.version) for row in batch.rows.values()
        ),
    )


def _event(product_id: UUID, changed: Sequence[UUID], removed: Sequence[UUID]) -> DomainEvent:
    """Tell of one variant by its name, of several by the product's."""
    match (*changed, *removed):
        case [variant_id]:
            kind = VariantUpdated if changed else VariantDeleted
            return kind(product_id=product_id, variant_id=variant_id)
    return ProductUpdated(product_id=product_id, fields=("variants",))


@dataclass(slots=True, kw_only=True)
class _Row:
    """A variant with what is asked of it."""

    number: int
    asked: ChangeVariantInput
    variant: models.Variant
    before: dict[str, str | None]
    changed: set[str] = field(default_factory=set)
    chosen: Mapping[UUID, models.ProductOptionValue] | None = None
    titles: dict[str, str] | None = None

    def path(self, name: str) -> Path:
        return (_ROWS, self.number, name)


class _Batch:
    """One request on its way: read, checked as a whole, then written."""

    def __init__(self, product: models.Product, request: UpdateVariantsRequest) -> None:
        self.product = product
        self.request = request
        self.rows: dict[UUID, _Row] = {}
        self.found: list[FieldError] = []

    def refuse(self, path: Path, error: RustokError) -> None:
        self.found.append(FieldError(path, error.code, str(error)))

    def raise_refused(self) -> None:
        if self.found:
            raise InvalidInput(self.found)

    # --- Reading ----------------------------------------------------------------------------------------------------

    def read(self) -> None:
        """Load and lock what is named; put what is asked into the rows, which stay unwritten.

        :raises InvalidInput: a variant is unknown or named twice, or was changed in between.
        """
        wanted = {row.id for row in self.request.variants} | set(self.request.remove)
        rows = models.Variant.objects.for_update()
        present = {row.id: row for row in rows.filter(product=self.product, id__in=wanted)}
        seen: set[UUID] = set()
        for path, variant_id in self._named():
            if variant_id not in present:
                self.refuse(path, errors.VariantNotFound(variant=to_ulid(variant_id)))
            elif variant_id in seen:
                self.refuse(path, errors.DuplicateVariant())
            seen.add(variant_id)
        self.raise_refused()
        for number, asked in enumerate(self.request.variants):
            variant = present[asked.id]
            row = _Row(
                number=number,
                asked=asked,
                variant=variant,
                before={"sku": variant.sku, "combination": variant.combination},
            )
            self.rows[asked.id] = row
            changes = given(asked)
            try:
                check_version(variant, changes)
            except StaleVersion as exc:
                self.refuse(row.path("version"), exc)
            for name in (*COLUMNS, "position"):
                if name in changes and getattr(variant, name) != changes[name]:
                    setattr(variant, name, changes[name])
                    row.changed.add(name)
        self.raise_refused()
        self._read_titles()
        self._read_choices()
        self.raise_refused()

    def _named(self) -> Iterable[tuple[Path, UUID]]:
        yield from (((_ROWS, number, "id"), row.id) for number, row in enumerate(self.request.variants))
        yield from (((_GONE, number), variant_id) for number, variant_id in enumerate(self.request.remove))

    def _read_titles(self) -> None:
        asked = [row for row in self.rows.values() if not isinstance(row.asked.titles, Unset)]
        if not asked:
            return
        present: dict[UUID, dict[str, str]] = {}
        texts = models.VariantTranslation.objects.filter(variant__in=[row.variant.id for row in asked])
        for variant_id, locale, title in texts.values_list("variant_id", "locale", "title"):
            present.setdefault(variant_id, {})[locale] = title
        for row in asked:
            assert not isinstance(row.asked.titles, Unset)
            try:
                titles = text_map(row.asked.titles)
            except (errors.LocaleNotEnabled, errors.DuplicateLocale) as exc:
                self.refuse(row.path("titles"), exc)
                continue
            if titles != present.get(row.variant.id, {}):
                row.titles = titles

    def _read_choices(self) -> None:
        asked = [row for row in self.rows.values() if not isinstance(row.asked.options, Unset)]
        if not asked:
            return
        choices = options.load_choices(self.product)
        for row in asked:
            assert not isinstance(row.asked.options, Unset)
            try:
                chosen = choices.choose(row.asked.options)
            except errors.InvalidOptions as exc:
                self.refuse(row.path("options"), exc)
                continue
            combination = options.combination_of(chosen)
            if combination != row.variant.combination:
                row.chosen, row.variant.combination = chosen, combination
                row.changed.add("combination")

    # --- Checking ---------------------------------------------------------------------------------------------------

    def check(self) -> None:
        """Refuse what the tables would refuse, per row.

        :raises InvalidInput: naming each variant and field that cannot be.
        """
        self._check_unique("sku", "sku", lambda value: errors.DuplicateSku(sku=value))
        self._check_unique("combination", "options", lambda value: errors.DuplicateCombination(combination=value))
        self._check_reserved()
        pictured = [row for row in self.rows.values() if "asset_id" in row.changed]
        try:
            check_pictures(self.product, [row.variant for row in pictured], [(_ROWS, row.number) for row in pictured])
        except InvalidInput as exc:
            self.found += exc.errors
        self.raise_refused()

    def _check_unique(self, column: str, name: str, refusal: Any) -> None:
        changed = [row for row in self.rows.values() if column in row.changed and getattr(row.variant, column)]
        if not changed:
            return
        others = models.Variant.objects.exclude(id__in=[*self.rows, *self.request.remove])
        if column == "combination":
            others = others.filter(product=self.product)
        values = {getattr(row.variant, column) for row in changed}
        taken = set(others.filter(**{f"{column}__in": values}).values_list(column, flat=True))
        taken |= {getattr(row.variant, column) for row in self.rows.values() if column not in row.changed}
        for row in changed:
            value = getattr(row.variant, column)
            if value in taken:
                self.refuse(row.path(name), refusal(value))
            taken.add(value)

    def _check_reserved(self) -> None:
        """Refuse the end of backorders, and of variants, of which more is promised than there is."""
        ending = {row.variant.id: row for row in self.rows.values() if self._ends_backorders(row)}
        ids = [*ending, *self.request.remove]
        if not ids:
            return
        # Nobody can promise pieces from now on of what is going to be deleted.
        inventory.hold_levels(self.request.remove, keys=True)
        promised = models.StockLevel.objects.filter(variant__in=ids, reserved__gt=0)
        short = set(promised.filter(reserved__gt=F("on_hand")).values_list("variant_id", flat=True))
        for variant_id, row in ending.items():
            if variant_id in short:
                self.refuse(row.path("allow_backorder"), errors.StockReserved())
        if self.request.remove:
            held = set(promised.values_list("variant_id", flat=True))
            for number, variant_id in enumerate(self.request.remove):
                if variant_id in held:
                    self.refuse((_GONE, number), errors.StockReserved())

    @staticmethod
    def _ends_backorders(row: _Row) -> bool:
        return "allow_backorder" in row.changed and not row.variant.allow_backorder

    # --- Writing ----------------------------------------------------------------------------------------------------

    def write(self) -> list[UUID]:
        """Write everything; return the variants that changed. Publishes nothing."""
        if self.request.remove:
            models.Variant.objects.filter(id__in=self.request.remove).delete()
        said = self._assign()
        changed = [row for row in self.rows.values() if row.changed or row.titles is not None or row.variant.id in said]
        if not changed:
            return []
        now = timezone.now()
        for row in changed:
            row.variant.version += 1
            row.variant.updated_at = now
        columns = sorted({name for row in changed for name in row.changed})
        self._save(changed, [*columns, "version", "updated_at"])
        self._write_titles([row for row in changed if row.titles is not None])
        self._write_choices([row for row in changed if row.chosen is not None])
        for backorder in (True, False):
            ids = [
                row.variant.id
                for row in changed
                if "allow_backorder" in row.changed and row.variant.allow_backorder is backorder
            ]
            if ids:
                models.StockLevel.objects.filter(variant__in=ids).update(backorder=backorder)
        return [row.variant.id for row in changed]

    def _assign(self) -> set[UUID]:
        """Write what is said by attributes; return the variants of which something else is said now."""
        said = [
            assignments.Said(entries=row.asked.attributes, variant=row.variant, path=row.path("attributes"))
            for row in self.rows.values()
            if not isinstance(row.asked.attributes, Unset)
        ]
        return {variant_id for variant_id in assignments.assign_each(self.product, said) if variant_id is not None}

    def _save(self, changed: Sequence[_Row], columns: Sequence[str]) -> None:
        """Write the rows. What changes hands is let go of first: uniques are checked row by row."""
        variants = [row.variant for row in changed]
        try:
            with transaction.atomic():
                for column, nothing in (("sku", None), ("combination", "")):
                    coming = {getattr(row.variant, column) for row in changed if column in row.changed}
                    handed = [
                        row.variant.id
                        for row in changed
                        if column in row.changed and row.before[column] in coming - {nothing}
                    ]
                    if handed:
                        models.Variant.objects.filter(id__in=handed).update(**{column: nothing})
                models.Variant.objects.bulk_update(variants, columns)
        except IntegrityError as exc:
            # Another product's variant has just taken the SKU: combinations are held by the product's lock.
            if violated(exc) == "commerce_variants_tenant_sku_uq":
                skus = {row.variant.sku for row in changed if "sku" in row.changed}
                taken = models.Variant.objects.filter(sku__in=skus).exclude(id__in=[row.id for row in variants])
                raise errors.DuplicateSku(sku=min(taken.values_list("sku", flat=True), default="")) from exc
            raise

    @staticmethod
    def _write_titles(rows: Sequence[_Row]) -> None:
        if not rows:
            return
        models.VariantTranslation.objects.filter(variant__in=[row.variant.id for row in rows]).delete()
        models.VariantTranslation.objects.bulk_create(
            models.VariantTranslation(variant=row.variant, locale=locale, title=title)
            for row in rows
            for locale, title in (row.titles or {}).items()
        )

    @staticmethod
    def _write_choices(rows: Sequence[_Row]) -> None:
        if not rows:
            return
        models.VariantOptionValue.objects.filter(variant__in=[row.variant.id for row in rows]).delete()
        write_choices({row.variant: row.chosen for row in rows if row.chosen is not None})
