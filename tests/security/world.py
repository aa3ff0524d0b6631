"""A tenant with one of everything that has an API, every text of it bearing the tenant's mark."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import count
from typing import Any, Final
from uuid import UUID

from django.db import connection, connections, transaction
from django.utils import timezone
from PIL import Image

from rustok.auth.clients import Client as AuthClient
from rustok.auth.dto import CreateUserRequest, LoginRequest
from rustok.auth.models import SavedFilter, Session, TokenPurpose, User
from rustok.auth.services import one_time, sessions, users
from rustok.context import RequestContext
from rustok.dto import parse
from rustok.ids import generate_id, to_ulid
from rustok.media.dto import StartUploadRequest
from rustok.media.models import Upload
from rustok.media.services import assets, uploads
from rustok.modules.registry import registry
from rustok.rbac.roles import Role
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant, TenantModule
from rustok.testing.api import PASSWORD, ApiClient
from rustok_blog.dto.comments import CreateCommentRequest
from rustok_blog.services import comments
from rustok_commerce.dto.attributes import CreateAttributeRequest, CreateProductTypeRequest
from rustok_commerce.dto.carts import (
    AddCartCreditRequest,
    AddCartLineRequest,
    CreateCartRequest,
    CreateDraftRequest,
    DraftLineRequest,
    SetCartAddressRequest,
    SetCartShippingRequest,
)
from rustok_commerce.dto.categories import CreateCategoryRequest
from rustok_commerce.dto.channels import CreateChannelRequest, SetProductChannelsRequest
from rustok_commerce.dto.collections import CreateCollectionRequest
from rustok_commerce.dto.coupons import CreateCouponRequest
from rustok_commerce.dto.credit import IssuedGiftCardResponse, IssueGiftCardRequest
from rustok_commerce.dto.customers import (
    CreateCustomerAddressRequest,
    CreateCustomerGroupRequest,
    CreateCustomerRequest,
)
from rustok_commerce.dto.fulfilments import FulfilOrderRequest, RequestReturnRequest
from rustok_commerce.dto.inventory import CreateStockLocationRequest
from rustok_commerce.dto.jobs import JobStatus, StartImportRequest
from rustok_commerce.dto.orders import AddNoteRequest
from rustok_commerce.dto.payments import CreatePaymentMethodRequest, RefundPart, RefundRequest
from rustok_commerce.dto.prices import CreatePriceListRequest, SetPricesRequest
from rustok_commerce.dto.products import CreateProductRequest
from rustok_commerce.dto.promotions import CreatePromotionRequest
from rustok_commerce.dto.sales_settings import UpdateSalesSettingsRequest
from rustok_commerce.dto.shipping import CreateShippingMethodRequest, CreateShippingZoneRequest, ShippingKind
from rustok_commerce.dto.taxes import CreateTaxClassRequest, CreateTaxZoneRequest
from rustok_commerce.models import (
    Cart,
    CartCredit,
    CreditAccount,
    Job,
    OrderLine,
    Payment,
    PromotionCustomer,
    PromotionUse,
    ShippingMethod,
    ShippingRate,
    TrialMessage,
)
from rustok_commerce.services import (
    attributes,
    catalog,
    channels,
    credit,
    customer_addresses,
    customer_groups,
    customers,
    inventory,
    price_lists,
    pricing,
    product_types,
    running,
    sales_settings,
    shipping_methods,
    shipping_zones,
    tax_classes,
    tax_zones,
)
from rustok_commerce.services import categories as product_categories
from rustok_commerce.services import collections as product_collections
from rustok_commerce.services.carts import creating, details, drafts, lines
from rustok_commerce.services.carts.baskets import contents_of
from rustok_commerce.services.orders import fulfilment, invoicing, returns, updating
from rustok_commerce.services.payments import authorising, offering, refunds, resolving
from rustok_commerce.services.payments.providers import trial
from rustok_commerce.services.promotions import coupons, writing
from rustok_content.dto.addresses import CreateRedirectRequest
from rustok_content.dto.categories import CreateNodeCategoryRequest, UpdateNodeCategoryRequest
from rustok_content.dto.community import UpdateCommunitySettingsRequest
from rustok_content.dto.imports import ImportFormat, StartContentImportRequest
from rustok_content.dto.lifecycle import CreatePreviewRequest, LinkRelation, SubmitNodeRequest
from rustok_content.dto.members import FollowRequest, MarkReadRequest
from rustok_content.dto.menus import CreateMenuRequest, SetMenuItemsRequest
from rustok_content.dto.moderation import (
    CreateWatchedWordRequest,
    FlagReason,
    FlagRequest,
    WarnMemberRequest,
    WatchedAction,
)
from rustok_content.dto.nodes import CreateNodeRequest, SetNodeTranslationRequest
from rustok_content.dto.notifications import (
    DigestPace,
    MailTopic,
    NotificationKind,
    SaveComposerDraftRequest,
    UpdateNotificationSettingsRequest,
)
from rustok_content.dto.places import MoveNodeRequest
from rustok_content.dto.tags import CreateNodeTagRequest
from rustok_content.dto.threads import FollowedKind, Following
from rustok_content.models import Category as NodeCategory
from rustok_content.models import GuestAuthor, ImportRecord, Member, NodeLink, Notification, ReviewItem
from rustok_content.services import categories as node_categories
from rustok_content.services import (
    composer_drafts,
    discipline,
    flags,
    menus,
    nodes,
    notification_settings,
    notifications,
    placing,
    previews,
    publishing,
    reactions,
    redirects,
    submissions,
    subscriptions,
    translations,
    trash,
    watched_word_list,
)
from rustok_content.services import tags as node_tags
from rustok_content.services.community_settings import update_community_settings
from rustok_content.services.imports import jobs as content_imports
from rustok_content.services.members import member_for
from rustok_content.services.read_states import mark_read
from rustok_forum.dto.topics import CreateForumReplyRequest, CreateForumTopicRequest
from rustok_forum.services import topics as forum
from rustok_index import models as index
from rustok_index.dto.dictionary import (
    CreateSearchPinRequest,
    CreateSearchStopWordRequest,
    CreateSearchSynonymRequest,
)
from rustok_index.indexers import INDEXERS, pages
from rustok_index.services import dictionary
from rustok_outbox import models as outbox
from rustok_outbox.dto.webhooks import CreateWebhookRequest
from rustok_outbox.services.fanout import delivery_of
from rustok_outbox.services.webhooks import delivering, managing
from rustok_outbox.services.webhooks.fanout import owed_of
from rustok_outbox.services.webhooks.sending import Answer
from rustok_pages.dto.pages import CreateReusableBlockRequest
from rustok_pages.services import reusable
from tests.example_tickets import services as tickets
from tests.example_tickets.dto import AnswerTicketRequest, OpenTicketRequest
from tests.factories import commerce, orders, payments
from tests.factories.promotions import stored_coupon, stored_promotion

ROLES: Final = (Role.ADMIN, Role.MANAGER, Role.EDITOR, Role.MODERATOR, Role.CUSTOMER, Role.ANONYMOUS)
"""Who asks. Super administrators exist in the platform's own tenant only."""

