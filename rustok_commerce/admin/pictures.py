"""A product's pictures: uploaded, picked from the library, put in order, described, taken away."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django import forms
from django.utils.translation import ngettext

from rustok.api.admin.forms import all_valid, in_locale, language_name, refuse
from rustok.dto import parse
from rustok.errors import RustokError
from rustok.ids import InvalidId, parse_id
from rustok.media.dto import ListAssetsRequest
from rustok.media.selectors.assets import assets_by_id, list_assets
from rustok.media.services.assets import store_asset
from rustok.rbac.policies import allowed
from rustok_commerce import models
from rustok_commerce.admin.languages import shop_locales
from rustok_commerce.admin.product_pages import ProductPage
from rustok_commerce.dto.products import UpdateProductRequest
from rustok_commerce.services import catalog

_MOST_FILES: Final = 20
_LIBRARY: Final = 36


class PictureForm(forms.Form):
    """One picture: its place, whether it goes, and what it shows, in each language."""

    position = forms.IntegerField(
        min_value=1, max_value=1000, widget=forms.NumberInput(attrs={"class": "rustok-input is-number"})
    )
    remove = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for locale in shop_locales():
            self.fields[in_locale("alt", locale)] = forms.CharField(
                required=False,
                max_length=500,
                label=f"Alternative text, {language_name(locale)}",
                widget=forms.TextInput(
                    attrs={"class": "rustok-input", "lang": locale, "placeholder": f"Alt text, {locale}"}
                ),
            )

    def alt_fields(self) -> list[Any]:
        """Return the fields of the texts."""
        return [self[in_locale("alt", locale)] for locale in shop_locales()]

    def alts(self) -> list[dict[str, str]]:
        """Return the texts as requests take them."""
        found = ((locale, self.cleaned_data[in_locale("alt", locale)]) for locale in shop_locales())
        return [{"locale": locale, "value": value} for locale, value in found if value]


class StripForm(forms.Form):
    """The version that the strip was shown at; the refusals of the whole."""

    made_from = forms.IntegerField(widget=forms.HiddenInput())


class PicturesPage(ProductPage):
    """The strip of pictures."""

    tab = "pictures"
    template = "rustok_commerce/admin/pictures.html"

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        data = self.request.POST if self.request.method == "POST" else None
        self.rows = list(models.ProductMedia.objects.filter(product=self.product).order_by("position", "id"))
        self.strip = StripForm(data, initial={"made_from": self.product.version})
        self.forms = {
            row.asset_id: PictureForm(data, prefix=row.asset_id.hex, initial=_initial(row, place))
            for place, row in enumerate(self.rows, start=1)
        }

    def context(self) -> dict[str, Any]:
        """Return the pictures with their forms, and the newest of the library that the product has not."""
        assets = assets_by_id(self.forms)
        tiles = [
            {"asset": assets.get(row.asset_id), "form": self.forms[row.asset_id], "id": row.asset_id}
            for row in self.rows
        ]
        library = []
        if self.may_change and allowed(self.ctx, "media.asset:read"):
            wanted = self.request.GET.get("library", "")[:200]
            listed = ListAssetsRequest(q=wanted or None, limit=_LIBRARY + len(self.rows))
            found = list_assets(self.ctx, listed).items
            library = [asset for asset in found if asset.id not in self.forms][:_LIBRARY]
        return {
            "strip": self.strip,
            "tiles": tiles,
            "library": library,
            "library_query": self.request.GET.get("library"),
            "may_upload": self.may_change and allowed(self.ctx, "media.asset:create"),
        }

    def submit(self) -> str | None:
        """Write the strip as it was put together: one command for the product, one for each new file."""
        if not self.strip.is_valid():
            return None
        self.refuse_stale(self.strip.cleaned_data["made_from"])
        if not all_valid(self.forms.values()):
            return None
        files = self.request.FILES.getlist("upload")
        if len(files) > _MOST_FILES:
            self.errors.append(f"Not more than {_MOST_FILES} files at a time.")
            return None
        kept = [row.asset_id for row in self.rows if not self.forms[row.asset_id].cleaned_data["remove"]]
        kept.sort(key=lambda asset_id: self.forms[asset_id].cleaned_data["position"])
        kept = _moved(kept, self.request.POST.get("move", ""))
        media: list[dict[str, Any]] = [
            {"asset_id": str(asset_id), "alts": self.forms[asset_id].alts()} for asset_id in kept
        ]
        added = [*_picked(self.request.POST.getlist("pick")), *(self._store(file) for file in files)]
        media += [{"asset_id": str(asset_id)} for asset_id in dict.fromkeys(added) if asset_id not in kept]
        request = parse(UpdateProductRequest, {"media": media, "version": self.strip.cleaned_data["made_from"]})
        catalog.update_product(self.ctx, self.product.pk, request)
        count = len(media)
        return ngettext("The product has %(n)d picture.", "The product has %(n)d pictures.", count) % {"n": count}

    def refused(self, exc: RustokError) -> None:
        """Show the refusal above the strip."""
        refuse(self.strip, exc)

    def _store(self, file: Any) -> UUID:
        return store_asset(self.ctx, file.read(), filename=file.name).id


def _initial(row: models.ProductMedia, place: int) -> dict[str, Any]:
    return {"position": place, **{in_locale("alt", locale): row.alts.get(locale, "") for locale in shop_locales()}}


def _moved(order: list[UUID], move: str) -> list[UUID]:
    """Move one picture by one place: ``first:ID``, ``left:ID`` or ``right:ID``."""
    where, _, text = move.partition(":")
    try:
        place = order.index(parse_id(text))
    except (InvalidId, ValueError):
        return order
    target = {"first": 0, "left": place - 1, "right": place + 1}.get(where, place)
    picture = order.pop(place)
    order.insert(max(0, target), picture)
    return order


def _picked(texts: list[str]) -> list[UUID]:
    found = []
    for text in texts:
        try:
            found.append(parse_id(text))
        except InvalidId:
            continue
    return found
