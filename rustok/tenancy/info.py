"""What every request needs to know about its tenant, kept for some seconds in the process.

The copy is dropped at once in the process that changes something, and within a second in the others: they look at a
version in the cache. Without the cache (Valkey down) a change is seen when the copy's seconds are over.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID, uuid4

from django.core.cache import caches
from django.db import connection, connections, transaction
from django.db.models.signals import post_delete, post_save
from redis.exceptions import RedisError

from rustok.conf import conf
from rustok.tenancy.context import Scope, no_scope, platform_scope, require_tenant_id
from rustok.tenancy.errors import TenantNotFound
from rustok.tenancy.models import Domain, Tenant, TenantLocale, TenantModule
from rustok.tenancy.models.tenants import currencies_of

logger = logging.getLogger(__name__)

VERSION_KEY: Final = "tenancy.version"
_LOOK_EVERY: Final = 1.0
_LOOK_AGAIN_AFTER_FAILURE: Final = 5.0
# Hosts come from outside: names that lead nowhere must not fill the memory.
_MOST_ENTRIES: Final = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class LocaleInfo:
    """A language of a tenant."""

    locale: str
    fallback: str | None
    rtl: bool
    is_default: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TenantInfo:
    """A tenant as requests see it. ``locales`` are the enabled ones in order; ``modules`` the slugs switched on."""

    id: UUID
    slug: str
    name: str
    schema: str
    is_active: bool
    is_platform: bool
    default_locale: str
    locales: tuple[LocaleInfo, ...]
    currencies: tuple[str, ...]
    modules: frozenset[str]
    settings: Mapping[str, Any]
    version: int

    @property
    def scope(self) -> Scope:
        """The scope to work in."""
        return Scope(self.id, self.schema)

    @property
    def locale_codes(self) -> tuple[str, ...]:
        """Codes of the enabled locales; the default one is among them."""
        return tuple(locale.locale for locale in self.locales)

    @property
    def default_currency(self) -> str:
        """ISO 4217 code."""
        return self.currencies[0]

    def fallback_chain(self, locale: str) -> tuple[str, ...]:
        """Return the locales to read a translation in: the one asked for, its fallbacks, the default one."""
        fallbacks = {entry.locale: entry.fallback for entry in self.locales}
        chain: list[str] = []
        current: str | None = locale
        while current is not None and current not in chain:
            chain.append(current)
            # ru-RU reads ru where nothing else is said.
            parent = current.rpartition("-")[0]
            current = fallbacks.get(current) or (parent or None)
        if self.default_locale not in chain:
            chain.append(self.default_locale)
        return tuple(chain)

    def choose_locale(self, wanted: str, *, among: Collection[str] = ()) -> str | None:
        """Return the enabled locale that serves a wanted language tag: itself or its parent, in any case.

        :param among: only these of the enabled ones; empty: all.
        """
        codes = {code.lower(): code for code in among or self.locale_codes}
        tag = wanted.strip().lower().replace("_", "-")
        while tag:
            if tag in codes:
                return codes[tag]
            tag = tag.rpartition("-")[0]
        return None


class _Directory:
    """The process's copy. Keys are ("id", id), ("slug", slug), ("host", host)."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._entries: OrderedDict[tuple[str, str], tuple[float, TenantInfo | None]] = OrderedDict()
        self._version: str | None = None
        self._look_at = 0.0

    def get(self, key: tuple[str, str], load: Callable[[], TenantInfo | None]) -> TenantInfo | None:
        seconds = conf().tenant.cache_seconds
        if seconds <= 0:
            return load()
        self._follow_others()
        now = time.monotonic()
        with self._lock:
            entry = self._entries.get(key)
            if entry is not None and entry[0] > now:
                self._entries.move_to_end(key)
                return entry[1]
            version = self._version
        found = load()
        # What this very transaction changed is known to it alone, and not to be kept.
        if not (connection.in_atomic_block and _backend().tenants_changed):
            with self._lock:
                # Another thread may have heard of a change while we were reading.
                if version == self._version:
                    self._entries[key] = (now + seconds, found)
                    self._entries.move_to_end(key)
                    while len(self._entries) > _MOST_ENTRIES:
                        self._entries.popitem(last=False)
        return found

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()

    def announce(self) -> None:
        """Drop the copy here and tell the other processes."""
        version = uuid4().hex
        with self._lock:
            self._entries.clear()
            self._version = version
        if conf().tenant.cache_seconds <= 0:
            return
        try:
            with no_scope():
                caches["default"].set(VERSION_KEY, version, timeout=None)
        except (RedisError, OSError) as exc:
            logger.warning("tenancy.version_not_announced", extra={"error": str(exc)})

    def _follow_others(self) -> None:
        now = time.monotonic()
        if now < self._look_at:
            return
        self._look_at = now + _LOOK_EVERY
        try:
            with no_scope():
                version = caches["default"].get(VERSION_KEY)
        except (RedisError, OSError) as exc:
            self._look_at = now + _LOOK_AGAIN_AFTER_FAILURE
            logger.warning("tenancy.version_unknown", extra={"error": str(exc)})
            return
        with self._lock:
            if version != self._version:
                self._version = version
                self._entries.clear()