Rows = dict[str, tuple[int, str]]
"""By table: how many rows, and a hash over all their columns."""

_numbers = count(1)

IDEMPOTENCY_KEY: Final = "the-same-key-everywhere"


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A seeded tenant.

    ``ids`` holds by kind the object that requests address and the one that bodies refer to; the first may be changed
    and deleted, the second stays. ``texts`` holds the slugs and the like by which storefronts find things.
    """

    tenant: Tenant
    mark: str
    ids: dict[str, tuple[UUID, UUID]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    tokens: dict[Role, str] = field(default_factory=dict)
    users: dict[Role, UUID] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)

    def client(self, role: Role) -> ApiClient:
        """Return a client of this tenant with the role."""
        return ApiClient(self.tenant, token=self.tokens.get(role), user_id=self.users.get(role))

    def addressed(self, kind: str) -> str:
        """Return the id that a request addresses."""
        return to_ulid(self.ids[kind][0])

    def referred(self, kind: str) -> str:
        """Return the id that a body refers to."""
        return to_ulid(self.ids[kind][1])


def build_world(tenant: Tenant, mark: str) -> World:
    """Fill a tenant through the services; the read model is built at the end."""
    world = World(tenant=tenant, mark=mark)
    with tenant_scope(tenant):
        for module in registry.ordered():
            if not module.core:
                TenantModule.objects.get_or_create(module_slug=module.slug)
        ctx = RequestContext.system(tenant.id)
        _people(world, ctx)
        _pictures(world, ctx)
        _content(world, ctx)
        _members(world, ctx)
        _talk(world, ctx)
        _community(world, ctx)
        _shop(world, ctx)
        _customers(world, ctx)
        _taxes_and_deliveries(world, ctx)
        _promotions(world, ctx)
        _orders(world, ctx)
        _payments(world, ctx)
        _tickets(world, ctx)
        _dead_letters(world)
        _carts(world, ctx)
        _webhooks(world, ctx)
        for indexer in (indexer for indexer in INDEXERS.values() if indexer.has_source()):
            for batch in pages(indexer.sources(), 100):
                indexer.rebuild(batch)
            if indexer.is_searched:
                indexer.rebuild_search()
        _search_settings(world, ctx)
        _what_only_some_settings_fill(world)
        index.ReindexProgress.objects.create(index_name="products", documents=2)
    _remembered_answer(world)
    return world


def _people(world: World, ctx: RequestContext) -> None:
    made: dict[str, UUID] = {}
    for role in ROLES:
        if role is Role.ANONYMOUS:
            continue
        email = f"{world.mark}.{role.value}@example.com"
        made[role.value] = world.users[role] = _user(world, ctx, email, role)
        world.tokens[role] = _sign_in(ctx, email).access_token
    again = _sign_in(ctx, f"{world.mark}.admin@example.com")
    world.secrets["refresh"] = again.refresh_token
    # The newest is the second sign-in: the first is the one whose token the requests bear.
    live = list(Session.objects.filter(user_id=world.users[Role.ADMIN]).order_by("-id"))
    world.ids["session"] = (live[0].pk, live[0].pk)
    SavedFilter.objects.create(
        user_id=world.users[Role.ADMIN], page="rustok_commerce.product", name=world.mark, query=f"q={world.mark}"
    )
    others = [_user(world, ctx, f"{world.mark}.{name}@example.com", Role.CUSTOMER) for name in ("first", "second")]
    world.ids["user"] = (others[0], others[1])
    reader = User.objects.get(pk=others[1])
    User.objects.filter(pk=reader.pk).update(email_verified_at=None)
    for purpose in TokenPurpose:
        world.secrets[purpose.value] = one_time.issue(reader, purpose, event_id=generate_id())


def _user(world: World, ctx: RequestContext, email: str, role: Role) -> UUID:
    request = CreateUserRequest(
        email=email,
        role=role,
        password=PASSWORD,
        first_name=f"First {world.mark}",
        last_name=f"Last {world.mark}",
        metadata={"note": world.mark},
    )
    return users.create_user(ctx, request).id


def _sign_in(ctx: RequestContext, email: str) -> Any:
    return sessions.login(
        RequestContext(tenant_id=ctx.tenant_id),
        LoginRequest(email=email, password=PASSWORD),
        client=AuthClient(ip="203.0.113.9", user_agent=email.partition("@")[0]),
    )


def png(colour: str = "teal") -> bytes:
    """Return a small picture."""
    target = io.BytesIO()
    Image.new("RGB", (8, 6), colour).save(target, "PNG")
    return target.getvalue()


def _pictures(world: World, ctx: RequestContext) -> None:
    made = [
        assets.store_asset(ctx, png(colour), filename=f"{world.mark}-{colour}.png", alt={"en": f"Alt {world.mark}"})
        for colour in ("teal", "orange")
    ]
    world.ids["asset"] = (made[0].id, made[1].id)
    world.texts["asset_url"] = made[1].url
    begun = [
        uploads.start_upload(ctx, StartUploadRequest(filename=f"{world.mark}.png", content_type="image/png", size=99))
        for _ in made
    ]
    world.ids["upload"] = (begun[0].id, begun[1].id)
    # Files outlive the tests that undo their rows, so these uploads have arrived already.
    Upload.objects.update(asset_id=made[1].id)


def _content(world: World, ctx: RequestContext) -> None:
    def category(name: str, parent_id: UUID | None = None) -> UUID:
        data = {
            "slug": f"{world.mark}-{name}",
            "names": {"en": f"{name} {world.mark}"},
            "descriptions": {"en": f"About {world.mark}"},
            "parent_id": parent_id and str(parent_id),
            "rights": [{"role": role, "can_reply": True, "can_create": True} for role in ROLES if parent_id is None],
        }
        made = node_categories.create_category(ctx, parse(CreateNodeCategoryRequest, data)).id
        renamed = parse(UpdateNodeCategoryRequest, {"slug": f"{world.mark}-{name}-now"})
        return node_categories.update_category(ctx, made, renamed).id if parent_id else made

    world.ids["node_category"] = (category("loose"), category("filled"))
    inner = category("inner", world.ids["node_category"][1])
    world.ids["inner_category"] = (inner, inner)
    world.texts["node_category"] = f"{world.mark}-filled"

    def node(name: str) -> UUID:
        data = {
            "kind": "page",
            "category_id": str(world.ids["node_category"][1]),
            "author_id": str(world.ids["user"][1]),
            "tags": [f"tag {world.mark}"],
            "metadata": {"note": world.mark} if name == "never" else {},
            "translations": [
                {
                    "locale": locale,
                    "title": f"{name} {world.mark} {locale}",
                    "slug": f"{world.mark}-{name}",
                    "excerpt": f"Excerpt {world.mark}",
                    "body": f"Body {world.mark}",
                    "meta_title": f"Meta {world.mark}",
                    "meta_description": f"Description {world.mark}",
                }
                for locale in ("en", "ru")
            ],
        }
        made = nodes.create_node(ctx, parse(CreateNodeRequest, data)).id
        publishing.publish_node(ctx, made)
        return made

    world.ids["node"] = (node("leaf"), node("page"))
    world.texts["node"] = f"{world.mark}-page"
    world.texts["address"] = f"/{world.mark}-page"
    _site(world, ctx)
    _life(world, ctx, node("child"), (node("gone"), node("lost")))


def _site(world: World, ctx: RequestContext) -> None:
    """Make what holds a site together: tags, menus, redirects."""

    def tag(name: str) -> UUID:
        data = {
            "name": f"{name} {world.mark}",
            "names": {"ru": f"Tag {name} {world.mark}"},
            "synonyms": [f"other {name} {world.mark}"],
        }
        return node_tags.create_tag(ctx, parse(CreateNodeTagRequest, data)).id

    world.ids["node_tag"] = (tag("loose"), tag("spare"))

    def block(name: str) -> UUID:
        text = {"locale": "en", "title": f"Block {name} {world.mark}", "body": f"Block {world.mark}"}
        return reusable.create_block(ctx, parse(CreateReusableBlockRequest, {"translations": [text]})).id

    world.ids["page"] = world.ids["node"]
    world.ids["reusable_block"] = (block("loose"), block("spare"))

    def menu(name: str) -> tuple[UUID, UUID]:
        data = {"location": f"{world.mark}-{name}", "name": f"Menu {world.mark}"}
        made = menus.create_menu(ctx, parse(CreateMenuRequest, data))
        items = [
            {"node_id": str(world.ids["node"][1]), "labels": {"en": f"Page {world.mark}"}},
            {"level": 1, "url": f"https://example.com/{world.mark}", "labels": {"en": f"Link {world.mark}"}},
        ]
        return made.id, menus.set_items(ctx, made.id, parse(SetMenuItemsRequest, {"entries": items})).entries[1].id

    (first, item), (second, _) = menu("main"), menu("footer")
    world.ids["menu"] = (first, second)
    world.ids["menu_item"] = (item, item)

    def redirect(name: str) -> UUID:
        data = {"path": f"/{world.mark}/{name}", "target": f"/{world.mark}-page"}
        return redirects.create_redirect(ctx, parse(CreateRedirectRequest, data)).id

    world.ids["redirect"] = (redirect("old"), redirect("older"))

    def begun(name: str) -> UUID:
        asked = StartContentImportRequest(format=ImportFormat.CSV, source=f"{world.mark} {name}")
        return content_imports.begin_import(ctx, asked, file_name=f"{world.mark}-{name}.csv").id

    world.ids["content_import"] = (begun("first"), begun("second"))


def _life(world: World, ctx: RequestContext, child: UUID, gone: tuple[UUID, UUID]) -> None:
    """Leave nodes on their way: below another, in the trash, waiting, looked at, handed in."""
    below = parse(MoveNodeRequest, {"parent_id": str(world.ids["node"][1])})
    world.ids["child_node"] = (placing.move_node(ctx, child, below).id,) * 2
    world.ids["trashed_node"] = gone
    for node_id in world.ids["trashed_node"]:
        trash.delete_node(ctx, node_id)
    for locale in ("en", "ru"):
        change = parse(SetNodeTranslationRequest, {"locale": locale, "title": f"Waiting {world.mark}"})
        translations.set_translation(ctx, world.ids["node"][0], change)
    looks = [previews.create_preview(ctx, node_id, CreatePreviewRequest()) for node_id in world.ids["node"]]
    world.ids["node_preview"] = (looks[0].id, looks[1].id)
    world.secrets["preview"] = looks[0].token
    linked = {"locale": "en", "body": f"[Page {world.mark}](/{world.mark}-page)"}
    translations.set_translation(ctx, child, parse(SetNodeTranslationRequest, linked))
    handed = parse(SubmitNodeRequest, {"locale": "ru", "note": f"Note {world.mark}"})
    given = [submissions.submit_node(ctx, node_id, handed) for node_id in world.ids["node"]]
    world.ids["node_submission"] = (given[0].id, given[1].id)


def _talk(world: World, ctx: RequestContext) -> None:
    """Topics with replies and a post with comments, one of each deleted; their authors are customers."""

    def category(name: str) -> UUID:
        made = NodeCategory.objects.create(module="forum", slug=f"{world.mark}-{name}")
        made.translations.create(locale="en", name=f"{name} {world.mark}")
        return made.id

    world.ids["forum_category"] = (category("talk"), category("more-talk"))
    author = replace(ctx, actor_id=world.users[Role.CUSTOMER])
    for number, user_id in enumerate((world.users[Role.CUSTOMER], world.ids["user"][1])):
        # Trusted enough for no limit of new members to refuse what is asked of them.
        Member.objects.update_or_create(
            user_id=user_id, defaults={"name": f"{world.mark}-writer-{number}", "trust_level": 2}
        )

    def topic(name: str) -> UUID:
        data = {
            "title": f"{name} {world.mark}",
            "body": f"Text {world.mark}",
            "category_id": str(world.ids["forum_category"][1]),
            "tags": [f"tag {world.mark}"],
        }
        return forum.create_topic(author, parse(CreateForumTopicRequest, data)).id

    topics = [topic("topic"), topic("other"), topic("deleted")]
    world.ids["forum_topic"] = (topics[0], topics[1])

    def reply(topic_id: UUID, **data: str) -> UUID:
        body = {"body": f"Reply {world.mark} {next(_numbers)}", **data}
        return forum.create_reply(author, topic_id, parse(CreateForumReplyRequest, body)).id

    others_topic = forum.create_topic(
        replace(ctx, actor_id=world.ids["user"][1]),
        CreateForumTopicRequest(
            title=f"Other {world.mark}", body=f"Other {world.mark}", category_id=world.ids["forum_category"][1]
        ),
    ).id
    world.ids["others_topic"] = (others_topic, others_topic)
    replies = [reply(topics[0]) for _ in range(3)]
    world.ids["forum_reply"] = (replies[0], replies[1])
    world.ids["deleted_forum_reply"] = (replies[2], replies[2])
    forum.delete_reply(author, replies[2])
    world.ids["deleted_forum_topic"] = (topics[2], topics[2])
    forum.delete_topic(author, topics[2])

    def post(name: str) -> UUID:
        text = {"locale": "en", "title": f"{name} {world.mark}", "slug": f"{world.mark}-{name}", "body": "Text"}
        made = nodes.create_node(ctx, parse(CreateNodeRequest, {"kind": "post", "translations": [text]})).id
        publishing.publish_node(ctx, made)
        return made

    world.ids["post"] = (post("post"), post("post-2"))
    world.texts["post"] = f"{world.mark}-post"

    name = {"locale": "en", "title": f"Series {world.mark}", "slug": f"{world.mark}-series"}
    series = nodes.create_node(ctx, parse(CreateNodeRequest, {"kind": "series", "translations": [name]})).id
    world.ids["series"] = (series, series)

    def comment() -> UUID:
        body = {"body": f"Comment {world.mark} {next(_numbers)}"}
        return comments.create_comment(author, world.ids["post"][0], parse(CreateCommentRequest, body)).id

    made = [comment() for _ in range(3)]
    world.ids["comment"] = (made[0], made[1])
    _marks(world, ctx, series)
    world.ids["deleted_comment"] = (made[2], made[2])
    comments.delete_comment(author, made[2])


def _marks(world: World, ctx: RequestContext, series: UUID) -> None:
    """Leave what readers leave on texts: signs, votes, names; and what only guests and imports do."""
    other = replace(ctx, actor_id=world.ids["user"][1])
    for node_id in (world.ids["forum_topic"][0], world.ids["comment"][0]):
        reactions.set_reaction(other, node_id, "like", is_set=True)
        reactions.set_vote(other, node_id, 1)
    named = f"@{world.mark}-writer-0 {world.mark}"
    forum.create_reply(other, world.ids["others_topic"][0], CreateForumReplyRequest(body=named))
    NodeLink.objects.create(node_id=world.ids["post"][0], relation=LinkRelation.SERIES, target_id=series)
    GuestAuthor.objects.create(node_id=world.ids["comment"][1], name=f"Guest {world.mark}", email="guest@example.com")
    ImportRecord.objects.create(
        source=world.mark, kind="post", external_id=world.mark, target_id=world.ids["post"][0], checksum=world.mark
    )


def _members(world: World, ctx: RequestContext) -> None:
    for user_id in (*world.users.values(), *world.ids["user"]):
        member_for(replace(ctx, actor_id=user_id))
    Member.objects.update(bio=f"Bio {world.mark}")
    world.ids["member"] = world.ids["user"]


def _community(world: World, ctx: RequestContext) -> None:
    """Members, what waits for a moderator, watched words, and what is the administrator's own."""
    admin = replace(ctx, actor_id=world.users[Role.ADMIN])
    for place in (0, 1):
        flagged = world.ids["comment"][place]
        flags.flag(
            replace(ctx, actor_id=world.ids["user"][0]),
            FlagRequest(kind="comment", id=flagged, reason=FlagReason.SPAM, note=f"Flag {world.mark}"),
        )
    items = list(ReviewItem.objects.order_by("id").values_list("id", flat=True))
    world.ids["review"] = (items[0], items[1])
    words = [
        watched_word_list.create_watched_word(
            ctx, CreateWatchedWordRequest(word=f"{world.mark}{name}", action=WatchedAction.FLAG)
        ).id
        for name in ("first", "second")
    ]
    world.ids["watched_word"] = (words[0], words[1])
    drafts = [
        composer_drafts.save_draft(
            admin, SaveComposerDraftRequest(key=f"{world.mark} {name}", data={"b": world.mark})
        ).id
        for name in ("first", "second")
    ]
    world.ids["composer_draft"] = (drafts[0], drafts[1])
    notified = [
        Notification.objects.create(
            user_id=world.users[Role.ADMIN],
            kind="reaction",
            node_id=node_id,
            actor_id=world.users[Role.CUSTOMER],
            note=world.mark,
        ).id
        for node_id in world.ids["comment"]
    ]
    world.ids["notification"] = (notified[0], notified[1])
    subscriptions.follow(
        admin, FollowRequest(kind=FollowedKind.TOPIC, id=world.ids["forum_topic"][1], level=Following.WATCHING)
    )
    mark_read(admin, MarkReadRequest(node_id=world.ids["forum_topic"][1], number=1))
    notification_settings.update_own_settings(admin, UpdateNotificationSettingsRequest(digest=DigestPace.DAILY))
    world.secrets["unsubscribe"] = notification_settings.token_for(world.users[Role.ADMIN], MailTopic.DIGEST)
    discipline.warn(admin, world.ids["member"][0], WarnMemberRequest(reason=f"Reason {world.mark}"))
    notifications.tell(
        ctx,
        [world.ids["member"][0]],
        NotificationKind.MODERATION,
        source_id=generate_id(),
        note=f"Note {world.mark}",
    )
    update_community_settings(ctx, UpdateCommunitySettingsRequest(flags_to_hide=0, duplicate_minutes=0))


