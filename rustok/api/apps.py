"""The Django app of the APIs."""

from __future__ import annotations

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """REST, GraphQL, OpenAPI and what they share."""

    name = "rustok.api"
    label = "rustok_api"
    verbose_name = "APIs"
    default = True
    default_auto_field = "django.db.models.BigAutoField"
