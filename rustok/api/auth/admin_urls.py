"""Routes under ``/api/v1/admin/``."""

from __future__ import annotations

from django.urls import path

from rustok.api.auth import admin_views
from rustok.api.rest import converters

__all__ = ["converters", "urlpatterns"]

urlpatterns = [
    path("users", admin_views.UsersView.as_view()),
    path("users/<ulid:id>", admin_views.UserView.as_view()),
]
