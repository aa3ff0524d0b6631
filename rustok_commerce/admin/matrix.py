"""A product's options, and the matrix of its variants: generated, edited in place, filled in bulk."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import ngettext

from rustok.api.admin.forms import all_valid, reason, refuse
from rustok.dto import parse
from rustok.errors import InvalidInput, RustokError
from rustok_commerce.admin.choices import name_of
from rustok_commerce.admin.options import OptionForms
from rustok_commerce.admin.product_pages import ProductPage
from rustok_commerce.admin.variant_rows import VariantRows, variant_rows
from rustok_commerce.dto.variants import (
    CreateVariantRequest,
    GenerateVariantsRequest,
    SetOptionsRequest,
    UpdateVariantsRequest,
)
from rustok_commerce.services import combinations, options, variant_changes, variants

_COLUMNS: Final = ("sku", "gtin", "barcode", "weight", "low_stock_threshold", "manage_inventory", "allow_backorder")
FILLED: Final = ("weight", "low_stock_threshold", "manage_inventory", "allow_backorder")
"""Columns for which one value for many variants makes sense."""


class VariantRow(forms.Form):
    """A variant in the matrix."""

    sku = forms.CharField(required=False, max_length=64)
    gtin = forms.CharField(required=False, max_length=14)
    barcode = forms.CharField(required=False, max_length=64)
    weight = forms.IntegerField(required=False, min_value=0, max_value=10**9)
    low_stock_threshold = forms.IntegerField(required=False, min_value=0, max_value=10**9)
    manage_inventory = forms.BooleanField(required=False)
    allow_backorder = forms.BooleanField(required=False)
    remove = forms.BooleanField(required=False)
    version = forms.IntegerField(widget=forms.HiddenInput())

    def __init__(self, *args: Any, disabled: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in (*_COLUMNS, "remove"):
            field = self.fields[name]
            kind = "is-number" if isinstance(field, forms.IntegerField) else ""
            field.widget.attrs |= {"data-column": name, "aria-label": name.replace("_", " ")}
            if not isinstance(field, forms.BooleanField):
                field.widget.attrs["class"] = f"rustok-input {kind}".strip()
            field.disabled = disabled

    def changes(self) -> dict[str, Any]:
        """Return what was changed, as a request takes it."""
        found: dict[str, Any] = {name: self.cleaned_data[name] for name in _COLUMNS if name in self.changed_data}
        for name in ("sku", "gtin", "barcode"):
            if name in found:
                found[name] = found[name] or None
        if found.get("low_stock_threshold", 0) is None:
            found["low_stock_threshold"] = 0
        return found


class NewVariantForm(forms.Form):
    """A variant to add: one value of each option."""

    sku = forms.CharField(
        required=False, max_length=64, widget=forms.TextInput(attrs={"class": "rustok-input", "placeholder": "SKU"})
    )

    def __init__(self, data: Any, *, rows: VariantRows) -> None:
        super().__init__(data, prefix="one")
        self.keys = [option.key for option in rows.names.options]
        for option in rows.names.options:
            values = rows.names.values[option.id]
            self.fields[f"option__{option.key}"] = forms.ChoiceField(
                label=name_of(option.names, option.key),
                choices=[(value.key, rows.names.names[value.id]) for value in values],
                widget=forms.Select(attrs={"class": "rustok-input"}),
            )

    def request(self) -> dict[str, Any]:
        """Return the variant as a request takes it."""
        choices = [{"option": key, "value": self.cleaned_data[f"option__{key}"]} for key in self.keys]
        return {"sku": self.cleaned_data["sku"] or None, "options": choices}


class VersionForm(forms.Form):
    """The product's version that the page was shown at."""

    made_from = forms.IntegerField(widget=forms.HiddenInput())


