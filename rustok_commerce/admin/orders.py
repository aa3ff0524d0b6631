"""The order desk: the queue of orders, and the pages of one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse

from rustok.api.admin.model_admin import RustokChangeList, RustokModelAdmin, context_of
from rustok.api.admin.navigation import SALES, Link
from rustok.rbac.policies import allowed
from rustok_commerce import models
from rustok_commerce.admin.drafts import draft_urls
from rustok_commerce.admin.order_bulk import order_bulk_actions, order_bulk_urls
from rustok_commerce.admin.order_list import ORDER_FILTERS, OrderColumns, OrderList, queue_tabs
from rustok_commerce.admin.order_page import order_urls, show_order
from rustok_commerce.admin.reports import RIGHT, report_urls
from rustok_commerce.selectors.order_queue import count_queues, count_to_do, search_orders


@admin.register(models.Order)
class OrderAdmin(OrderColumns, RustokModelAdmin):
    """Orders. They are made by carts and drafts, and changed by what their page offers."""

    module = "commerce"
    resource = "commerce.order"
    aggregate_type = "commerce.order"
    menu_section = SALES
    menu_icon = "receipt_long"
    menu_order = 10
    list_display = ("order_number", "placed", "buyer", "states", "piece_count", "total_shown")
    list_display_links = ("order_number",)
    list_filter = ORDER_FILTERS
    list_filter_submit = True
    search_fields = ("number",)
    search_help_text = "Number or e-mail address, or their beginning; or a whole SKU"
    ordering = ("-created_at", "-id")
    list_before_template = "rustok_commerce/admin/orders_head.html"

    # --- List -------------------------------------------------------------------------------------------------------

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[RustokChangeList]:
        """Return the list that loads its rows' parts at once."""
        return OrderList

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """Search by ranges and equality: under row security no index serves a search within texts."""
        return search_orders(queryset, search_term), False

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Offer what can be done with many orders."""
        return order_bulk_actions(request)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Show the queues above the list, and the way to a file of it."""
        ctx = context_of(request)
        context = {
            "queues": queue_tabs(request, count_queues()) if self.has_view_permission(request) else [],
            "may_export": allowed(ctx, "commerce.job:create"),
            **(extra_context or {}),
        }
        return super().changelist_view(request, context)

    def menu_links(self, request: HttpRequest) -> list[Link]:
        """Lead to the queue, with how many orders are to be sent, to the drafts and the reports."""
        links = super().menu_links(request)
        if not links:
            return links
        (link,) = links
        reports = f"{link.url}reports/"
        at_reports = request.path.startswith(reports)
        at_drafts = request.path.startswith(f"{link.url}drafts/")
        here = link.active and not at_reports and not at_drafts
        found = [replace(link, active=here, count=count_to_do())]
        if allowed(context_of(request), "commerce.draft:read"):
            url = reverse("admin:drafts")
            title, icon = "Drafts", "edit_document"
            found.append(Link(section=SALES, title=title, url=url, icon=icon, order=20, active=at_drafts))
        if allowed(context_of(request), RIGHT):
            url = reverse("admin:sales_report")
            title, icon = "Reports", "monitoring"
            found.append(Link(section=SALES, title=title, url=url, icon=icon, order=80, active=at_reports))
        return found

    # --- Pages ------------------------------------------------------------------------------------------------------

    def get_urls(self) -> list[Any]:
        """Add the pages beside the list; they come first, as the order's own address takes anything."""
        return [*order_bulk_urls(self), *report_urls(self), *draft_urls(self), *order_urls(self), *super().get_urls()]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Show an order; its changes have addresses of their own."""
        if object_id is None or request.method == "POST":
            raise PermissionDenied
        return show_order(self, request, object_id)

    def object_label(self, obj: models.Order) -> str:
        """Name an order by its number."""
        return str(obj.number)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: an order is made of a cart or a draft."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: an order is cancelled."""
        return False
