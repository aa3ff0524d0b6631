"""The pages of one product: its form, and beside it pictures, variants, prices, stock and the like, each with a tab."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from rustok.api.admin.forms import operator_locales, reason
from rustok.api.admin.model_admin import RustokModelAdmin, context_of
from rustok.errors import RustokError, StaleVersion
from rustok.rbac.policies import allowed
from rustok.tenancy.info import current_tenant
from rustok_commerce import models
from rustok_commerce.mappers import choose


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """A tab above the pages of a product; ``name`` is the end of its address."""

    name: str
    title: str
    icon: str


TABS: Final = (
    Tab(name="change", title="Details", icon="edit_note"),
    Tab(name="pictures", title="Pictures", icon="photo_library"),
    Tab(name="variants", title="Options & variants", icon="apps"),
    Tab(name="attributes", title="Attributes", icon="tune"),
    Tab(name="prices", title="Prices", icon="payments"),
    Tab(name="stock", title="Stock", icon="inventory_2"),
    Tab(name="sales", title="Channels & schedule", icon="storefront"),
    Tab(name="sellability", title="Why not for sale?", icon="troubleshoot"),
)


class ProductPage:
    """One page of a product. A subclass shows it by :meth:`context` and takes its form by :meth:`submit`.

    What :meth:`submit` calls are commands: a refusal takes back everything that the form asked for, and is shown above
    the form with all that was typed.
    """

    tab: ClassVar[str]
    template: ClassVar[str]
    right: ClassVar[str] = "commerce.product:update"

    def __init__(self, page: RustokModelAdmin, request: HttpRequest, product: models.Product) -> None:
        self.page = page
        self.request = request
        self.product = product
        self.ctx = context_of(request)
        self.may_change = allowed(self.ctx, self.right)
        self.errors: list[str] = []

    def context(self) -> dict[str, Any]:
        """Return what the template shows."""
        raise NotImplementedError

    def submit(self) -> str | None:
        """Call the commands that a form asks for; return what to tell, or None to show the form with its faults."""
        raise NotImplementedError

    def refused(self, exc: RustokError) -> None:
        """Keep a refusal to show it."""
        self.errors.append(reason(exc))

    def refuse_stale(self, version: int) -> None:
        """Refuse a form that was made from another version of the product.

        :raises StaleVersion: somebody changed the product in between.
        """
        if version != self.product.version:
            raise StaleVersion(current=self.product.version, given=version, changed=())

    def frame(self) -> dict[str, Any]:
        """Return what stands around the page: tabs, title, and the way to the history."""
        return {
            **tabs_context(self.product, self.tab),
            "title": self.page.object_label(self.product),
            "history_url": reverse("admin:rustok_commerce_product_history", args=(self.product.pk,)),
        }

    def query(self) -> dict[str, str]:
        """Return what the address says besides the product, to come back there."""
        return {name: self.request.GET[name] for name in ("q", "p") if self.request.GET.get(name)}

    def answer(self) -> HttpResponse:
        """Show the page, or take its form."""
        if self.request.method == "POST":
            if not self.may_change:
                raise PermissionDenied
            try:
                with transaction.atomic():
                    told = self.submit()
                    if told is None:
                        transaction.set_rollback(True)
            except RustokError as exc:
                self.refused(exc)
            else:
                if told is not None:
                    messages.success(self.request, told)
                    query = urlencode(self.query())
                    return HttpResponseRedirect(f"{self.request.path}{'?' if query else ''}{query}")
        self.request.current_app = self.page.admin_site.name
        shown = {
            **self.page.admin_site.each_context(self.request),
            **self.frame(),
            "opts": self.page.opts,
            "original": self.page.labelled(self.product),
            "may_change": self.may_change,
            "errors": self.errors,
            **self.context(),
        }
        return TemplateResponse(self.request, self.template, shown)


def product_urls(page: RustokModelAdmin, pages: Iterable[type[ProductPage]]) -> list[URLPattern]:
    """Return the addresses of a product's pages."""

    def view(kind: type[ProductPage]) -> Any:
        def show(request: HttpRequest, object_id: str) -> HttpResponse:
            if not page.has_view_permission(request):
                raise PermissionDenied
            product = page.get_object(request, object_id)
            if product is None:
                raise Http404
            return kind(page, request, product).answer()

        return page.admin_site.admin_view(show)

    return [
        path(f"<str:object_id>/{kind.tab}/", view(kind), name=f"{page.opts.model_name}_{kind.tab}") for kind in pages
    ]


def tabs_context(product: models.Product, present: str) -> dict[str, Any]:
    """Return the tabs above a product's pages for their template."""
    return {
        "product_tabs": [{"tab": tab, "url": tab_url(product, tab.name), "active": tab.name == present} for tab in TABS]
    }


def tab_url(product: models.Product, name: str) -> str:
    """Return the address of a product's page."""
    view = "rustok_commerce_product_change" if name == "change" else f"product_{name}"
    return reverse(f"admin:{view}", args=(product.pk,))


def name_of_product(product: models.Product) -> str:
    """Return a product's title in the operator's language, or the nearest."""
    return title_among(product, models.ProductTranslation.objects.filter(product=product))


def title_among(product: models.Product, texts: Iterable[models.ProductTranslation]) -> str:
    """Choose a product's title among its texts: in the operator's language, or the nearest."""
    chosen = choose({text.locale: text for text in texts}, operator_locales(current_tenant()), product.source_locale)
    return chosen[1].title if chosen is not None else product.handle
