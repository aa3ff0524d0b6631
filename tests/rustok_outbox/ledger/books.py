"""Two tables beside the outbox: ``changes``, written with the event, and ``effects``, written by the consumers.

No unique keys: a double effect has to be seen, not refused.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from uuid import UUID

import psycopg
from django.db import connection, transaction

from rustok.context import RequestContext
from rustok.events.bus import publish
from rustok.events.catalog.commerce import ProductUpdated
from rustok.events.envelope import EventEnvelope
from rustok.tenancy.context import require_tenant_id

CREATE = """
CREATE TABLE public.ledger_changes (
  id bigint GENERATED ALWAYS AS IDENTITY, tenant_id uuid NOT NULL, aggregate_id uuid NOT NULL, event_id uuid NOT NULL,
  version bigint NOT NULL);
CREATE TABLE public.ledger_effects (
  id bigint GENERATED ALWAYS AS IDENTITY, subscriber text NOT NULL, tenant_id uuid NOT NULL, aggregate_id uuid NOT NULL,
  event_id uuid NOT NULL, version bigint NOT NULL, is_replay boolean NOT NULL);
GRANT SELECT, INSERT, DELETE ON public.ledger_changes, public.ledger_effects TO rustok_app;
"""
DROP = "DROP TABLE public.ledger_changes, public.ledger_effects"

SUBSCRIBERS = ("ledger.first", "ledger.second")


def change(ctx: RequestContext, aggregate_id: UUID) -> EventEnvelope:
    """Change something: one row and one event, in the caller's transaction."""
    envelope = publish(ctx, ProductUpdated(product_id=aggregate_id))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO public.ledger_changes (tenant_id, aggregate_id, event_id, version) VALUES (%s, %s, %s, %s)",
            [ctx.tenant_id, aggregate_id, envelope.event_id, envelope.aggregate_version],
        )
    return envelope


def change_alone(ctx: RequestContext, aggregate_id: UUID) -> EventEnvelope:
    """Change something in a transaction of its own."""
    with transaction.atomic():
        return change(ctx, aggregate_id)


def note(subscriber: str, envelopes: Sequence[EventEnvelope]) -> None:
    """Write the effect of a consumer."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO public.ledger_effects (subscriber, tenant_id, aggregate_id, event_id, version, is_replay)"
            " VALUES (%s, %s, %s, %s, %s, %s)",
            [
                (
                    subscriber,
                    require_tenant_id(),
                    envelope.event.aggregate_id,
                    envelope.event_id,
                    envelope.aggregate_version,
                    envelope.is_replay,
                )
                for envelope in envelopes
            ],
        )


def faults(owner: psycopg.Connection, subscribers: Sequence[str] = SUBSCRIBERS) -> list[str]:
    """Compare the books: what was lost, doubled, made up or out of order.

    Not the final state but every single effect: two ways to lose events were seen to end with all states the newest.
    """
    found: list[str] = []
    changes = Counter(row[0] for row in owner.execute("SELECT event_id FROM public.ledger_changes"))
    stored = Counter(row[0] for row in owner.execute("SELECT id FROM public.sys_events"))
    if changes != stored:
        found.append(f"changes and events differ: {len(changes - stored)} missing, {len(stored - changes)} too many")
    versions: dict[UUID, list[int]] = defaultdict(list)
    for aggregate, version in owner.execute(
        "SELECT aggregate_id, aggregate_version FROM public.sys_events ORDER BY position"
    ):
        versions[aggregate].append(version)
    broken = [aggregate for aggregate, seen in versions.items() if seen != list(range(1, len(seen) + 1))]
    if broken:
        found.append(f"{len(broken)} aggregates' versions are not 1..n in the order of positions")
    for subscriber in subscribers:
        rows = owner.execute(
            "SELECT event_id, aggregate_id, version FROM public.ledger_effects"
            " WHERE subscriber = %s AND NOT is_replay ORDER BY id",
            (subscriber,),
        ).fetchall()
        effects = Counter(row[0] for row in rows)
        if lost := stored - effects:
            found.append(f"{subscriber}: {sum(lost.values())} lost")
        if doubled := effects - stored:
            found.append(f"{subscriber}: {sum(doubled.values())} doubled")
        order: dict[UUID, list[int]] = defaultdict(list)
        for _, aggregate, version in rows:
            order[aggregate].append(version)
        disordered = [aggregate for aggregate, seen in order.items() if seen != list(range(1, len(seen) + 1))]
        if disordered:
            found.append(f"{subscriber}: {len(disordered)} aggregates out of order")
    return found
