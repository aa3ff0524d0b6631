"""What can go wrong with deliveries and webhooks."""

from rustok_outbox.errors.events import DeadLetterNotFound
from rustok_outbox.errors.webhooks import (
    SecretLost,
    SecretRotationUnderWay,
    TooManyWebhooks,
    UrlNotAllowed,
    WebhookDeliveryNotFound,
    WebhookInactive,
    WebhookNotFound,
)

__all__ = [
    "DeadLetterNotFound",
    "SecretLost",
    "SecretRotationUnderWay",
    "TooManyWebhooks",
    "UrlNotAllowed",
    "WebhookDeliveryNotFound",
    "WebhookInactive",
    "WebhookNotFound",
]
