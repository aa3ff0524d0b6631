"""Customers' routes, below ``/api/v1/store/``."""

from django.urls import path

from tests.example_tickets.rest import views

urlpatterns = [
    path("tickets", views.TicketsView.as_view(), name="store-tickets"),
    path("tickets/<ulid:id>", views.TicketView.as_view(), name="store-ticket"),
]