_directory = _Directory()


def tenant_info(tenant_id: UUID) -> TenantInfo:
    """Return what is known about a tenant.

    :raises TenantNotFound: no such tenant.
    """
    found = _directory.get(("id", str(tenant_id)), lambda: _load(id=tenant_id))
    if found is None:
        raise TenantNotFound(tenant=str(tenant_id))
    return found


def current_tenant() -> TenantInfo:
    """Return what is known about the tenant in scope.

    :raises TenantRequired: no tenant is in scope.
    """
    return tenant_info(require_tenant_id())


def find_by_slug(slug: str) -> TenantInfo | None:
    """Find a tenant by its slug."""
    return _directory.get(("slug", slug), lambda: _load(slug=slug))


def find_by_host(host: str) -> TenantInfo | None:
    """Find a tenant by a host name of its own, given in lower case without a port."""
    return _directory.get(("host", host), lambda: _load_by_host(host))


def forget_tenant(tenant_id: UUID) -> None:
    """Let every process read a tenant anew: at once here, and once more when the change is committed.

    :param tenant_id: whose rows changed; the whole copy is dropped, since changes are rare.
    """
    _directory.clear()
    if connection.in_atomic_block:
        _backend().tenants_changed = True
    transaction.on_commit(_directory.announce)


def _backend() -> Any:
    """Return the connection with what our backend adds to it."""
    return connections["default"]


def _load_by_host(host: str) -> TenantInfo | None:
    with platform_scope(), transaction.atomic():
        tenant_id = Domain.objects.filter(domain=host).values_list("tenant_id", flat=True).first()
    return None if tenant_id is None else _load(id=tenant_id)


def _load(**lookup: Any) -> TenantInfo | None:
    # A transaction, since behind a pooler a scope lasts only as long as one.
    with platform_scope(), transaction.atomic():
        tenant = Tenant.objects.select_related("cell").filter(**lookup).first()
        if tenant is None:
            return None
        locales = list(TenantLocale.objects.filter(tenant_id=tenant.id, is_enabled=True).order_by("position", "locale"))
        modules = TenantModule.objects.filter(tenant_id=tenant.id, enabled=True).values_list("module_slug", flat=True)
        switched_on = frozenset(modules)
    return TenantInfo(
        id=tenant.id,
        slug=tenant.slug,
        name=tenant.name,
        schema=tenant.cell.schema_name,
        is_active=tenant.is_active,
        is_platform=tenant.is_platform,
        default_locale=tenant.default_locale,
        locales=tuple(
            LocaleInfo(locale=row.locale, fallback=row.fallback, rtl=row.rtl, is_default=row.is_default)
            for row in locales
        )
        or (LocaleInfo(locale=tenant.default_locale, fallback=None, rtl=False, is_default=True),),
        currencies=currencies_of(tenant.settings),
        modules=switched_on,
        settings=MappingProxyType(tenant.settings),
        version=tenant.version,
    )


def _changed(instance: Any, **_: Any) -> None:
    forget_tenant(instance.id if isinstance(instance, Tenant) else instance.tenant_id)


for _model in (Tenant, Domain, TenantLocale, TenantModule):
    post_save.connect(_changed, sender=_model, dispatch_uid=f"tenancy.changed.{_model.__name__}")
    post_delete.connect(_changed, sender=_model, dispatch_uid=f"tenancy.changed.{_model.__name__}")
