"""Staff's routes of events, below ``/api/v1/admin/``."""

from django.urls import path

from rustok_outbox.rest import views

urlpatterns = [
    path("events", views.EventsView.as_view(), name="outbox-events"),
    path("events/dead", views.DeadLettersView.as_view(), name="outbox-dead-letters"),
    path("events/dead/<ulid:id>/retry", views.RetryView.as_view(), name="outbox-retry"),
]