def _shop(world: World, ctx: RequestContext) -> None:
    def category(name: str) -> UUID:
        data = {"name": f"{name} {world.mark}", "slug": f"{world.mark}-{name}", "description": f"About {world.mark}"}
        return product_categories.create_category(ctx, parse(CreateCategoryRequest, data)).id

    world.ids["category"] = (category("loose"), category("filled"))
    world.texts["category"] = f"{world.mark}-filled"

    def location(code: str) -> UUID:
        data = {"code": f"{world.mark}-{code}", "name": f"Place {world.mark}"}
        return inventory.create_location(ctx, parse(CreateStockLocationRequest, data)).id

    def channel(code: str) -> UUID:
        data = {"code": code, "name": f"Channel {world.mark}", "currencies": ["USD", "EUR"]}
        return channels.create_channel(ctx, parse(CreateChannelRequest, data)).id

    channel("default")
    world.ids["channel"] = (channel(f"{world.mark}-spare"), channel(f"{world.mark}-second"))

    def price_list(code: str) -> UUID:
        data = {"code": f"{world.mark}-{code}", "name": f"List {world.mark}"}
        return price_lists.create_price_list(ctx, parse(CreatePriceListRequest, data)).id

    world.ids["price_list"] = (price_list("spare"), price_list("second"))
    main = inventory.default_location().id
    world.ids["main_location"] = (main, main)
    world.ids["location"] = (location("spare"), location("second"))

    def attribute(name: str, kind: str) -> UUID:
        data = {
            "key": f"{world.mark}-{name}",
            "type": kind,
            "names": [{"locale": "en", "value": f"{name} {world.mark}"}],
            "values": [{"key": "oak", "names": [{"locale": "en", "value": f"Oak {world.mark}"}]}]
            if kind == "select"
            else [],
            "is_filterable": kind != "text",
            "is_searchable": True,
        }
        return attributes.create_attribute(ctx, parse(CreateAttributeRequest, data)).id

    def product_type(name: str, *keys: str) -> UUID:
        data = {
            "key": f"{world.mark}-{name}",
            "names": [{"locale": "en", "value": f"Type {world.mark}"}],
            "attributes": [
                {"attribute": f"{world.mark}-{key}", "scope": "variant" if key == "fits" else "product"} for key in keys
            ],
        }
        return product_types.create_product_type(ctx, parse(CreateProductTypeRequest, data)).id

    world.ids["attribute"] = (attribute("loose", "text"), attribute("wood", "select"))
    attribute("goes-with", "reference")
    attribute("fits", "reference")
    world.ids["product_type"] = (product_type("empty"), product_type("chair", "wood", "goes-with", "fits"))
    world.texts.update(
        product_type=f"{world.mark}-chair",
        product_attribute=f"{world.mark}-goes-with",
        variant_attribute=f"{world.mark}-fits",
    )

    def product(name: str) -> Any:
        colours = [
            {"key": key, "names": [{"locale": "en", "value": f"{key} {world.mark}"}]}
            for key in ("red", "blue", "green")
        ]
        data = {
            "title": f"{name} {world.mark}",
            "handle": f"{world.mark}-{name}",
            "subtitle": f"Subtitle {world.mark}",
            "description": f"Description {world.mark}",
            "meta_title": f"Meta {world.mark}",
            "meta_description": f"Meta {world.mark}",
            "tags": [f"tag {world.mark}"],
            "product_type": f"{world.mark}-chair",
            "attributes": [{"attribute": f"{world.mark}-wood", "values": ["oak"]}],
            "metadata": {"note": world.mark},
            "category_ids": [str(world.ids["category"][1])],
            "translations": [{"locale": "ru", "title": f"{name} {world.mark} ru"}],
            "options": [
                {
                    "key": "colour",
                    "names": [{"locale": "en", "value": f"Colour {world.mark}"}],
                    "values": colours,
                }
            ],
            "variants": [
                {
                    "title": f"Variant {world.mark} {colour}",
                    "titles": [{"locale": "ru", "value": f"Variant {world.mark} {colour} ru"}],
                    "sku": f"{world.mark}-{name}-{colour}",
                    "barcode": f"{world.mark}-{name}-{colour}",
                    "options": [{"option": "colour", "value": colour}],
                    "metadata": {"note": world.mark},
                    "prices": [{"currency": "USD", "amount": 1999}, {"currency": "EUR", "amount": 1799}],
                    "stock": 10,
                }
                for colour in ("red", "blue")
            ],
            "media": [
                {
                    "asset_id": str(world.ids["asset"][1]),
                    "alts": [{"locale": "en", "value": f"Alt {world.mark}"}],
                }
            ],
        }
        return catalog.publish_product(ctx, catalog.create_product(ctx, parse(CreateProductRequest, data)).id)

    first, second = product("first"), product("second")
    world.ids["product"] = (first.id, second.id)
    offer = {"channels": [{"channel_id": to_ulid(world.ids["channel"][1])}]}
    channels.set_product_channels(ctx, world.ids["product"][1], parse(SetProductChannelsRequest, offer))
    # Prices of a channel and of a list, for those who remove them.
    elsewhere = [{f"{kind}_id": to_ulid(key)} for kind in ("channel", "price_list") for key in world.ids[kind]]
    grid = [
        {"variant_id": to_ulid(variant.id), "currency": currency, "amount": 1500, **place}
        for variant in first.variants
        for currency in ("USD", "EUR")
        for place in elsewhere
    ]
    pricing.set_prices(ctx, parse(SetPricesRequest, {"prices": grid}))
    world.ids["variant"] = (first.variants[0].id, first.variants[1].id)
    world.texts["product"] = f"{world.mark}-second"

    def job(name: str) -> UUID:
        # The handle is none, so that the row is refused and there is a file of it.
        table = f"handle,title\n{world.mark} {name},Title {world.mark}\n".encode()
        return running.start_import(ctx, table, StartImportRequest(), filename=f"{world.mark}-{name}.csv").id

    world.ids["job"] = (job("first"), job("second"))
    # One that is not over: it can be cancelled.
    Job.objects.filter(id=world.ids["job"][0]).update(status=JobStatus.WAITING, created_at=timezone.now())

    def collection(name: str) -> UUID:
        data = {
            "name": f"{name} {world.mark}",
            "slug": f"{world.mark}-{name}",
            "description": f"About {world.mark}",
            "asset_id": str(world.ids["asset"][1]),
            "product_ids": [str(second.id)],
        }
        return product_collections.create_collection(ctx, parse(CreateCollectionRequest, data)).id

    world.ids["collection"] = (collection("spring"), collection("autumn"))
    world.texts["collection"] = f"{world.mark}-autumn"


