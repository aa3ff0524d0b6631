"""REST of channels for staff."""

from __future__ import annotations

from uuid import UUID

from rest_framework.request import Request

from rustok.api.rest.views import ApiView, endpoint
from rustok_commerce.dto.channels import (
    ChannelResponse,
    CreateChannelRequest,
    ProductChannelResponse,
    SetProductChannelsRequest,
    UpdateChannelRequest,
)
from rustok_commerce.selectors import channels as selectors
from rustok_commerce.services import channels


class ChannelsView(ApiView):
    """The places the shop sells in."""

    tag = "channels"

    @endpoint(response=ChannelResponse, page=True)
    def get(self, request: Request) -> tuple[ChannelResponse, ...]:
        """List all channels, the default one first; none: the shop sells in one called `default`."""
        return selectors.list_channels(self.ctx)

    @endpoint(request=CreateChannelRequest, response=ChannelResponse)
    def post(self, request: Request, data: CreateChannelRequest) -> ChannelResponse:
        """Make a channel; the first one is the default."""
        return channels.create_channel(self.ctx, data)


class ChannelView(ApiView):
    """One channel."""

    tag = "channels"

    @endpoint(response=ChannelResponse)
    def get(self, request: Request, id: UUID) -> ChannelResponse:
        """Return a channel."""
        return selectors.get_channel(self.ctx, id)

    @endpoint(request=UpdateChannelRequest, response=ChannelResponse, versioned=True)
    def patch(self, request: Request, id: UUID, data: UpdateChannelRequest) -> ChannelResponse:
        """Change a channel; fields left out stay."""
        return channels.update_channel(self.ctx, id, data)

    @endpoint()
    def delete(self, request: Request, id: UUID) -> None:
        """Delete a channel with the prices that are its own."""
        channels.delete_channel(self.ctx, id)


class DefaultChannelView(ApiView):
    """The channel of requests that name none."""

    tag = "channels"

    @endpoint(response=ChannelResponse, status=200)
    def post(self, request: Request, id: UUID) -> ChannelResponse:
        """Make a channel the default one."""
        return channels.set_default_channel(self.ctx, id)


class ProductChannelsView(ApiView):
    """Where a product is offered."""

    tag = "channels"

    @endpoint(response=ProductChannelResponse, page=True)
    def get(self, request: Request, id: UUID) -> tuple[ProductChannelResponse, ...]:
        """List whether and when a product is offered, for every channel."""
        return selectors.list_product_channels(self.ctx, id)

    @endpoint(request=SetProductChannelsRequest, response=ProductChannelResponse, page=True)
    def put(self, request: Request, id: UUID, data: SetProductChannelsRequest) -> tuple[ProductChannelResponse, ...]:
        """Say where and when a product is offered, for all channels at once."""
        return channels.set_product_channels(self.ctx, id, data)
