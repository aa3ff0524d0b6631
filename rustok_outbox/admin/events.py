"""Events and deliveries to look at; what was given up can be sent again. The platform sees every tenant's."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.decorators import display

from rustok.api.admin.chips import Tone, chip, pretty_json
from rustok.api.admin.model_admin import ReadOnlyAdmin, context_of
from rustok.api.admin.navigation import OPERATIONS, Link
from rustok.events.types import catalogue
from rustok.ids import InvalidId, parse_id, to_ulid
from rustok.modules.registry import registry
from rustok.tenancy.context import PLATFORM_TENANT_ID, platform_scope
from rustok.tenancy.info import tenant_info
from rustok_outbox import models
from rustok_outbox.models import DeliveryStatus, EventStatus
from rustok_outbox.services import replay

_TONES = {
    EventStatus.PENDING.value: Tone.WARNING,
    EventStatus.DISPATCHED.value: Tone.GOOD,
    DeliveryStatus.DONE.value: Tone.GOOD,
    DeliveryStatus.DEAD.value: Tone.BAD,
}


class TypeFilter(admin.SimpleListFilter):
    """Chooses events by type."""

    title = "type"
    parameter_name = "type"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer the types that are published."""
        return [(name, name) for name in sorted(catalogue())]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Keep the type's events."""
        return queryset.filter(type=self.value()) if self.value() else queryset


class SubscriberFilter(admin.SimpleListFilter):
    """Chooses deliveries by whom they are for."""

    title = "subscriber"
    parameter_name = "subscriber"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer the consumers of events."""
        return [(subscriber.name, subscriber.name) for _, subscriber in registry.subscribers()]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Keep the subscriber's deliveries."""
        return queryset.filter(subscriber=self.value()) if self.value() else queryset


class _OutboxAdmin(ReadOnlyAdmin):
    module = "outbox"
    resource = "outbox.event"
    menu_section = OPERATIONS
    ordering = ("-position",)

    def get_list_display(self, request: HttpRequest) -> Any:
        """Name the tenant where there are several."""
        columns = super().get_list_display(request)
        return (*columns, "tenant_slug") if _sees_all(request) else columns

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Show the list; the platform looks across tenants."""
        return self._shown(request, lambda: super(_OutboxAdmin, self).changelist_view(request, extra_context))

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Show one row; the platform looks across tenants."""
        return self._shown(
            request, lambda: super(_OutboxAdmin, self).changeform_view(request, object_id, form_url, extra_context)
        )

    @staticmethod
    def _shown(request: HttpRequest, view: Any) -> HttpResponse:
        if not _sees_all(request):
            found: HttpResponse = view()
            return found
        with platform_scope():
            response: Any = view()
            # Rows are read while the page is made, so it is made here.
            return response.render() if hasattr(response, "render") else response  # type: ignore[no-any-return]

    @display(description="Tenant")
    def tenant_slug(self, row: Any) -> str:
        """Show whose it is."""
        return tenant_info(row.tenant_id).slug


@admin.register(models.Event)
class EventAdmin(_OutboxAdmin):
    """The log of events."""

    menu_icon = "receipt_long"
    menu_order = 10
    list_display = ("position", "type", "about", "aggregate_version", "relayed", "created_at")
    list_display_links = ("position", "type")
    list_filter = (TypeFilter, "status")
    search_fields = ("aggregate_id__exact", "correlation_id__exact")
    search_help_text = "Id of the thing the events are about, or of the request that caused them."
    fields = readonly_fields = (
        "position",
        "type",
        "schema_version",
        "about_link",
        "aggregate_version",
        "data",
        "actor_id",
        "correlation_id",
        "causation_id",
        "trace_id",
        "relayed",
        "created_at",
        "dispatched_at",
    )

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        """Look for ids only: anything else is found nowhere."""
        return _by_ids(super().get_search_results, request, queryset, search_term)

    @display(description="About", header=True)
    def about(self, event: models.Event) -> Any:
        """Show what the event is about."""
        return (event.aggregate_type, to_ulid(event.aggregate_id))

    @display(description="About")
    def about_link(self, event: models.Event) -> SafeString:
        """Lead to everything that happened to the same thing."""
        url = f"{reverse('admin:rustok_outbox_event_changelist')}?q={to_ulid(event.aggregate_id)}"
        return _link(url, f"{event.aggregate_type} {to_ulid(event.aggregate_id)}")

    @display(description="Relay", ordering="status")
    def relayed(self, event: models.Event) -> SafeString:
        """Show whether the relay has seen it."""
        return chip(event.status, _TONES.get(event.status, Tone.NEUTRAL))

    @display(description="Data")
    def data(self, event: models.Event) -> SafeString:
        """Show the payload."""
        return pretty_json(event.payload)