def _customers(world: World, ctx: RequestContext) -> None:
    def group(name: str) -> UUID:
        request = CreateCustomerGroupRequest(code=f"{world.mark}-{name}", name=f"Group {world.mark}")
        return customer_groups.create_customer_group(ctx, request).id

    world.ids["customer_group"] = (group("spare"), group("second"))
    place = {
        "country": "DE",
        "line1": f"Street {world.mark}",
        "city": "Berlin",
        "postcode": "10115",
        "company": world.mark,
    }

    def customer(name: str) -> UUID:
        data = {
            "email": f"{world.mark}.{name}@example.com",
            "first_name": f"First {world.mark}",
            "note": f"Note {world.mark}",
            "metadata": {"note": world.mark},
        }
        return customers.create_customer(ctx, parse(CreateCustomerRequest, data)).id

    def address(customer_id: UUID) -> UUID:
        request = parse(CreateCustomerAddressRequest, place)
        return customer_addresses.create_address(ctx, customer_id, request).id

    buyer, other = customer("buyer"), customer("other")
    world.ids["customer"] = (buyer, other)
    world.ids["customer_address"] = (address(buyer), address(buyer))
    own = customers.customer_for(RequestContext(tenant_id=ctx.tenant_id, actor_id=world.users[Role.ADMIN])).id
    world.ids["my_address"] = (address(own), address(own))
    world.ids["own_customer"] = (own, own)


