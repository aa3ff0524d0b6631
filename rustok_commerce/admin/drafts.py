"""Orders that staff drafts for a buyer: variants looked up, prices agreed on, the link to pay, or placed at once."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from rustok.api.admin.forms import reason
from rustok.api.admin.model_admin import RustokModelAdmin, context_of
from rustok.auth import emails
from rustok.dto import parse
from rustok.errors import FieldError, InvalidInput, NotFound, RustokError
from rustok.ids import InvalidId, parse_id, to_ulid
from rustok.rbac.policies import allowed
from rustok.tenancy.info import current_tenant
from rustok_commerce import models
from rustok_commerce.admin.order_actions import choice_field, line_field, minor, money_field, pieces_field, word_field
from rustok_commerce.admin.order_words import amount_in
from rustok_commerce.admin.product_pages import name_of_product
from rustok_commerce.dto.carts import (
    CartPromotionRequest,
    CartStatus,
    CreateDraftRequest,
    DraftResponse,
    ListDraftsRequest,
    SetCartAddressRequest,
    SetCartShippingRequest,
    SetDraftLinesRequest,
    StartCartPaymentRequest,
)
from rustok_commerce.services import placing_drafts
from rustok_commerce.services.carts import drafts, viewing
from rustok_commerce.services.payments.methods import offered_methods

_FOUND: Final = 20
_PARTS: Final = ("first_name", "last_name", "company", "line1", "line2", "postcode", "city", "region", "country")
_LABELS: Final = {"line1": "Street", "line2": "Second line", "region": "State", "country": "Country (two letters)"}


class NewDraftForm(forms.Form):
    """Whom it is for, and in which currency."""

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.fields["email"] = forms.EmailField(
            label="E-mail address of the buyer",
            max_length=254,
            widget=forms.EmailInput(attrs={"class": "rustok-input is-wide"}),
        )
        codes = [(code, code) for code in current_tenant().currencies]
        self.fields["currency"] = choice_field("Currency", codes)


def draft_urls(page: RustokModelAdmin) -> list[URLPattern]:
    """Return the addresses of the list of drafts and of one."""

    def every(request: HttpRequest) -> HttpResponse:
        return _list(page, request)

    def one(request: HttpRequest, draft_id: str) -> HttpResponse:
        ctx = context_of(request)
        try:
            draft = drafts.get_draft(ctx, parse_id(draft_id))
        except (InvalidId, NotFound) as exc:
            raise Http404 from exc
        return DraftPage(page, request, draft).answer()

    def guarded(answer: Any) -> Any:
        def show(request: HttpRequest, **kwargs: str) -> HttpResponse:
            if not page.has_view_permission(request) or not allowed(context_of(request), "commerce.draft:read"):
                raise PermissionDenied
            found: HttpResponse = answer(request, **kwargs)
            return found

        return page.admin_site.admin_view(show)

    return [
        path("drafts/", guarded(every), name="drafts"),
        path("drafts/<str:draft_id>/", guarded(one), name="draft"),
    ]


def _list(page: RustokModelAdmin, request: HttpRequest) -> HttpResponse:
    ctx = context_of(request)
    may_create = allowed(ctx, "commerce.draft:create")
    form = NewDraftForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not may_create:
            raise PermissionDenied
        if form.is_valid():
            try:
                made = drafts.create_draft(ctx, parse(CreateDraftRequest, _of_customer(form.cleaned_data)))
            except RustokError as exc:
                form.add_error(None, reason(exc))
            else:
                return HttpResponseRedirect(reverse("admin:draft", args=(made.id,)))
    try:
        found = drafts.list_drafts(
            ctx, ListDraftsRequest(status=CartStatus.OPEN, after=request.GET.get("after") or None, limit=50)
        )
    except RustokError:
        # An address that somebody mistyped, or kept until its cursor meant nothing.
        return HttpResponseRedirect(request.path)
    request.current_app = page.admin_site.name
    context = {
        **page.admin_site.each_context(request),
        "opts": page.opts,
        "title": "Drafts",
        "form": form,
        "may_create": may_create,
        "rows": [{"draft": row, "url": reverse("admin:draft", args=(row.id,))} for row in found.items],
        "next": found.next,
    }
    return TemplateResponse(request, "rustok_commerce/admin/drafts.html", context)


def _of_customer(typed: dict[str, Any]) -> dict[str, Any]:
    """Let a draft be the customer's who has the address, if there is one."""
    customer = (
        models.Customer.objects.filter(email=emails.normalise(typed["email"]), erased_at=None).order_by("id").first()
    )
    return {**typed, "customer_id": to_ulid(customer.pk) if customer is not None else None}


