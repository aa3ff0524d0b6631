"""Any sequence of changes, deliveries, failures and kills, against a log kept in memory."""

from __future__ import annotations

from collections import Counter, defaultdict

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from rustok.context import RequestContext
from rustok.events.subscribers import Subscriber
from rustok.ids import generate_id
from rustok.tenancy.context import platform_scope, tenant_scope
from rustok_outbox import delivery, models, relay
from rustok_outbox.models import DeliveryStatus
from rustok_outbox.services.replay import Selection, replay, retry_dead_letters
from tests.rustok_outbox.ledger import books
from tests.rustok_outbox.ledger.storm import ChangedMyMind, Killed

PLACES = (
    "relay.claimed", "relay.fanned_out", "relay.before_commit", "relay.after_commit", "delivery.claimed",
    "delivery.before_handler", "delivery.after_handler", "delivery.before_commit", "delivery.after_commit",
)  # fmt: skip


class OutboxMachine(RuleBasedStateMachine):
    """The model is a list of committed events per aggregate; the outbox must deliver just these."""

    ledger: object
    tenants: list
    kill: list

    def __init__(self):
        super().__init__()
        with platform_scope():
            for model in (models.Event, models.Delivery, models.Aggregate):
                model.objects.all().delete()
        self.ledger.execute("DELETE FROM ledger_changes")
        self.ledger.execute("DELETE FROM ledger_effects")
        self.things = [generate_id() for _ in range(3)]
        self.log = defaultdict(list)
        self.replays = Counter()
        type(self).broken = set()
        self.kill.clear()

    @rule(tenant=st.integers(0, 1), thing=st.integers(0, 2), count=st.integers(1, 4), commit=st.booleans())
    def change(self, tenant, thing, count, commit):
        scope = self.tenants[tenant]
        made = []
        try:
            with tenant_scope(scope), transaction.atomic():
                for _ in range(count):
                    made.append(books.change(RequestContext.system(scope.id), self.things[thing]))
                if not commit:
                    raise ChangedMyMind
        except ChangedMyMind:
            return
        seen = self.log[scope.id, self.things[thing]]
        for envelope in made:
            assert envelope.aggregate_version == len(seen) + 1
            seen.append(envelope.event_id)

    @rule()
    def drain(self):
        relay.drain()

    @rule(place=st.sampled_from(PLACES), hits=st.integers(1, 3))
    def killed(self, place, hits):
        self.kill[:] = [place, hits]
        try:
            relay.drain()
        except Killed:
            connection.close()
        self.kill.clear()

    @rule(thing=st.integers(0, 2))
    def break_a_thing(self, thing):
        type(self).broken = {self.things[thing]}

    @precondition(lambda self: type(self).broken)
    @rule()
    def mend(self):
        type(self).broken = set()

    @rule(tenant=st.integers(0, 1), thing=st.integers(0, 2))
    def replay_a_thing(self, tenant, thing):
        for event_id in self.log[self.tenants[tenant].id, self.things[thing]][:2]:
            if replay(Selection(event_id=event_id), subscriber="ledger.first"):
                self.replays[event_id] += 1

    @rule()
    def retry_the_dead(self):
        retry_dead_letters()

    @invariant()
    def nothing_is_made_up_or_early(self):
        committed = {event for seen in self.log.values() for event in seen}
        rows = self.ledger.execute("SELECT subscriber, event_id FROM ledger_effects WHERE NOT is_replay").fetchall()
        effects = Counter(rows)
        assert {event for _, event in effects} <= committed
        assert not effects or max(effects.values()) == 1

    def teardown(self):
        type(self).broken = set()
        self.kill.clear()
        for _ in range(3):
            retry_dead_letters()
            with platform_scope():
                models.Delivery.objects.filter(status=DeliveryStatus.PENDING).update(next_attempt_at=timezone.now())
            relay.drain()
        events = sorted(str(event) for seen in self.log.values() for event in seen)
        for subscriber in books.SUBSCRIBERS:
            rows = self.ledger.execute(
                "SELECT event_id FROM ledger_effects WHERE subscriber = %s AND NOT is_replay", (subscriber,)
            )
            assert sorted(str(event) for (event,) in rows) == events
        replayed = Counter(
            event for (event,) in self.ledger.execute("SELECT event_id FROM ledger_effects WHERE is_replay")
        )
        assert replayed == self.replays
        connection.close()


@pytest.mark.timeout(200)
def test_outbox_does_what_the_model_says(ledger, tenants, listeners, monkeypatch):
    kill = []

    def failpoint(place):
        if kill and kill[0] == place:
            kill[1] -= 1
            if kill[1] == 0:
                raise Killed

    for module in (delivery, relay):
        monkeypatch.setattr(module, "failpoint", failpoint)

    def noting(name):
        def handle(envelopes):
            books.note(name, envelopes)
            # After the effect: it must be gone with the failure.
            if any(envelope.event.aggregate_id in OutboxMachine.broken for envelope in envelopes):
                raise ChangedMyMind

        return Subscriber(name=name, events=("product.*",), handle=handle)

    listeners(*(noting(name) for name in books.SUBSCRIBERS))
    OutboxMachine.ledger, OutboxMachine.kill = ledger, kill
    OutboxMachine.tenants = [tenants["a"], tenants["x"]]
    run_state_machine_as_test(
        OutboxMachine,
        settings=settings(
            max_examples=25, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
