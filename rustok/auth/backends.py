"""Sign-in to the Django admin: staff of the request's tenant, super administrators on the platform's host."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from rustok.auth import emails, metrics, models, passwords, throttle
from rustok.auth.clients import Client, client_of
from rustok.errors import RateLimited, Unavailable
from rustok.tenancy.context import current_tenant_id


class TenantBackend(BaseBackend):
    """Knows the users of the tenant in scope, and no others.

    A session's user is read within the scope too, so a cookie carried to another tenant's host is nobody's.
    """

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> models.User | None:
        """Return the active staff member with this address and password.

        :raises PermissionDenied: too many attempts, or they cannot be counted.
        """
        email = username if username is not None else kwargs.get("email")
        if email is None or password is None or current_tenant_id() is None:
            return None
        client = client_of(request) if request is not None else Client()
        email = emails.normalise(email)[: emails.MAX_LENGTH]
        try:
            throttle.attempt(email, client)
        except (RateLimited, Unavailable) as exc:
            metrics.logins.labels(outcome="throttled").inc()
            raise PermissionDenied from exc
        user: models.User | None = models.User.objects.filter(email=email).first()
        if not passwords.matches(user, password) or user is None or not self._may_enter(user):
            metrics.logins.labels(outcome="failed").inc()
            return None
        throttle.forgive(email, client)
        metrics.logins.labels(outcome="ok").inc()
        return user

    def get_user(self, user_id: Any) -> models.User | None:
        """Return the user of a session, while they may come in."""
        if current_tenant_id() is None:
            return None
        user: models.User | None = models.User.objects.filter(pk=user_id).first()
        return user if user is not None and self._may_enter(user) else None

    @staticmethod
    def _may_enter(user: models.User) -> bool:
        return user.is_active and user.is_staff
