"""What is no module's own: search settings, events, webhooks, answers kept for their key."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.modules.registry import registry
from rustok.rbac.roles import Role
from rustok_index import models as index
from rustok_index.dto.dictionary import (
    CreateSearchPinRequest,
    CreateSearchStopWordRequest,
    CreateSearchSynonymRequest,
)
from rustok_index.services import dictionary
from rustok_outbox import models as outbox
from rustok_outbox.dto.webhooks import CreateWebhookRequest
from rustok_outbox.services.fanout import delivery_of
from rustok_outbox.services.webhooks import delivering, managing
from rustok_outbox.services.webhooks.fanout import owed_of
from rustok_outbox.services.webhooks.sending import Answer
from tests.example_tickets import services as tickets
from tests.example_tickets.dto import AnswerTicketRequest, OpenTicketRequest
from tests.security.world.seeds import IDEMPOTENCY_KEY, World


def add_search_settings(world: World, ctx: RequestContext) -> None:
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


def add_what_only_some_settings_fill(world: World) -> None:
    """Fill the tables of the PostgreSQL engine and of a rebuild under way, which nothing here brings about."""
    entity_id = world.ids["product"][1]
    place = {"index_name": "products", "entity_id": entity_id, "locale": "en"}
    index.IndexSearchEntry.objects.create(**place, vector="", keys=[], prices={}, has_stock=False, created=0)
    index.IndexSearchWord.objects.create(
        index_name="products", locale="en", letters=len(world.mark), word=world.mark, written=world.mark
    )
    index.IndexShadow.objects.create(**place, row=None, narrow="{}")


def add_tickets(world: World, ctx: RequestContext) -> None:
    """Fill the example module, which stands for every module that is added."""

    def ticket() -> UUID:
        asked = {"subject": f"Subject {world.mark}", "question": f"Question {world.mark}"}
        made = tickets.open_ticket(ctx, parse(OpenTicketRequest, asked))
        answer = {"answer": f"Answer {world.mark}", "is_public": True}
        return tickets.answer_ticket(ctx, made.id, parse(AnswerTicketRequest, answer)).id

    world.ids["ticket"] = (ticket(), ticket())


def add_dead_letters(world: World) -> None:
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


def add_webhooks(world: World, ctx: RequestContext) -> None:
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


def add_remembered_answer(world: World) -> None:
    """Send a keyed request: its answer is kept."""
    made = world.client(Role.ADMIN).post(
        "/api/v1/admin/users",
        {"email": f"{world.mark}.keyed@example.com", "first_name": f"First {world.mark}"},
        Idempotency_Key=IDEMPOTENCY_KEY,
    )
    assert made.status_code == 201, made.content