@admin.register(models.Delivery)
class DeliveryAdmin(_OutboxAdmin):
    """What subscribers are owed."""

    menu_icon = "local_shipping"
    menu_order = 20
    list_display = ("position", "subscriber", "progress", "attempts", "error", "next_attempt_at", "done_at")
    list_display_links = ("position", "subscriber")
    list_filter = (SubscriberFilter, "status")
    search_fields = ("event_id__exact", "aggregate_id__exact")
    search_help_text = "Id of the event, or of the thing it is about."
    actions = ("retry",)
    fields = readonly_fields = (
        "position",
        "event_link",
        "subscriber",
        "progress",
        "attempts",
        "replay",
        "last_error",
        "next_attempt_at",
        "created_at",
        "done_at",
    )

    def has_retry_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Tell whether the operator may send dead letters again."""
        return self._may(request, "retry")

    def menu_links(self, request: HttpRequest) -> list[Link]:
        """Lead to all deliveries, and to those that were given up."""
        links = super().menu_links(request)
        if not links:
            return []
        everything = links[0]
        at_dead = everything.active and request.GET.get("status__exact") == DeliveryStatus.DEAD
        return [
            Link(
                section=OPERATIONS,
                title=everything.title,
                url=everything.url,
                icon=everything.icon,
                order=everything.order,
                active=everything.active and not at_dead,
            ),
            Link(
                section=OPERATIONS,
                title="Dead letters",
                url=f"{everything.url}?status__exact={DeliveryStatus.DEAD.value}",
                icon="report",
                order=self.menu_order + 1,
                active=at_dead,
                count=self._dead(request),
            ),
        ]

    @staticmethod
    def _dead(request: HttpRequest) -> int:
        dead = models.Delivery.objects.filter(status=DeliveryStatus.DEAD)
        if not _sees_all(request):
            return int(dead.count())
        with platform_scope():
            return int(dead.count())

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        """Look for ids only: anything else is found nowhere."""
        return _by_ids(super().get_search_results, request, queryset, search_term)

    @admin.action(description="Send again", permissions=["retry"])
    def retry(self, request: HttpRequest, queryset: Any) -> None:
        """Give the chosen dead letters a new set of attempts; others are left as they are."""
        ctx = context_of(request)
        dead = list(queryset.filter(status=DeliveryStatus.DEAD).values_list("pk", flat=True))
        for key in dead:
            if _sees_all(request):
                replay.retry_dead_letters(delivery_id=key)
            else:
                replay.retry_dead_letter(ctx, key)
        if dead:
            messages.success(request, f"{len(dead)} dead letters are on their way again.")
        else:
            messages.warning(request, "None of the chosen deliveries was given up: nothing was sent again.")

    @display(description="Status", ordering="status")
    def progress(self, delivery: models.Delivery) -> SafeString:
        """Show how far it is."""
        return chip(delivery.status, _TONES.get(delivery.status, Tone.NEUTRAL))

    @display(description="Last error")
    def error(self, delivery: models.Delivery) -> str:
        """Show the first words of the last failure."""
        return (delivery.last_error or "")[:80] or "—"

    @display(description="Event")
    def event_link(self, delivery: models.Delivery) -> SafeString:
        """Lead to the event."""
        url = reverse("admin:rustok_outbox_event_change", args=(delivery.event_id,))
        return _link(url, to_ulid(delivery.event_id))


def _link(url: str, text: str) -> SafeString:
    return format_html('<a class="text-primary-600 dark:text-primary-500" href="{}">{}</a>', url, text)


def _sees_all(request: HttpRequest) -> bool:
    return context_of(request).tenant_id == PLATFORM_TENANT_ID


def _by_ids(search: Any, request: HttpRequest, queryset: Any, term: str) -> Any:
    """Search by an id; text that is none would not be taken by PostgreSQL."""
    try:
        term = str(parse_id(term.strip())) if term.strip() else ""
    except InvalidId:
        return queryset.none(), False
    return search(request, queryset, term)
