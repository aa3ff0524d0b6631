"""Conditions and the effect of a promotion as fields of a form, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django import forms
from unfold.widgets import UnfoldAdminSelectMultipleWidget, UnfoldAdminTextInputWidget

from rustok.dto import adapter, parse
from rustok.errors import InvalidInput
from rustok.tenancy.info import current_tenant
from rustok_commerce import models
from rustok_commerce.admin.choices import category_choices, collection_choices
from rustok_commerce.admin.promotion_inputs import PPM, AmountsField, ProductsField, TiersField, WordsField, percent_of
from rustok_commerce.dto.promotion_rules import PromotionCondition, PromotionEffect

KINDS: Final = (
    ("percent_lines", "Percent off products"),
    ("percent_cart", "Percent off all of them together"),
    ("percent_shipping", "Percent off the delivery"),
    ("fixed_lines", "Amount off every piece"),
    ("fixed_cart", "Amount off all of them together"),
    ("fixed_shipping", "Amount off the delivery"),
    ("fixed_price", "A price for every piece"),
    ("free_shipping", "Free delivery"),
    ("buy_get", "Buy some, get others cheaper"),
    ("tiered", "The more, the cheaper"),
)

_OFF_PRODUCTS: Final = frozenset(
    {"percent_lines", "percent_cart", "fixed_lines", "fixed_cart", "fixed_price", "tiered"}
)
_SHOWN: Final[Mapping[str, frozenset[str]]] = {
    "percent": frozenset({"percent_lines", "percent_cart", "percent_shipping", "buy_get"}),
    "maximums": frozenset({"percent_lines", "percent_cart", "percent_shipping"}),
    "amounts": frozenset({"fixed_lines", "fixed_cart", "fixed_shipping", "fixed_price"}),
    "buy_quantity": frozenset({"buy_get"}),
    "get_quantity": frozenset({"buy_get"}),
    "limit": frozenset({"buy_get"}),
    "tiers": frozenset({"tiered"}),
    "methods": frozenset({"free_shipping"}),
}
"""Which kinds say something in a field of the effect."""

Values = dict[str, Any]


def shown_fields() -> dict[str, str]:
    """Return for each field of an effect the condition on the chosen kind under which the form shows it."""
    kinds = {name: set(found) for name, found in _SHOWN.items()}
    kinds |= {name: {*_OFF_PRODUCTS, "buy_get"} for name in _flat("of")}
    kinds |= {name: {"buy_get"} for name in _flat("get")}
    return {name: f"[{', '.join(map(repr, sorted(found)))}].includes(kind)" for name, found in kinds.items()}


def effect_fields(effect: Mapping[str, Any] | None) -> dict[str, forms.Field]:
    """Make the fields of an effect."""
    values = effect_values(effect or {"percent": {"rate_ppm": 100_000}})
    return {
        "kind": forms.ChoiceField(
            label="What it does", choices=KINDS, initial=values["kind"], widget=forms.Select(attrs=_SELECT)
        ),
        "percent": _percent(
            "Percent", values["percent"], "For percentages, and for what one gets; all of it if empty."
        ),
        "amounts": AmountsField("Amounts", initial=values["amounts"]),
        "maximums": AmountsField("At most, in all", initial=values["maximums"]),
        "buy_quantity": _whole("Pieces to buy", values["buy_quantity"]),
        "get_quantity": _whole("Pieces one gets", values["get_quantity"]),
        "limit": _whole("How often in one cart", values["limit"], "As often as it fits, if empty."),
        "tiers": TiersField("Tiers", initial=values["tiers"]),
        "methods": _words("Ways of delivery", values["methods"], "Their codes, parted by commas; all if empty."),
        **filter_fields("of", values["of"]),
        **filter_fields("get", values["get"]),
    }


def condition_fields(conditions: Iterable[Mapping[str, Any]]) -> dict[str, forms.Field]:
    """Make the fields of conditions."""
    values = condition_values(conditions)
    groups = [(str(id), name) for id, name in models.CustomerGroup.objects.order_by("name").values_list("id", "name")]
    codes = [(code, code) for code in current_tenant().currencies]
    return {
        "subtotal": AmountsField("They cost at least", initial=values["subtotal"]),
        "quantity": _whole("Pieces of them at least", values["quantity"]),
        "groups": _several("Customer groups", groups, values["groups"]),
        "first_order": forms.BooleanField(label="First order only", required=False, initial=values["first_order"]),
        "currencies": _several("Currencies", codes, values["currencies"]),
        **filter_fields("when", values["when"]),
    }


def filter_fields(prefix: str, of: Mapping[str, Any]) -> dict[str, forms.Field]:
    """Make the fields that say which products are meant."""
    named = {name: of.get(name, []) for name in ("product_ids", "variant_ids")}
    return {
        f"{prefix}_categories": _several("Categories", category_choices(), of.get("category_ids", [])),
        f"{prefix}_collections": _several("Collections", collection_choices(), of.get("collection_ids", [])),
        f"{prefix}_products": ProductsField("Products", initial=named),
        f"{prefix}_not_categories": _several(
            "Not of categories", category_choices(), of.get("excluded_category_ids", [])
        ),
        f"{prefix}_not_products": ProductsField(
            "Not the products",
            initial={"product_ids": of.get("excluded_product_ids", []), "variant_ids": []},
            takes_variants=False,
        ),
        f"{prefix}_tags": _words("Tags", of.get("tags", []), "Parted by commas."),
        f"{prefix}_full_price": forms.BooleanField(
            label="Not what is reduced", required=False, initial=of.get("skip_reduced", False)
        ),
    }


def filter_names(prefix: str) -> list[Any]:
    """Return the names of the fields of :func:`filter_fields`, in rows."""
    return [
        (f"{prefix}_categories", f"{prefix}_collections"),
        f"{prefix}_products",
        (f"{prefix}_tags", f"{prefix}_full_price"),
        (f"{prefix}_not_categories", f"{prefix}_not_products"),
    ]


def _flat(prefix: str) -> list[str]:
    rows = filter_names(prefix)
    return [name for row in rows for name in ((row,) if isinstance(row, str) else row)]


def effect_values(effect: Mapping[str, Any]) -> Values:
    """Return what the fields show of a stored effect."""
    ((name, said),) = effect.items()
    target = said.get("target", "cart" if name == "fixed" else "lines")
    rate = said.get("rate_ppm")
    return {
        "kind": f"{name}_{target}" if name in ("percent", "fixed") else name,
        "percent": percent_of(rate) if rate is not None else None,
        "amounts": said.get("amounts", []),
        "maximums": said.get("maximums", []),
        "buy_quantity": said.get("buy_quantity"),
        "get_quantity": said.get("get_quantity", 1) if name == "buy_get" else None,
        "limit": said.get("limit"),
        "tiers": said.get("tiers", []),
        "methods": said.get("method_codes", []),
        "of": said.get("buy_of" if name == "buy_get" else "of", {}),
        "get": said.get("get_of") or {},
    }


def effect_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the effect that the fields say, as requests take it."""
    kind = values["kind"]
    of = filter_of("of", values)
    rate = None if values["percent"] is None else int(Decimal(values["percent"]) * PPM)
    share = {} if rate is None else {"rate_ppm": rate}
    match kind.rpartition("_"):
        case ("percent", _, target):
            return {"percent": {**share, "target": target, "maximums": values["maximums"], "of": of}}
        case ("fixed", _, target) if target != "price":
            return {"fixed": {"amounts": values["amounts"], "target": target, "of": of}}
    match kind:
        case "fixed_price":
            return {"fixed_price": {"amounts": values["amounts"], "of": of}}
        case "free_shipping":
            return {"free_shipping": {"method_codes": values["methods"]}}
        case "tiered":
            return {"tiered": {"tiers": values["tiers"], "of": of}}
    got = filter_of("get", values)
    return {
        "buy_get": {
            "buy_quantity": values["buy_quantity"],
            "get_quantity": values["get_quantity"] or 1,
            "buy_of": of,
            "get_of": got or None,
            "limit": values["limit"],
            **share,
        }
    }