class DraftPage:
    """The page of a draft. Each of its forms is one command; a refusal is shown where it belongs."""

    def __init__(self, page: RustokModelAdmin, request: HttpRequest, draft: DraftResponse) -> None:
        self.page = page
        self.request = request
        self.ctx = context_of(request)
        self.draft = draft
        self.cart = draft.cart
        self.is_open = self.cart.status is CartStatus.OPEN
        self.may_change = self.is_open and allowed(self.ctx, "commerce.draft:update")
        self.sent = request.POST.get("form", "") if request.method == "POST" else ""
        self.errors: list[str] = []
        self.forms = self._forms()

    def answer(self) -> HttpResponse:
        """Show the draft, or take one of its forms."""
        if self.request.method == "POST":
            if not self.may_change:
                raise PermissionDenied
            done = self._take()
            if done is not None:
                return done
        return self._shown()

    # --- Forms ------------------------------------------------------------------------------------------------------

    def _forms(self) -> dict[str, forms.Form]:
        found = {name: forms.Form(self._data(name)) for name in ("lines", "address", "shipping", "coupon", "place")}
        for line in self.cart.lines:
            found["lines"].fields[line_field("quantity", line.id)] = pieces_field(line.quantity, 1_000_000)
            price = money_field(self.cart.currency, line.unit_price)
            found["lines"].fields[line_field("unit_price", line.id)] = price
        present = asdict(self.cart.shipping_address) if self.cart.shipping_address is not None else {}
        for name in _PARTS:
            field = word_field(_LABELS.get(name, name.replace("_", " ").capitalize()), most=255)
            field.initial = present.get(name, "")
            found["address"].fields[name] = field
        # What delivery would cost is asked by those alone who may choose it.
        options = viewing.shipping_options(self.ctx, self.draft.id, None) if present and self.may_change else ()
        chosen = self.cart.shipping.code if self.cart.shipping is not None else ""
        choices = [("", "not chosen"), *((row.code, f"{row.name} — {row.formatted}") for row in options)]
        found["shipping"].fields["code"] = choice_field("Delivery", choices, initial=chosen)
        found["coupon"].fields["code"] = word_field("Promotion code", most=63)
        methods = offered_methods(self.ctx, channel=self.cart.channel, currency=self.cart.currency)
        # Who pays by card does so by the link.
        later = [(row.code, row.name) for row in methods if row.provider == "manual"]
        found["place"].fields["method"] = choice_field("To be paid by", later)
        return found

    def _data(self, name: str) -> Any:
        return self.request.POST if self.sent == name else None

    def _take(self) -> HttpResponse | None:
        here = HttpResponseRedirect(self.request.path)
        try:
            version = int(self.request.POST.get("version", ""))
        except ValueError:
            version = 0
        form = self.forms.get(self.sent)
        if form is not None and not form.is_valid():
            return None
        try:
            match self.sent:
                case "add":
                    self._add(version)
                case "lines":
                    self._set_lines(version)
                case "address":
                    typed = {name: self.forms["address"].cleaned_data[name] for name in _PARTS}
                    typed["country"] = typed["country"].upper()
                    data = {"shipping_address": typed, "version": version}
                    placing_drafts.set_draft_address(self.ctx, self.draft.id, parse(SetCartAddressRequest, data))
                case "shipping":
                    data = {"code": self.forms["shipping"].cleaned_data["code"] or None, "version": version}
                    placing_drafts.set_draft_shipping(self.ctx, self.draft.id, parse(SetCartShippingRequest, data))
                case "coupon":
                    data = {"code": self.forms["coupon"].cleaned_data["code"], "version": version}
                    placing_drafts.add_draft_coupon(self.ctx, self.draft.id, parse(CartPromotionRequest, data))
                case "place":
                    data = {"method": self.forms["place"].cleaned_data["method"], "version": version}
                    request = parse(StartCartPaymentRequest, data)
                    placed = placing_drafts.place_draft(self.ctx, self.draft.id, request)
                    messages.success(self.request, f"The order {placed.order_number} was placed.")
                    here = HttpResponseRedirect(reverse("admin:rustok_commerce_order_change", args=(placed.order_id,)))
                case "delete":
                    drafts.delete_draft(self.ctx, self.draft.id)
                    messages.success(self.request, "The draft was given up; its link leads nowhere any more.")
                    here = HttpResponseRedirect(reverse("admin:drafts"))
                case _:
                    raise Http404
        except RustokError as exc:
            self._refused(exc)
            return None
        return here

    def _add(self, version: int) -> None:
        try:
            variant_id = to_ulid(parse_id(self.request.POST.get("variant", "")))
        except InvalidId as exc:
            raise Http404 from exc
        lines = self._present_lines()
        known = next((line for line in lines if line["variant_id"] == variant_id), None)
        if known is None:
            lines.append({"variant_id": variant_id, "quantity": 1})
        else:
            known["quantity"] += 1
        self._write(lines, version)

    def _set_lines(self, version: int) -> None:
        typed = self.forms["lines"].cleaned_data
        lines = self._present_lines()
        for line, row in zip(self.cart.lines, lines, strict=True):
            row["quantity"] = typed[line_field("quantity", line.id)] or 0
            price = minor(typed[line_field("unit_price", line.id)], self.cart.currency)
            if price != line.unit_price:
                row["unit_price"] = price
        self._write([row for row in lines if row["quantity"]], version)

    def _present_lines(self) -> list[dict[str, Any]]:
        agreed = dict(models.CartLine.objects.filter(cart_id=self.draft.id).values_list("id", "price_override"))
        return [
            {
                "variant_id": to_ulid(line.variant_id),
                "quantity": line.quantity,
                "unit_price": agreed.get(line.id),
                "personalisation": dict(line.personalisation),
            }
            for line in self.cart.lines
        ]

    def _write(self, lines: list[dict[str, Any]], version: int) -> None:
        data = {"lines": lines, "version": version}
        drafts.set_draft_lines(self.ctx, self.draft.id, parse(SetDraftLinesRequest, data))

    def _refused(self, exc: RustokError) -> None:
        form = self.forms.get(self.sent)
        rest: list[FieldError] = []
        for error in exc.errors:
            name = str(error.path[-1]) if error.path else ""
            if form is not None and name in form.fields:
                form.add_error(name, error.message)
            else:
                rest.append(error)
        if rest:
            self.errors += [error.message for error in rest]
        elif not exc.errors:
            if form is not None and not isinstance(exc, InvalidInput) and len(form.fields) == 1:
                form.add_error(next(iter(form.fields)), reason(exc))
            else:
                self.errors.append(reason(exc))

    # --- Page -------------------------------------------------------------------------------------------------------

    def _shown(self) -> HttpResponse:
        cart = self.cart

        def amount(value: int | None) -> str:
            return amount_in(cart.currency, value) if value is not None else "—"

        totals = [("Goods", cart.subtotal)]
        if cart.shipping is not None:
            totals.append((cart.shipping.name, cart.shipping_total))
        totals += [(f"{row.name} {row.coupon_code}".strip(), -row.amount) for row in cart.discounts]
        totals += [(f"{'incl. ' if cart.prices_include_tax else ''}{share.name}", share.amount) for share in cart.taxes]
        query = self.request.GET.get("q", "").strip()
        self.request.current_app = self.page.admin_site.name
        lines = self.forms["lines"]
        context = {
            **self.page.admin_site.each_context(self.request),
            "opts": self.page.opts,
            "title": "Draft",
            "draft": self.draft,
            "cart": cart,
            "forms": self.forms,
            "errors": self.errors,
            "may_change": self.may_change,
            "rows": [
                {
                    "line": line,
                    "quantity": lines[line_field("quantity", line.id)],
                    "unit_price": lines[line_field("unit_price", line.id)],
                    "gross": amount(line.gross),
                }
                for line in cart.lines
            ],
            "totals": [(label, amount(value)) for label, value in totals],
            "total": amount(cart.total),
            "problems": cart.problems,
            "query": query,
            "found": _search(query) if query else [],
            "back": reverse("admin:drafts"),
            "order_url": reverse("admin:rustok_commerce_order_change", args=(cart.order_id,)) if cart.order_id else "",
        }
        return TemplateResponse(self.request, "rustok_commerce/admin/draft.html", context)


def _search(text: str) -> list[dict[str, Any]]:
    """Find variants by SKU or by the titles of their products."""
    wanted = Q(sku__istartswith=text) | Q(
        product_id__in=models.ProductTranslation.objects.filter(title__icontains=text).values("product_id")
    )
    rows = models.Variant.objects.filter(wanted, product__status="active").select_related("product")
    names: dict[Any, str] = {}
    found = []
    for row in rows.order_by("product_id", "position", "id")[:_FOUND]:
        if row.product_id not in names:
            names[row.product_id] = name_of_product(row.product)
        choice = row.combination.replace(";", ", ")
        found.append({"id": to_ulid(row.pk), "sku": row.sku or "", "title": names[row.product_id], "choice": choice})
    return found
