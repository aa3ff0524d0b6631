"""Webhooks with their health, what came of their messages, and the buttons that try, replay and rotate."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from unfold.decorators import display

from rustok.api.admin.chips import Chip, Tone, chip, chips
from rustok.api.admin.forms import VersionedForm, switch, text
from rustok.api.admin.model_admin import ReadOnlyAdmin, RustokModelAdmin, context_of
from rustok.api.admin.navigation import OPERATIONS
from rustok.context import RequestContext
from rustok.dto import parse
from rustok.errors import RustokError
from rustok.ids import to_ulid
from rustok_outbox import models
from rustok_outbox.dto.webhooks import (
    CreateWebhookRequest,
    ReplayWebhookRequest,
    RotateWebhookSecretRequest,
    UpdateWebhookRequest,
    WebhookSecretResponse,
)
from rustok_outbox.models import DeliveryStatus
from rustok_outbox.services.webhooks import managing, replaying, trying

_TONES: Final = {
    DeliveryStatus.PENDING.value: Tone.WARNING,
    DeliveryStatus.DONE.value: Tone.GOOD,
    DeliveryStatus.DEAD.value: Tone.BAD,
}
_FIELDS: Final = ("url", "description", "event_types", "is_active")
_BUTTON: Final = "rustok-button"
_SHOWN_ONCE: Final = "It is shown this once."


class WebhookForm(VersionedForm):
    """A webhook; the fields are made by the page."""

    class Meta:
        model = models.Webhook
        fields: tuple[str, ...] = ()

    def clean_event_types(self) -> list[str]:
        """Split the types."""
        return self.cleaned_data["event_types"].replace(",", " ").split()  # type: ignore[no-any-return]

    def _post_clean(self) -> None:
        """Leave validation to the service."""


@admin.register(models.Webhook)
class WebhookAdmin(RustokModelAdmin):
    """Webhooks."""

    module = "outbox"
    resource = "outbox.webhook"
    aggregate_type = "outbox.webhook"
    menu_section = OPERATIONS
    menu_icon = "webhook"
    menu_order = 30
    list_display = ("url", "description", "types", "health", "last_success_at")
    search_fields = ("url", "description")
    ordering = ("id",)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Make the fields."""
        fields = {
            "url": text("Address", initial=obj.url if obj else "", max_length=2000, help_text="https://…"),
            "description": text("Description", initial=obj.description if obj else "", max_length=255),
            "event_types": text(
                "Events",
                initial=" ".join(obj.event_types) if obj else "*",
                help_text="Types such as order.placed, groups such as order.*, or * for all.",
            ),
            "is_active": switch("On", initial=obj.is_active if obj else True),
        }
        fields["description"].required = False
        return super().get_form(request, obj, change=change, form=type("WebhookForm", (WebhookForm,), fields), **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show how it is."""
        return ("types", "health", "disabled_at", "failing_since", "last_success_at", "buttons", "tests") if obj else ()

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show the fields in their order."""
        if obj is None:
            return [(None, {"fields": [*_FIELDS]})]
        health = ["health", ("failing_since", "disabled_at", "last_success_at"), "tests"]
        if not self.has_change_permission(request, obj):
            return [(None, {"fields": ["types", *health]})]
        return [(None, {"fields": [*_FIELDS, *health[:-1], "buttons", "tests"]})]

    @display(description="Events")
    def types(self, webhook: models.Webhook) -> SafeString:
        """Show what it is told of."""
        return chips(Chip(each) for each in webhook.event_types)

    @display(description="Health")
    def health(self, webhook: models.Webhook) -> SafeString:
        """Show whether it takes its messages."""
        if webhook.disabled_reason:
            return chip(f"switched off: {webhook.disabled_reason}", Tone.BAD)
        if not webhook.is_active:
            return chip("off")
        if webhook.failing_since is not None:
            return chip(f"failing since {timezone.localtime(webhook.failing_since):%Y-%m-%d %H:%M}", Tone.WARNING)
        return chip("healthy" if webhook.last_success_at else "nothing sent yet", Tone.GOOD)

    @display(description="Last tests")
    def tests(self, webhook: models.Webhook) -> SafeString:
        """Show what came of the last test messages."""
        found = models.WebhookAttempt.objects.filter(webhook_id=webhook.pk, delivery_id=None).order_by("-id")[:5]
        return _tries(found)

    def create(self, ctx: RequestContext, form: Any) -> UUID:
        """Make a webhook."""
        data = {name: form.cleaned_data[name] for name in _FIELDS}
        form.made = managing.create_webhook(ctx, parse(CreateWebhookRequest, data))
        return form.made.webhook.id  # type: ignore[no-any-return]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save, and show the secret of a new webhook this once."""
        super().save_model(request, obj, form, change)
        made: WebhookSecretResponse | None = getattr(form, "made", None)
        if made is not None:
            messages.warning(request, f"The secret is {made.secret} {_SHOWN_ONCE}")

    def update(self, ctx: RequestContext, obj: Any, form: Any) -> None:
        """Change a webhook."""
        request = parse(UpdateWebhookRequest, {**form.changed(), **form.given_version()})
        managing.update_webhook(ctx, obj.pk, request)

    def destroy(self, ctx: RequestContext, obj: Any) -> None:
        """Delete a webhook."""
        managing.delete_webhook(ctx, obj.pk)

    # --- Buttons ----------------------------------------------------------------------------------------------------

    def get_urls(self) -> Any:
        """Add what the buttons do. They are no part of saving: a receiver may take its time."""

        def button(act: Any, right: str) -> Any:
            def answer(request: HttpRequest, object_id: str) -> HttpResponse:
                webhook = self.get_object(request, object_id)
                if request.method != "POST" or webhook is None or not self._may(request, right):
                    raise PermissionDenied
                try:
                    act(request, webhook.pk)
                except RustokError as exc:
                    messages.error(request, str(exc))
                return HttpResponseRedirect(reverse("admin:rustok_outbox_webhook_change", args=(webhook.pk,)))

            return self.admin_site.admin_view(answer)

        return [
            path("<path:object_id>/test/", button(_test, "send"), name="rustok_outbox_webhook_test"),
            path("<path:object_id>/rotate/", button(_rotate, "update"), name="rustok_outbox_webhook_rotate"),
            *super().get_urls(),
        ]

    @display(description="")
    def buttons(self, webhook: models.Webhook) -> SafeString:
        """Offer to try it, to make a new secret, and to look at its deliveries."""
        args = (webhook.pk,)
        return format_html(
            '<button type="submit" formnovalidate formaction="{}" class="{}" data-testid="test">Send a test</button> '
            '<button type="submit" formnovalidate formaction="{}" class="{}" data-testid="rotate">New secret</button> '
            '<a class="text-primary-600 dark:text-primary-500" href="{}?webhook_id__exact={}">Deliveries</a>',
            reverse("admin:rustok_outbox_webhook_test", args=args),
            _BUTTON,
            reverse("admin:rustok_outbox_webhook_rotate", args=args),
            _BUTTON,
            reverse("admin:rustok_outbox_webhookdelivery_changelist"),
            webhook.pk,
        )


@admin.register(models.WebhookDelivery)
class WebhookDeliveryAdmin(ReadOnlyAdmin):
    """What webhooks were and are owed."""

    module = "outbox"
    resource = "outbox.webhook"
    menu_section = OPERATIONS
    menu_icon = "outbound"
    menu_order = 31
    list_display = (
        "sequence",
        "event_type",
        "webhook",
        "progress",
        "attempts",
        "answered",
        "next_attempt_at",
        "done_at",
    )
    list_display_links = ("sequence", "event_type")
    list_filter = ("status",)
    ordering = ("-id",)
    actions = ("send_again",)
    fields = readonly_fields = (
        "sequence",
        "event_type",
        "message",
        "webhook",
        "progress",
        "attempts",
        "answered",
        "next_attempt_at",
        "created_at",
        "done_at",
        "log",
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        """Return deliveries with the addresses of their webhooks."""
        webhook = models.Webhook.objects.filter(tenant=OuterRef("tenant"), id=OuterRef("webhook_id"))
        return super().get_queryset(request).annotate(url=Subquery(webhook.values("url")))

    def has_send_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Tell whether messages may be sent by hand."""
        return self._may(request, "send")

    @admin.action(description="Send again", permissions=["send"])
    def send_again(self, request: HttpRequest, queryset: Any) -> None:
        """Send the chosen messages once more, with the ids they had."""
        chosen: dict[UUID, list[str]] = {}
        for webhook_id, event_id in queryset.values_list("webhook_id", "event_id"):
            chosen.setdefault(webhook_id, []).append(str(event_id))
        count = 0
        for webhook_id, event_ids in chosen.items():
            asked = parse(ReplayWebhookRequest, {"event_ids": sorted(set(event_ids))})
            try:
                count += replaying.replay_webhook(context_of(request), webhook_id, asked).count
            except RustokError as exc:
                messages.error(request, str(exc))
        if count:
            messages.success(request, f"{count} messages are on their way again.")

    @display(description="Webhook")
    def webhook(self, row: models.WebhookDelivery) -> str:
        """Show the address."""
        return getattr(row, "url", None) or "deleted"

    @display(description="Message")
    def message(self, row: models.WebhookDelivery) -> str:
        """Show the id under which the receiver knows it."""
        return to_ulid(row.event_id)

    @display(description="Status", ordering="status")
    def progress(self, row: models.WebhookDelivery) -> SafeString:
        """Show how far it is."""
        return chip(row.status, _TONES.get(row.status, Tone.NEUTRAL))

    @display(description="Answer")
    def answered(self, row: models.WebhookDelivery) -> str:
        """Show the last status, or why there is none."""
        return row.last_error[:80] if row.last_error else str(row.last_status or "—")

    @display(description="Tries")
    def log(self, row: models.WebhookDelivery) -> SafeString:
        """Show every try."""
        return _tries(models.WebhookAttempt.objects.filter(delivery_id=row.pk).order_by("id"))


def _tries(rows: Any) -> SafeString:
    lines = format_html_join(
        "",
        "<tr><td>{}</td><td>{}</td><td>{}</td><td>{} ms</td><td>{}</td></tr>",
        (
            (
                row.number,
                timezone.localtime(row.created_at).strftime("%Y-%m-%d %H:%M:%S"),
                row.status or "—",
                row.duration_ms,
                row.error or row.answer,
            )
            for row in rows
        ),
    )
    return format_html(
        '<table class="rustok-grid" data-testid="tries"><thead><tr><th>Try</th><th>When</th><th>Status</th>'
        "<th>Took</th><th>Answer</th></tr></thead><tbody>{}</tbody></table>",
        lines,
    )


def _test(request: HttpRequest, webhook_id: UUID) -> None:
    answer = trying.send_test(context_of(request), webhook_id)
    said = answer.error or f"answered {answer.status} in {answer.duration_ms} ms"
    (messages.success if answer.is_success else messages.error)(request, f"The receiver: {said}.")


def _rotate(request: HttpRequest, webhook_id: UUID) -> None:
    made = managing.rotate_webhook_secret(context_of(request), webhook_id, RotateWebhookSecretRequest())
    messages.warning(request, f"The new secret is {made.secret} {_SHOWN_ONCE} The one before signs for a day.")
