"""Gift cards and store credit, with everything that changed a balance."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminTextInputWidget

from rustok.api.admin.chips import Tone, chip
from rustok.api.admin.forms import VersionedForm, choice, switch, text
from rustok.api.admin.model_admin import RustokModelAdmin, context_of
from rustok.api.admin.navigation import COMMERCE
from rustok.auth import emails
from rustok.context import RequestContext
from rustok.dto import parse
from rustok.errors import InvalidInput
from rustok.tenancy.info import current_tenant
from rustok_commerce import mappers, models
from rustok_commerce.admin.sales import moment
from rustok_commerce.dto.credit import (
    AdjustCreditRequest,
    CreditKind,
    GrantStoreCreditRequest,
    IssueGiftCardRequest,
    UpdateCreditRequest,
)
from rustok_commerce.selectors import credit as selectors
from rustok_commerce.services import credit
from rustok_commerce.services.money import format_amount, from_decimal

_ENTRIES = 100


class CreditForm(VersionedForm):
    """A card or credit."""

    class Meta:
        model = models.CreditAccount
        fields: tuple[str, ...] = ()

    def _post_clean(self) -> None:
        """Leave validation to the service."""


@admin.register(models.CreditAccount)
class CreditAccountAdmin(RustokModelAdmin):
    """Gift cards and store credit."""

    called = ("gift card or store credit", "gift cards and store credit")
    module = "commerce"
    resource = "commerce.credit"
    aggregate_type = "commerce.credit"
    menu_section = COMMERCE
    menu_icon = "redeem"
    menu_order = 54
    list_display = ("card", "holder", "left", "state", "expires", "created_at")
    list_filter = ("kind", "is_active", "currency")
    search_fields = ("last4", "note", "customer__email")
    ordering = ("-id",)
    actions_submit_line = ("write_off",)

    def get_queryset(self, request: HttpRequest) -> Any:
        """Read customers along."""
        return super().get_queryset(request).select_related("customer")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Tell whether cards may be issued."""
        return self._may(request, "issue")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Tell whether balances may be changed."""
        return self._may(request, "adjust")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: a ledger stays."""
        return False

    # --- Columns ----------------------------------------------------------------------------------------------------

    @display(description="Card", ordering="last4")
    def card(self, row: models.CreditAccount) -> str:
        """Name a card by its last characters."""
        return self.object_label(row)

    @display(description="Customer", empty_value="—")
    def holder(self, row: models.CreditAccount) -> str | None:
        """Show whose it is."""
        return str(row.customer) if row.customer is not None else None

    @display(description="Left", ordering="balance")
    def left(self, row: models.CreditAccount) -> str:
        """Show what is left."""
        return format_amount(row.balance, row.currency, current_tenant().default_locale)

    @display(description="State")
    def state(self, row: models.CreditAccount) -> SafeString:
        """Show whether it pays."""
        if not row.is_active:
            return chip("off")
        if not mappers.is_usable(row, timezone.now()):
            return chip("expired")
        return chip("pays", Tone.GOOD) if row.balance else chip("empty")

    @display(description="Expires", ordering="expires_at", empty_value="—")
    def expires(self, row: models.CreditAccount) -> Any:
        """Show until when it pays."""
        return row.expires_at

    @display(description="Ledger")
    def ledger(self, row: Any) -> SafeString:
        """Show everything that changed the balance, the newest first."""
        locale = current_tenant().default_locale
        page = selectors.list_entries(context_of(row.request), row.pk, limit=_ENTRIES)
        rows = format_html_join(
            "",
            "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
            (
                (
                    timezone.localtime(entry.created_at).strftime("%Y-%m-%d %H:%M"),
                    entry.reason.value,
                    format_amount(entry.delta, row.currency, locale),
                    format_amount(entry.balance_after, row.currency, locale),
                    entry.note or "",
                )
                for entry in page.items
            ),
        )
        return format_html(
            '<table class="rustok-grid" data-testid="ledger"><thead><tr><th>When</th><th>Why</th><th>Change</th>'
            "<th>Left</th><th>Note</th></tr></thead><tbody>{}</tbody></table>",
            rows,
        )

    # --- Form -------------------------------------------------------------------------------------------------------

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Find an account; its ledger is read in the name of the request."""
        found = super().get_object(request, object_id, from_field)
        if found is not None:
            found.request = request
        return found

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Make the fields."""
        expires_at = moment("Expires")
        expires_at.initial = obj.expires_at if obj is not None else None
        fields: dict[str, Any] = {
            "expires_at": expires_at,
            "note": text("Note", initial=obj.note if obj else "", max_length=255),
        }
        amount = forms.DecimalField(required=obj is None, widget=UnfoldAdminTextInputWidget())
        if obj is None:
            kinds = [(CreditKind.GIFT_CARD.value, "Gift card"), (CreditKind.STORE_CREDIT.value, "Store credit")]
            amount.label = "Amount"
            fields |= {
                "kind": choice("Kind", kinds, required=True),
                "amount": amount,
                "currency": choice("Currency", [(code, code) for code in current_tenant().currencies], required=True),
                "email": text("Customer", help_text="The e-mail address. Store credit needs one; a card may have one."),
            }
        else:
            amount.label, amount.help_text = "Change the balance by", f"In {obj.currency}, such as -5 or 10.50."
            fields |= {
                "is_active": switch("Pays", initial=obj.is_active),
                "amount": amount,
                "reason": text("Why", max_length=255, help_text="Written into the ledger beside the change."),
            }
        return super().get_form(request, obj, change=change, form=type("CreditForm", (CreditForm,), fields), **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show the ledger."""
        return ("card", "left", "ledger") if obj is not None else ()

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show the fields in their order."""
        if obj is None:
            return [(None, {"fields": ["kind", ("amount", "currency"), "email", "expires_at", "note"]})]
        if not self.has_change_permission(request, obj):
            return [(None, {"fields": ["card", "holder", "left", "state", "expires", "ledger"]})]
        return [
            (None, {"fields": [("card", "left"), "is_active", "expires_at", "note", ("amount", "reason"), "ledger"]})
        ]

    def object_label(self, obj: Any) -> str:
        """Name a card by its last characters, credit by its customer."""
        if obj.kind == CreditKind.GIFT_CARD:
            return f"Gift card …{obj.last4}"
        return f"Store credit of {obj.customer}, {obj.currency}"

    def create(self, ctx: RequestContext, form: Any) -> UUID:
        """Issue a card, or grant credit."""
        data = form.cleaned_data
        request: dict[str, Any] = {
            "currency": data["currency"],
            "amount": _minor(data["amount"], data["currency"]),
            "note": data["note"],
        }
        if email := emails.normalise(data["email"]):
            customer = models.Customer.objects.filter(email=email).order_by("id").first()
            if customer is None:
                raise InvalidInput.field("email", code="unknown", message="There is no customer with this address.")
            request["customer_id"] = str(customer.pk)
        if data["kind"] == CreditKind.GIFT_CARD:
            issued = credit.issue_gift_card(
                ctx, parse(IssueGiftCardRequest, {**request, "expires_at": data["expires_at"]})
            )
            form.issued = issued.code
            return issued.card.id
        if "customer_id" not in request:
            raise InvalidInput.field("email", code="missing", message="Store credit is somebody's.")
        return credit.grant_store_credit(ctx, parse(GrantStoreCreditRequest, request)).id

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save, and show the code of a new card this once."""
        super().save_model(request, obj, form, change)
        if (code := getattr(form, "issued", None)) is not None:
            messages.warning(request, f"The code is {code}. It is shown this once: only a hash of it is kept.")

    def update(self, ctx: RequestContext, obj: Any, form: Any) -> None:
        """Change a card or credit, and its balance by what was said."""
        data = form.cleaned_data
        changes = {name: value for name, value in form.changed().items() if name in ("is_active", "expires_at", "note")}
        credit.update_credit(ctx, obj.pk, parse(UpdateCreditRequest, {**changes, **form.given_version()}))
        if data["amount"]:
            if not data["reason"]:
                raise InvalidInput.field("reason", code="missing", message="Say why.")
            request = {"delta": _minor(data["amount"], obj.currency), "note": data["reason"]}
            credit.adjust_credit(ctx, obj.pk, parse(AdjustCreditRequest, request))

    def has_write_off_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        """Tell whether what expired may be written off."""
        return self._may(request, "adjust")

    @action(description="Save and write off what is left", permissions=["write_off"])
    def write_off(self, request: HttpRequest, row: models.CreditAccount) -> None:
        """Write off what is left on what has expired."""
        credit.write_off_credit(context_of(request), row.pk)

    def get_actions_submit_line(self, request: HttpRequest, object_id: Any) -> list[Any]:
        """Offer to write off what has expired only."""
        expired = models.CreditAccount.objects.filter(pk=object_id, expires_at__lte=timezone.now(), balance__gt=0)
        return super().get_actions_submit_line(request, object_id) if expired.exists() else []


def _minor(amount: Any, currency: str) -> int:
    try:
        return from_decimal(amount, currency)
    except ValueError as exc:
        raise InvalidInput.field("amount", code="decimals", message=str(exc)) from exc