def _taxes_and_deliveries(world: World, ctx: RequestContext) -> None:
    changes = {"country": "DE", "order_prefix": f"{world.mark}-", "seller": {"name": f"Seller {world.mark}"}}
    sales_settings.update_sales_settings(ctx, parse(UpdateSalesSettingsRequest, changes))

    def tax_class(name: str) -> UUID:
        data = {"code": f"{world.mark}-{name}", "name": f"{name} {world.mark}"}
        return tax_classes.create_tax_class(ctx, parse(CreateTaxClassRequest, data)).id

    standard = tax_class("standard")
    world.ids["tax_class"] = (tax_class("spare"), standard)
    world.texts["tax_class"] = f"{world.mark}-standard"
    area = {"country": "DE", "region": world.mark, "postcode_from": "10", "postcode_to": "13"}

    def tax_zone(name: str) -> UUID:
        rate = {"tax_class": world.texts["tax_class"], "name": f"VAT {world.mark}", "rate_ppm": 190_000}
        data = {"code": f"{world.mark}-{name}", "name": f"{name} {world.mark}", "areas": [area], "rates": [rate]}
        return tax_zones.create_tax_zone(ctx, parse(CreateTaxZoneRequest, data)).id

    def shipping_zone(name: str) -> UUID:
        data = {"code": f"{world.mark}-{name}", "name": f"{name} {world.mark}", "areas": [area]}
        return shipping_zones.create_shipping_zone(ctx, parse(CreateShippingZoneRequest, data)).id

    world.ids["tax_zone"] = (tax_zone("first"), tax_zone("second"))
    world.ids["shipping_zone"] = (shipping_zone("first"), shipping_zone("second"))

    def shipping_method(name: str) -> UUID:
        data = {
            "code": f"{world.mark}-{name}",
            "zone_id": world.referred("shipping_zone"),
            "tax_class": world.texts["tax_class"],
            "provider_settings": {"note": world.mark},
            "channels": ["default"],
            "translations": [{"locale": "en", "name": f"{name} {world.mark}", "description": f"About {world.mark}"}],
            "rates": [{"currency": "EUR", "amount": 500, "free_from": 5000}],
        }
        return shipping_methods.create_shipping_method(ctx, parse(CreateShippingMethodRequest, data)).id

    world.ids["shipping_method"] = (shipping_method("post"), shipping_method("express"))


