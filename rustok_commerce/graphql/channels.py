"""GraphQL of channels for staff."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import graphene

from rustok.api.graphql.dto import input_type, object_type
from rustok.api.graphql.scalars import ID
from rustok.dto import parse
from rustok_commerce.dto.channels import (
    ChannelResponse,
    CreateChannelRequest,
    ProductChannelResponse,
    SetProductChannelsRequest,
    UpdateChannelRequest,
)
from rustok_commerce.selectors import channels as selectors
from rustok_commerce.services import channels

Channel = object_type(ChannelResponse)
ProductChannel = object_type(ProductChannelResponse)


class ChannelQuery:
    """Channels as they are written."""

    admin_channels = graphene.List(graphene.NonNull(Channel), required=True)
    admin_channel = graphene.Field(Channel, id=ID(required=True))
    product_channels = graphene.List(graphene.NonNull(ProductChannel), required=True, product_id=ID(required=True))

    def resolve_admin_channels(self, info: Any) -> tuple[ChannelResponse, ...]:
        return selectors.list_channels(info.context.ctx)

    def resolve_admin_channel(self, info: Any, id: UUID) -> ChannelResponse:
        return selectors.get_channel(info.context.ctx, id)

    def resolve_product_channels(self, info: Any, product_id: UUID) -> tuple[ProductChannelResponse, ...]:
        return selectors.list_product_channels(info.context.ctx, product_id)


class CreateChannel(graphene.Mutation):
    """Make a channel; the first one is the default."""

    class Arguments:
        input = input_type(CreateChannelRequest)(required=True)

    Output = graphene.NonNull(Channel)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> ChannelResponse:
        return channels.create_channel(info.context.ctx, parse(CreateChannelRequest, input))


class UpdateChannel(graphene.Mutation):
    """Change a channel; fields left out stay."""

    class Arguments:
        id = ID(required=True)
        input = input_type(UpdateChannelRequest)(required=True)

    Output = graphene.NonNull(Channel)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> ChannelResponse:
        return channels.update_channel(info.context.ctx, id, parse(UpdateChannelRequest, input))


class SetDefaultChannel(graphene.Mutation):
    """Make a channel the one for requests that name none."""

    class Arguments:
        id = ID(required=True)

    Output = graphene.NonNull(Channel)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID) -> ChannelResponse:
        return channels.set_default_channel(info.context.ctx, id)


class DeleteChannel(graphene.Mutation):
    """Delete a channel with the prices that are its own; returns its id."""

    class Arguments:
        id = ID(required=True)

    Output = graphene.NonNull(ID)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID) -> UUID:
        channels.delete_channel(info.context.ctx, id)
        return id


class SetProductChannels(graphene.Mutation):
    """Say where and when a product is offered, for all channels at once."""

    class Arguments:
        product_id = ID(required=True)
        input = input_type(SetProductChannelsRequest)(required=True)

    Output = graphene.NonNull(graphene.List(graphene.NonNull(ProductChannel)))

    @staticmethod
    def mutate(root: Any, info: Any, product_id: UUID, input: Any) -> tuple[ProductChannelResponse, ...]:
        return channels.set_product_channels(info.context.ctx, product_id, parse(SetProductChannelsRequest, input))


class ChannelMutation:
    """Changes to channels."""

    create_channel = CreateChannel.Field()
    update_channel = UpdateChannel.Field()
    set_default_channel = SetDefaultChannel.Field()
    delete_channel = DeleteChannel.Field()
    set_product_channels = SetProductChannels.Field()
