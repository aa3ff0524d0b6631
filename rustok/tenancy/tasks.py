"""Celery tasks that know whose work they do."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from celery import Task

from rustok.tenancy.context import TenantRequired, current_tenant_id, platform_scope, require_tenant_id, tenant_scope
from rustok.tenancy.info import tenant_info

HEADER: Final = "rustok_tenant"
"""Message header that holds the tenant's id."""


class TenantTask(Task):
    """Base of a task that works for one tenant: ``@shared_task(base=TenantTask)``.

    The tenant in scope goes along in a header, and the worker enters its scope. Sent or received without one, the
    task fails with ``TenantRequired`` instead of doing nothing.
    """

    abstract = True

    def apply_async(self, args: Any = None, kwargs: Any = None, *positional: Any, **options: Any) -> Any:
        """Send the task.

        :raises TenantRequired: no tenant is in scope and no header names one.
        """
        headers = dict(options.pop("headers", None) or {})
        headers.setdefault(HEADER, str(current_tenant_id() or self._received() or require_tenant_id()))
        return super().apply_async(args, kwargs, *positional, headers=headers, **options)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Do the work in the tenant's scope."""
        received = self._received()
        if received is None:
            if self.request.called_directly:
                require_tenant_id()
                return super().__call__(*args, **kwargs)
            raise TenantRequired(f"{self.name} was sent without the header {HEADER}")
        with tenant_scope(tenant_info(UUID(received))):
            return super().__call__(*args, **kwargs)

    def _received(self) -> str | None:
        request = self.request
        return getattr(request, HEADER, None) or (request.headers or {}).get(HEADER)


class PlatformTask(Task):
    """Base of a task that works across tenants: it runs in ``platform_scope()``."""

    abstract = True

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Do the work in the platform's scope."""
        with platform_scope():
            return super().__call__(*args, **kwargs)