def _promotions(world: World, ctx: RequestContext) -> None:
    def promotion(name: str) -> UUID:
        data = {
            "code": f"{world.mark}-{name}",
            "name": f"Promotion {world.mark}",
            "effect": {"free_shipping": {}},
            "translations": [{"locale": "ru", "name": f"Promotion {world.mark} ru"}],
            "needs_coupon": True,
        }
        return writing.create_promotion(ctx, parse(CreatePromotionRequest, data)).id

    def coupon(name: str) -> UUID:
        request = CreateCouponRequest(code=f"{world.mark}-{name}")
        return coupons.create_coupon(ctx, world.ids["promotion"][1], request).id

    world.ids["promotion"] = (promotion("spare"), promotion("second"))
    world.ids["coupon"] = (coupon("spare"), coupon("second"))
    key = f"{world.mark}.buyer@example.com"
    used = {"promotion_id": world.ids["promotion"][1], "customer_key": key}
    PromotionUse.objects.create(
        **used, coupon_id=world.ids["coupon"][1], order_id=generate_id(), amount=100, currency="USD"
    )
    PromotionCustomer.objects.create(**used, used_count=1)

    def card(name: str) -> IssuedGiftCardResponse:
        request = IssueGiftCardRequest(
            currency="USD", amount=5000, customer_id=world.ids["customer"][1], note=f"{name} {world.mark}"
        )
        return credit.issue_gift_card(ctx, request)

    first, second = card("first"), card("second")
    world.ids["credit"] = (first.card.id, second.card.id)
    world.secrets["gift_card"] = second.code
    # What is left on it may be written off.
    CreditAccount.objects.filter(id=first.card.id).update(expires_at=timezone.now())


def _orders(world: World, ctx: RequestContext) -> None:
    """Make orders of the administrator: one as it was placed, one with parcels and returns, one that is done."""
    variants = [{**commerce.variant(sku=f"{world.mark}-ordered"), "stock": 100}]
    product = commerce.product(ctx, title=f"Ordered {world.mark}", variants=variants)
    address = {**orders.ADDRESS, "line1": f"Street {world.mark}", "company": world.mark}

    def order(quantity: int, **changes: Any) -> Any:
        return orders.order(
            quantities=[quantity],
            product=product,
            discount=10,
            customer_id=world.ids["own_customer"][0],
            email=f"{world.mark}.admin@example.com",
            shipping_address=address,
            billing_address=address,
            note=f"Note {world.mark}",
            metadata={"note": world.mark},
            **changes,
        )

    placed, sent, done = order(5), order(12), order(1, price=0, shipping=None)
    world.ids["order"] = (placed.id, placed.id)
    world.ids["sent_order"] = (sent.id, sent.id)
    world.ids["done_order"] = (done.id, done.id)

    def line(of: Any) -> UUID:
        found: UUID = OrderLine.objects.get(order=of).id
        return found

    world.ids["order_line"] = (line(placed), line(placed))
    world.ids["sent_line"] = (line(sent), line(sent))

    def parcel(of: Any, quantity: int, *, shipped: bool = True) -> UUID:
        data = {
            "lines": [{"line_id": to_ulid(line(of)), "quantity": quantity}],
            "carrier": f"Carrier {world.mark}",
            "tracking_number": f"T-{world.mark}",
            "tracking_url": f"https://example.com/{world.mark}",
            "shipped": shipped,
        }
        return fulfilment.fulfil_order(ctx, of.id, parse(FulfilOrderRequest, data)).fulfilments[-1].id

    parcel(sent, 6)
    parcel(done, 1)
    world.ids["fulfilment"] = (parcel(sent, 1), parcel(sent, 1))
    packed = parcel(sent, 1, shipped=False)
    world.ids["packed_fulfilment"] = (packed, packed)
    data = {
        "lines": [{"line_id": to_ulid(line(sent)), "quantity": 1, "reason": f"Reason {world.mark}"}],
        "note": f"Note {world.mark}",
        "tracking_number": f"R-{world.mark}",
    }
    buyer = RequestContext(tenant_id=ctx.tenant_id, actor_id=world.users[Role.ADMIN])
    asked = returns.request_own_return(buyer, sent.id, None, parse(RequestReturnRequest, data)).returns[-1].id
    agreed = returns.create_return(ctx, sent.id, parse(RequestReturnRequest, data)).returns[-1].id
    world.ids["requested_return"] = (asked, asked)
    world.ids["return"] = (agreed, agreed)
    issued = invoicing.issue_invoice(ctx, sent.id).invoices[-1].id
    world.ids["invoice"] = (issued, issued)
    for of in (placed, sent):
        updating.add_note(ctx, of.id, AddNoteRequest(text=f"Note {world.mark}", for_customer=True))


