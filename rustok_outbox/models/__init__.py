"""Tables of the outbox: the log of events and what is owed of it, to our own consumers and to webhooks."""

from rustok_outbox.models.events import Aggregate, Delivery, DeliveryStatus, Event, EventStatus
from rustok_outbox.models.webhooks import DisabledReason, Webhook, WebhookAttempt, WebhookDelivery

__all__ = [
    "Aggregate",
    "Delivery",
    "DeliveryStatus",
    "DisabledReason",
    "Event",
    "EventStatus",
    "Webhook",
    "WebhookAttempt",
    "WebhookDelivery",
]
