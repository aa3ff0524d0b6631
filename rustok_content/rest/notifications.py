"""REST of what members are told, and of how they want to be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from rest_framework.parsers import BaseParser, FormParser, JSONParser, MultiPartParser
from rest_framework.request import Request

from rustok.api.rest.paging import PageQuery, id_after, opaque
from rustok.api.rest.views import ApiView, endpoint
from rustok.dto import Page
from rustok_content.dto.notifications import (
    NotificationResponse,
    NotificationSettingsResponse,
    ReadNotificationsRequest,
    UnreadNotificationsResponse,
    UnsubscriptionResponse,
    UpdateNotificationSettingsRequest,
)
from rustok_content.selectors import notifications as selectors
from rustok_content.services import notification_settings, notifications

_LIST: Final = "content.notifications:-source_id"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListNotificationsQuery(PageQuery):
    """Which notifications."""

    unread: bool = False


class NotificationsView(ApiView):
    """What a member is told."""

    tag = "notifications"
    signed_in = True

    @endpoint(query=ListNotificationsQuery, response=NotificationResponse, page=True)
    def get(self, request: Request, query: ListNotificationsQuery) -> Page[NotificationResponse]:
        """List one's notifications, what happened last first."""
        page = selectors.list_notifications(
            self.ctx, unread=query.unread, after=id_after(_LIST, query.after), limit=query.limit
        )
        return opaque(_LIST, page)


class UnreadNotificationsView(ApiView):
    """The number beside the bell."""

    tag = "notifications"
    signed_in = True

    @endpoint(response=UnreadNotificationsResponse)
    def get(self, request: Request) -> UnreadNotificationsResponse:
        """Count one's notifications that were not looked at."""
        return selectors.unread_notifications(self.ctx)


class ReadNotificationsView(ApiView):
    """Looking at notifications."""

    tag = "notifications"
    signed_in = True

    @endpoint(
        request=ReadNotificationsRequest,
        response=UnreadNotificationsResponse,
        status=200,
        operation_id="read_notifications",
    )
    def post(self, request: Request, data: ReadNotificationsRequest) -> UnreadNotificationsResponse:
        """Say that one has looked at some notifications, or at all of them."""
        return notifications.read_notifications(self.ctx, data)


class NotificationSettingsView(ApiView):
    """How a member wants to be told."""

    tag = "notifications"
    signed_in = True

    @endpoint(response=NotificationSettingsResponse)
    def get(self, request: Request) -> NotificationSettingsResponse:
        """Show which mails one gets."""
        return notification_settings.own_settings(self.ctx)

    @endpoint(request=UpdateNotificationSettingsRequest, response=NotificationSettingsResponse)
    def patch(self, request: Request, data: UpdateNotificationSettingsRequest) -> NotificationSettingsResponse:
        """Change which mails one gets; fields left out stay."""
        return notification_settings.update_own_settings(self.ctx, data)


class UnsubscribeView(ApiView):
    """The link of a mail that ends such mails (RFC 8058). Nobody need be signed in: the link is the proof."""

    tag = "notifications"

    def get_parsers(self) -> list[BaseParser]:
        """Take forms as well: mail programs send one, whose content says nothing that the link does not."""
        return [JSONParser(), FormParser(), MultiPartParser()]

    @endpoint(response=UnsubscriptionResponse, operation_id="get_unsubscription")
    def get(self, request: Request, token: str) -> UnsubscriptionResponse:
        """Show what the link is about. Looking changes nothing."""
        return notification_settings.unsubscription(token)

    @endpoint(response=UnsubscriptionResponse, status=200, operation_id="unsubscribe")
    def post(self, request: Request, token: str) -> UnsubscriptionResponse:
        """Send no more such mails."""
        return notification_settings.unsubscribe(self.ctx, token)
