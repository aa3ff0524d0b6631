"""A worker is killed at every step: the message arrives all the same, under the same id."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from rustok.context import RequestContext
from rustok.events.bus import publish
from rustok.events.catalog.commerce import ProductUpdated
from rustok.ids import generate_id, to_ulid
from rustok.tenancy.context import tenant_scope
from rustok_outbox import models
from rustok_outbox.models import DeliveryStatus
from rustok_outbox.relay import drain
from rustok_outbox.selectors.webhook_work import due_webhooks
from rustok_outbox.services.webhooks.delivering import LEASE

pytestmark = [pytest.mark.processes, pytest.mark.timeout(290)]

ROOT = Path(__file__).resolve().parents[3]
KILLED = 137


def send(receiver, tenant, webhook_id, *, ahead=0.0, failpoint=""):
    """Run a worker in a process of its own; return how it ended."""
    found = subprocess.run(
        [sys.executable, "-m", "tests.rustok_outbox.webhooks.sender", str(tenant.id), str(webhook_id), str(ahead)],
        cwd=ROOT,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "settings.test",
            "DATABASE_URL": settings.DATABASE_URL,
            "REDIS_URL": settings.REDIS_URL,
            "SECRET_KEY": settings.SECRET_KEY,
            "RUSTOK_WEBHOOKS_ALLOW_HTTP": "1",
            "RUSTOK_WEBHOOKS_PORTS": str(receiver.port),
            "RUSTOK_WEBHOOKS_ALLOWED_NETWORKS": "127.0.0.0/8",
            "RUSTOK_FAILPOINTS": failpoint,
        },
        capture_output=True,
        text=True,
    )
    assert found.returncode in (0, KILLED), found.stderr
    return found.returncode


def test_message_arrives_at_least_once_under_its_id_wherever_the_worker_is_killed(
    transactional_db, listeners, tenant_a, ctx_a, receiver, subscribe
):
    with tenant_scope(tenant_a):
        made = subscribe(receiver.url)
        key = made.webhook.id
        for point, arrived in (
            ("webhook.claimed", 1),
            ("webhook.after_send", 2),
            ("webhook.before_commit", 2),
            ("webhook.after_commit", 1),
        ):
            receiver.messages.clear()
            with transaction.atomic():
                envelope = publish(RequestContext.system(tenant_a.id), ProductUpdated(product_id=generate_id()))
            drain()

            assert send(receiver, tenant_a, key, failpoint=f"{point}=kill") == KILLED
            # Nobody else touches it while the dead worker's lease lasts.
            assert due_webhooks(timezone.now()) == []
            later = LEASE.total_seconds() + 1
            assert send(receiver, tenant_a, key, ahead=later) == 0

            assert receiver.ids == [to_ulid(envelope.event_id)] * arrived, point
            row = models.WebhookDelivery.objects.get(event_id=envelope.event_id)
            assert row.status == DeliveryStatus.DONE, point
            models.Webhook.objects.update(lease_id=None, leased_until=None)
        for message in receiver.messages:
            message.verified(made.secret)
