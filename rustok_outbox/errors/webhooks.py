"""What can go wrong with webhooks."""

from __future__ import annotations

from rustok.errors import Conflict, Invalid, NotFound, Unavailable


class WebhookNotFound(NotFound):
    """No such webhook for this tenant."""

    code = "outbox.webhook.not_found"
    message = "There is no webhook {webhook}."


class WebhookDeliveryNotFound(NotFound):
    """No such delivery of a webhook for this tenant, or it is older than the log reaches back."""

    code = "outbox.webhook_delivery.not_found"
    message = "There is no delivery {delivery}."


class TooManyWebhooks(Conflict):
    """The tenant has as many webhooks as it may."""

    code = "outbox.webhook.too_many"
    message = "A tenant has {limit} webhooks at most."


class WebhookInactive(Conflict):
    """Nothing is sent to a webhook that is switched off."""

    code = "outbox.webhook.inactive"
    message = "The webhook is switched off: switch it on first."


class SecretRotationUnderWay(Conflict):
    """Two secrets sign already: a third would leave out receivers that still check by the oldest."""

    code = "outbox.webhook.rotation_under_way"
    message = "The secret before this one is good until {until}: rotate after that, or with no time of grace."


class UrlNotAllowed(Invalid):
    """Nothing is ever sent to such an address: it leads into our own network, or is not written plainly."""

    code = "outbox.webhook.url_not_allowed"
    message = "Nothing is sent to this address: {reason}."


class SecretLost(Unavailable):
    """The secret was derived from a ``SECRET_KEY`` that is neither the present one nor among its fallbacks."""

    code = "outbox.webhook.secret_lost"
    message = "The webhook's secret went with an earlier SECRET_KEY: rotate it."
