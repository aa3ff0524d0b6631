"""Receivers on the loopback, which only these tests may call, and webhooks that lead there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from rustok.context import RequestContext
from rustok_outbox.dto.webhooks import CreateWebhookRequest, WebhookSecretResponse
from rustok_outbox.services.webhooks.managing import create_webhook
from tests.rustok_outbox.webhooks.receiver import Receiver, receiving


@pytest.fixture
def local(settings: Any) -> None:
    """Allow plain HTTP to the loopback, on any port."""
    allowed = {"allow_http": True, "ports": (), "allowed_networks": ("127.0.0.0/8",)}
    settings.RUSTOK = {**settings.RUSTOK, "webhooks": {**settings.RUSTOK["webhooks"], **allowed}}


@pytest.fixture
def receiver(local: None) -> Iterator[Receiver]:
    """A receiver that takes everything."""
    with receiving() as found:
        yield found


@pytest.fixture
def subscribe(local: None, ctx_a: RequestContext) -> Callable[..., WebhookSecretResponse]:
    """Make a webhook: ``subscribe(receiver.url, "product.*")``."""

    def make(url: str, *event_types: str) -> WebhookSecretResponse:
        return create_webhook(ctx_a, CreateWebhookRequest(url=url, event_types=event_types or ("product.*",)))

    return make
