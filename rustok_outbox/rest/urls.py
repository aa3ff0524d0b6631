"""Staff's routes of events and webhooks, below ``/api/v1/admin/``."""

from django.urls import path

from rustok_outbox.rest import views, webhooks

urlpatterns = [
    path("events", views.EventsView.as_view(), name="outbox-events"),
    path("events/dead", views.DeadLettersView.as_view(), name="outbox-dead-letters"),
    path("events/dead/<ulid:id>/retry", views.RetryView.as_view(), name="outbox-retry"),
    path("webhooks", webhooks.WebhooksView.as_view(), name="outbox-webhooks"),
    path("webhooks/<ulid:id>", webhooks.WebhookView.as_view(), name="outbox-webhook"),
    path("webhooks/<ulid:id>/rotate-secret", webhooks.SecretView.as_view(), name="outbox-webhook-secret"),
    path("webhooks/<ulid:id>/deliveries", webhooks.DeliveriesView.as_view(), name="outbox-webhook-deliveries"),
    path("webhooks/<ulid:id>/replay", webhooks.ReplayView.as_view(), name="outbox-webhook-replay"),
    path("webhooks/<ulid:id>/test", webhooks.TestView.as_view(), name="outbox-webhook-test"),
    path("webhook-deliveries/<ulid:id>/attempts", webhooks.AttemptsView.as_view(), name="outbox-webhook-attempts"),
]
