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

    def ready(self) -> None:
        """Let people be forgotten in answers that are kept."""
        from rustok.api.stored_answers import StoredAnswers  # noqa: PLC0415  # models are there by now
        from rustok.modules import personal_data  # noqa: PLC0415

        personal_data.register("api", StoredAnswers())