def _carts(world: World, ctx: RequestContext) -> None:
    """Give the administrator two carts that can be bought, and the shop two drafts."""
    prices = [{"currency": currency, "amount": 1000} for currency in ("USD", "EUR")]
    data = {
        "title": f"Mug {world.mark}",
        "variants": [{"sku": f"{world.mark}-mug", "stock": 50, "prices": prices}],
    }
    made = catalog.create_product(ctx, parse(CreateProductRequest, data))
    (mug,) = catalog.publish_product(ctx, made.id).variants
    coupon = f"COUPON-{world.mark}".upper()
    promotion = stored_promotion(code=f"{world.mark}-coupon", name=f"Coupon {world.mark}", needs_coupon=True)
    stored_coupon(promotion.id, coupon)
    world.texts["coupon"] = coupon
    fetched = ShippingMethod.objects.create(
        code=f"{world.mark}-fetched", kind=ShippingKind.PICKUP, location=inventory.default_location()
    )
    for currency in ("USD", "EUR"):
        ShippingRate.objects.create(method=fetched, currency=currency, amount=0)
    own = RequestContext(
        tenant_id=ctx.tenant_id, actor_id=world.users[Role.ADMIN], locale="en", currencies=("USD", "EUR")
    )
    place = {"country": "DE", "last_name": "King", "line1": "Hauptstr. 1", "city": "Berlin", "postcode": "10115"}
    address = {"shipping_address": place, "email": f"{world.mark}.cart@example.com"}
    carts, cart_lines, cart_credits, drafted = [], [], [], []
    for currency in ("USD", "EUR"):
        cart, _ = creating.create_cart(own, CreateCartRequest(currency=currency))
        change = lines.add_line(own, cart.id, None, AddCartLineRequest(variant_id=mug.id))
        details.set_address(own, cart.id, None, parse(SetCartAddressRequest, address))
        details.set_shipping(own, cart.id, None, SetCartShippingRequest(code=fetched.code))
        card = credit.issue_gift_card(ctx, IssueGiftCardRequest(amount=100, currency=currency))
        # The first cart is the one that requests address.
        world.texts.setdefault("gift_card", card.code)
        details.add_credit(own, cart.id, None, AddCartCreditRequest(code=card.code))
        Cart.objects.filter(id=cart.id).update(coupon_codes=[coupon])
        due = contents_of(Cart.objects.get(id=cart.id)).amount_due
        Payment.objects.create(
            cart_id=cart.id, provider="manual", method="manual", state="pending", currency=currency, amount=due
        )
        carts.append(cart.id)
        cart_lines.append(change.line_id)
        cart_credits.append(CartCredit.objects.get(cart_id=cart.id).id)
        draft = drafts.create_draft(
            ctx,
            CreateDraftRequest(
                email=f"{world.mark}.draft@example.com", lines=(DraftLineRequest(variant_id=mug.id, unit_price=900),)
            ),
        )
        details.set_address(ctx, draft.id, None, parse(SetCartAddressRequest, address))
        details.set_shipping(ctx, draft.id, None, SetCartShippingRequest(code=fetched.code))
        drafted.append(draft.id)
    world.ids["cart"] = (carts[0], carts[1])
    world.ids["cart_line"] = (cart_lines[0], cart_lines[1])
    world.ids["cart_credit"] = (cart_credits[0], cart_credits[1])
    world.ids["draft"] = (drafted[0], drafted[1])
    payments = list(Payment.objects.filter(cart_id__in=carts).order_by("id").values_list("id", flat=True))
    world.ids["cart_payment"] = (payments[0], payments[0])


def _payments(world: World, ctx: RequestContext) -> None:
    """Make a paid order of which a part was given back, with all that its provider told, and the ways to pay."""
    cart = payments.cart(email=f"{world.mark}.admin@example.com")
    begun = payments.session(ctx, amount=9000, cart_id=cart.id)
    authorising.authorise(ctx, begun.id)
    order = payments.order(total=9000, cart_id=cart.id, note=f"Note {world.mark}")
    with transaction.atomic():
        payments.attach(ctx, begun.id, order)
    authorising.capture(ctx, begun.id, 5000)
    by_hand = payments.session(ctx, amount=500, cart_id=None, order_id=order.id, method="manual")
    line = OrderLine.objects.get(order=order).id
    part = RefundPart(order_line_id=line, amount=10)
    refunds.refund(ctx, RefundRequest(order_id=order.id, lines=(part,), reason=f"Reason {world.mark}"))
    resolving.deliver_trial_messages(ctx)
    message = trial.body_of(TrialMessage.objects.latest("id"))
    world.secrets["payment_message"] = message.decode()
    world.secrets["payment_signature"] = trial.sign(message)
    world.ids["payment"] = (begun.id, begun.id)
    world.ids["manual_payment"] = (by_hand.id, by_hand.id)
    world.ids["paid_order"] = (order.id, order.id)
    world.ids["paid_line"] = (line, line)

    def method(code: str) -> UUID:
        data = {"code": code, "provider": "manual", "names": {"en": f"Name {world.mark}"}}
        return offering.create_payment_method(ctx, parse(CreatePaymentMethodRequest, data)).id

    world.ids["payment_method"] = (method(f"{world.mark}-spare"), method(f"{world.mark}-second"))
    # A shop that has ways to pay offers no others: carts are paid by this one.
    method("manual")


