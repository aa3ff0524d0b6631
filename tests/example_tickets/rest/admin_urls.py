"""Staff's routes, below ``/api/v1/admin/``."""

from django.urls import path

from tests.example_tickets.rest import views

urlpatterns = [
    path("tickets", views.TicketsView.as_view(), name="admin-tickets"),
    path("tickets/<ulid:id>", views.TicketView.as_view(), name="admin-ticket"),
    path("tickets/<ulid:id>/answer", views.AnswerTicketView.as_view(), name="admin-ticket-answer"),
    path("tickets/<ulid:id>/close", views.CloseTicketView.as_view(), name="admin-ticket-close"),
]