def condition_values(conditions: Iterable[Mapping[str, Any]]) -> Values:
    """Return what the fields show of stored conditions."""
    found: dict[str, Any] = {}
    for condition in conditions:
        found.update(condition)
    quantity, subtotal, customer = (found.get(name, {}) for name in ("quantity", "subtotal", "customer"))
    of = quantity.get("of") or subtotal.get("of") or {}
    return {
        "subtotal": subtotal.get("minimums", []),
        "quantity": quantity.get("minimum", 1) if "quantity" in found else None,
        "groups": customer.get("group_ids", []),
        "first_order": customer.get("first_order", False),
        "currencies": found.get("currency", {}).get("currencies", []),
        "when": of,
    }


def conditions_of(values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the conditions that the fields say, as requests take them."""
    found: list[dict[str, Any]] = []
    of = filter_of("when", values)
    if values["subtotal"]:
        found.append({"subtotal": {"minimums": values["subtotal"], "of": of}})
    if values["quantity"] or (of and not values["subtotal"]):
        found.append({"quantity": {"minimum": values["quantity"] or 1, "of": of}})
    if values["groups"] or values["first_order"]:
        found.append({"customer": {"group_ids": list(values["groups"]), "first_order": bool(values["first_order"])}})
    if values["currencies"]:
        found.append({"currency": {"currencies": list(values["currencies"])}})
    return found


def filter_of(prefix: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return which products the fields mean; empty for all."""
    named = values[f"{prefix}_products"] or {"product_ids": [], "variant_ids": []}
    excluded = values[f"{prefix}_not_products"] or {"product_ids": []}
    said = {
        **named,
        "category_ids": list(values[f"{prefix}_categories"]),
        "collection_ids": list(values[f"{prefix}_collections"]),
        "tags": values[f"{prefix}_tags"],
        "excluded_product_ids": excluded["product_ids"],
        "excluded_category_ids": list(values[f"{prefix}_not_categories"]),
        "skip_reduced": bool(values[f"{prefix}_full_price"]),
    }
    return {name: value for name, value in said.items() if value}


def is_shown_whole(row: models.Promotion) -> bool:
    """Tell whether the fields can say all that a stored promotion says: one made by the API may say more."""
    effect = effect_values(row.effect)
    conditions = condition_values(row.conditions)
    for prefix, of in (("of", effect.pop("of")), ("get", effect.pop("get")), ("when", conditions.pop("when"))):
        (conditions if prefix == "when" else effect).update(_filter_values(prefix, of))
    try:
        same_effect = _plain(PromotionEffect, effect_of(effect)) == _plain(PromotionEffect, row.effect)
        said = [_plain(PromotionCondition, condition) for condition in conditions_of(conditions)]
    except InvalidInput:
        return False
    stored = [_plain(PromotionCondition, condition) for condition in row.conditions]
    return same_effect and sorted(map(repr, said)) == sorted(map(repr, stored))


def _filter_values(prefix: str, of: Mapping[str, Any]) -> Values:
    return {
        f"{prefix}_products": {name: of.get(name, []) for name in ("product_ids", "variant_ids")},
        f"{prefix}_categories": of.get("category_ids", []),
        f"{prefix}_collections": of.get("collection_ids", []),
        f"{prefix}_tags": of.get("tags", []),
        f"{prefix}_not_categories": of.get("excluded_category_ids", []),
        f"{prefix}_not_products": {"product_ids": of.get("excluded_product_ids", []), "variant_ids": []},
        f"{prefix}_full_price": of.get("skip_reduced", False),
    }


def _plain(dto: type, data: Any) -> Any:
    """Return data as it is stored, whatever of it was left out."""
    return adapter(dto).dump_python(parse(dto, data), mode="json", exclude_defaults=True)


_SELECT: Final = {"class": "rustok-input"}


def _percent(label: str, initial: Any, help_text: str) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        initial=initial,
        required=False,
        min_value=Decimal("0.0001"),
        max_value=Decimal(100),
        decimal_places=4,
        help_text=help_text,
        widget=UnfoldAdminTextInputWidget,
    )


def _whole(label: str, initial: Any, help_text: str = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        initial=initial,
        required=False,
        min_value=1,
        max_value=1_000_000,
        help_text=help_text,
        widget=UnfoldAdminTextInputWidget,
    )


def _words(label: str, initial: list[str], help_text: str) -> WordsField:
    return WordsField(
        label=label, initial=initial, required=False, help_text=help_text, widget=UnfoldAdminTextInputWidget
    )


def _several(label: str, choices: Any, initial: Iterable[UUID | str]) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        choices=choices,
        initial=[str(value) for value in initial],
        required=False,
        widget=UnfoldAdminSelectMultipleWidget,
    )