def _search_settings(world: World, ctx: RequestContext) -> None:
    synonyms = [
        dictionary.create_synonym(
            ctx, parse(CreateSearchSynonymRequest, {"phrases": [f"{name} {world.mark}", f"other {world.mark}"]})
        )
        for name in ("first", "second")
    ]
    words = [
        dictionary.create_stop_word(ctx, parse(CreateSearchStopWordRequest, {"word": f"{name}{world.mark}"}))
        for name in ("first", "second")
    ]
    pins = [
        dictionary.create_pin(
            ctx,
            parse(
                CreateSearchPinRequest,
                {"phrase": f"{name} {world.mark}", "entity_ids": [world.referred("product")]},
            ),
        )
        for name in ("first", "second")
    ]
    for kind, (addressed, referred) in (
        ("search_synonym", synonyms),
        ("search_stop_word", words),
        ("search_pin", pins),
    ):
        world.ids[kind] = (addressed.id, referred.id)
    now = timezone.now()
    index.SearchMiss.objects.create(locale="en", query=f"missed {world.mark}", times=3, first_at=now, last_at=now)


def _what_only_some_settings_fill(world: World) -> None:
    """Fill the tables of the PostgreSQL engine and of a rebuild under way, which nothing here brings about."""
    entity_id = world.ids["product"][1]
    place = {"index_name": "products", "entity_id": entity_id, "locale": "en"}
    index.IndexSearchEntry.objects.create(**place, vector="", keys=[], prices={}, has_stock=False, created=0)
    index.IndexSearchWord.objects.create(
        index_name="products", locale="en", letters=len(world.mark), word=world.mark, written=world.mark
    )
    index.IndexShadow.objects.create(**place, row=None, narrow="{}")


def _tickets(world: World, ctx: RequestContext) -> None:
    """Fill the example module, which stands for every module that is added."""

    def ticket() -> UUID:
        asked = {"subject": f"Subject {world.mark}", "question": f"Question {world.mark}"}
        made = tickets.open_ticket(ctx, parse(OpenTicketRequest, asked))
        answer = {"answer": f"Answer {world.mark}", "is_public": True}
        return tickets.answer_ticket(ctx, made.id, parse(AnswerTicketRequest, answer)).id

    world.ids["ticket"] = (ticket(), ticket())


def _dead_letters(world: World) -> None:
    """Give two deliveries up, as after the last attempt."""
    events = list(outbox.Event.objects.filter(type="product.created").order_by("position")[:2])
    subscriber = next(each for _, each in registry.subscribers() if each.wants("product.created"))
    made = []
    for event in events:
        dead = delivery_of(event, subscriber, due=timezone.now(), replay=7)
        dead.status, dead.last_error, dead.attempts = outbox.DeliveryStatus.DEAD, f"Error {world.mark}", 12
        dead.save(force_insert=True)
        made.append(dead.pk)
    world.ids["dead_letter"] = (made[0], made[1])


def _webhooks(world: World, ctx: RequestContext) -> None:
    """Make two webhooks to which messages were sent in vain. Their events are in the feed."""
    hooks, owed = [], []
    for place, event in enumerate(outbox.Event.objects.filter(type="product.created").order_by("position")[:2]):
        url = f"https://{world.mark}-{place}.invalid/hook"
        key = managing.create_webhook(
            ctx, CreateWebhookRequest(url=url, description=f"Hook {world.mark}", event_types=("product.*",))
        ).webhook.id
        event.sequence = 1_000_000 + place
        event.save(update_fields=["sequence"])
        row = owed_of(event, outbox.Webhook.objects.get(id=key), due=timezone.now())
        row.attempts, row.last_error = 1, f"Error {world.mark}"
        row.save(force_insert=True)
        answer = Answer(status=500, excerpt=f"Answer {world.mark}", duration_ms=7)
        delivering.write_attempt(key, event.id, answer, delivery=row)
        hooks.append(key)
        owed.append(row)
    world.ids["webhook"] = (hooks[0], hooks[1])
    world.ids["webhook_delivery"] = (owed[0].id, owed[1].id)
    world.ids["event"] = (owed[0].event_id, owed[1].event_id)


def _remembered_answer(world: World) -> None:
    """Send a keyed request: its answer is kept."""
    made = world.client(Role.ADMIN).post(
        "/api/v1/admin/users",
        {"email": f"{world.mark}.keyed@example.com", "first_name": f"First {world.mark}"},
        Idempotency_Key=IDEMPOTENCY_KEY,
    )
    assert made.status_code == 201, made.content


@lru_cache(maxsize=8)
def tenant_tables(schema: str) -> tuple[str, ...]:
    """Name the tables that hold tenants' rows and are seen from a cell."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT format('%%I.%%I', n.nspname, c.relname) FROM pg_class c"
            " JOIN pg_namespace n ON n.oid = c.relnamespace"
            " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped"
            " WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname IN ('public', %s)"
            # Tables of the tests of tenancy have no API.
            " AND c.relname !~ '^sample_' ORDER BY 1",
            [schema],
        )
        return tuple(name for (name,) in cursor.fetchall())


def fingerprints(tenant: Tenant) -> Rows:
    """Return how many rows a tenant has in each table, and a hash over all their columns."""
    tables = tenant_tables(tenant.scope.schema)
    each = "SELECT {name}, count(*), coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') FROM {table} t"
    parts = [each.format(name=f"'{table}'", table=table) + " WHERE t.tenant_id = %s" for table in tables]
    parts.append(each.format(name="'public.tenants'", table="public.tenants") + " WHERE t.id = %s")
    with tenant_scope(tenant), connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), [tenant.id] * len(parts))
        return {table: (count, digest) for table, count, digest in cursor.fetchall()}


def as_in_tests(block: Any) -> Any:
    """Let a transaction that stands for none pass where the code asks whether one is open, as Django's own does."""
    block._from_testcase = True
    return block


@contextmanager
def undone() -> Iterator[None]:
    """Take back whatever is written inside. Constraints that wait for the commit are checked before."""
    were_changed = _backend().tenants_changed
    with as_in_tests(transaction.atomic()):
        yield
        if not connection.needs_rollback:
            check_constraints()
        transaction.set_rollback(True)
    if not were_changed:
        keep_tenants()


def keep_tenants() -> None:
    """Let the process keep what it reads of tenants again: their rows are as seeded."""
    # Set by a change, upon which nothing is kept until the transaction's end; here that is the end of all tests.
    _backend().tenants_changed = False


def _backend() -> Any:
    """Return the connection with what our backend adds to it."""
    return connections["default"]


def check_constraints() -> None:
    """Check the constraints that wait for the commit."""
    with connection.cursor() as cursor:
        # One text: one round trip.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