class VariantsPage(ProductPage):
    """Options, and the matrix of variants."""

    tab = "variants"
    template = "rustok_commerce/admin/variants.html"

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        post = self.request.POST if self.request.method == "POST" else None
        self.form = post.get("form", "") if post is not None else ""
        self.rows = variant_rows(self.request, self.product)
        self.matrix = {
            variant.pk: VariantRow(
                # A variant that was added meanwhile was not in the form.
                post if self.form == "matrix" and f"{variant.pk.hex}-version" in self.request.POST else None,
                prefix=variant.pk.hex,
                initial={name: getattr(variant, name) for name in (*_COLUMNS, "version")},
                disabled=not self.may_change,
            )
            for variant in self.rows.variants
        }
        self.options = OptionForms(self.rows.names, post if self.form == "options" else None)
        self.one = NewVariantForm(post if self.form == "one" else None, rows=self.rows)
        self.version = VersionForm(
            post if self.form == "options" else None, initial={"made_from": self.product.version}
        )

    def context(self) -> dict[str, Any]:
        """Return options, rows, and the combinations that have no variant yet."""
        return {
            "options": self.options,
            "version": self.version,
            "one": self.one,
            "rows": [
                {"variant": variant, "title": self.rows.titles[variant.pk], "form": self.matrix[variant.pk]}
                for variant in self.rows.variants
            ],
            "page": self.rows.page,
            "query": self.rows.query,
            "axes": self._axes(),
            "preview": self._preview(),
            "sku_pattern": self.request.POST.get("sku_pattern", ""),
        }

    def submit(self) -> str | None:
        """Do what the form says."""
        match self.form:
            case "options":
                return self._save_options()
            case "one":
                return self._add()
            case "generate":
                return self._generate()
        return self._save_matrix()

    def refused(self, exc: RustokError) -> None:
        """Show the refusal where it belongs."""
        form = {"options": self.version, "one": self.one}.get(self.form)
        if form is not None:
            refuse(form, exc)
        else:
            super().refused(exc)

    def _save_options(self) -> str | None:
        if not self.version.is_valid():
            return None
        # Before the rest: options that came or went meanwhile make the rest wrong in ways that explain nothing.
        self.refuse_stale(self.version.cleaned_data["made_from"])
        if not self.options.is_valid():
            return None
        data = {"options": self.options.request(self.product.source_locale)}
        data["version"] = self.version.cleaned_data["made_from"]
        options.set_options(self.ctx, self.product.pk, parse(SetOptionsRequest, data))
        return "The options were saved."

    def _add(self) -> str | None:
        if not self.one.is_valid():
            return None
        variants.create_variant(self.ctx, self.product.pk, parse(CreateVariantRequest, self.one.request()))
        return "The variant was added."

    def _generate(self) -> str | None:
        """Make the missing variants of the chosen values; or only show them."""
        if "_preview" in self.request.POST:
            return None
        request = parse(GenerateVariantsRequest, self._wanted())
        made = combinations.generate_variants(self.ctx, self.product.pk, request).variants
        return ngettext("%(n)d variant was made.", "%(n)d variants were made.", len(made)) % {"n": len(made)}

    def _wanted(self, *, dry_run: bool = False) -> dict[str, Any]:
        given = self.request.POST
        chosen = [
            {"option": option.key, "values": values}
            for option in self.rows.names.options
            if (values := given.getlist(f"value__{option.key}"))
        ]
        pattern = given.get("sku_pattern", "").strip()
        return {"options": chosen, "sku_pattern": pattern or None, "dry_run": dry_run}

    def _preview(self) -> dict[str, Any]:
        """Ask the command what it would make, and make nothing."""
        asked = self.form == "generate"
        found: dict[str, Any] = {"asked": asked, "variants": (), "existing": 0, "error": ""}
        if not self.rows.names.options or not self.may_change:
            return found
        try:
            request = parse(GenerateVariantsRequest, self._wanted(dry_run=True) if asked else {"dry_run": True})
            made = combinations.generate_variants(self.ctx, self.product.pk, request)
        except RustokError as exc:
            return {**found, "error": reason(exc)}
        return {**found, "variants": made.variants, "existing": made.existing}

    def _axes(self) -> list[dict[str, Any]]:
        """Return the options with their values to choose from; what was chosen stays so."""
        given = self.request.POST
        names = self.rows.names
        return [
            {
                "key": option.key,
                "name": name_of(option.names, option.key),
                "values": [
                    {"key": value.key, "name": names.names[value.id], "checked": not chosen or value.key in chosen}
                    for value in names.values[option.id]
                ],
            }
            for option in names.options
            for chosen in (given.getlist(f"value__{option.key}"),)
        ]

    def _save_matrix(self) -> str | None:
        """Change and remove all that was asked by one command; what is refused is shown in its row."""
        sent = {variant_id: form for variant_id, form in self.matrix.items() if form.is_bound}
        if not all_valid(sent.values()):
            return None
        removed = [variant_id for variant_id, form in sent.items() if form.cleaned_data["remove"]]
        changed = {
            variant_id: changes
            for variant_id, form in sent.items()
            if variant_id not in removed and (changes := form.changes())
        }
        rows = [
            {**changes, "id": str(variant_id), "version": sent[variant_id].cleaned_data["version"]}
            for variant_id, changes in changed.items()
        ]
        try:
            data = {"variants": rows, "remove": [str(variant_id) for variant_id in removed]}
            done = variant_changes.update_variants(self.ctx, self.product.pk, parse(UpdateVariantsRequest, data))
        except InvalidInput as exc:
            places = {"variants": [sent[key] for key in changed], "remove": [sent[key] for key in removed]}
            _refuse_rows(places, exc)
            return None
        return f"{done.changed} changed, {done.removed} deleted."


def _refuse_rows(places: dict[str, list[VariantRow]], exc: InvalidInput) -> None:
    """Show each error in the row that it is about."""
    for error in exc.errors:
        kind, number, *names = error.path
        form = places[str(kind)][int(number)]
        form.add_error(names[0] if names and names[0] in _COLUMNS else None, error.message)
