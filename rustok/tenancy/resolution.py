"""Find the tenant of a request: by header, by host, by subdomain, or the default one of development."""

from __future__ import annotations

from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

from rustok.conf import TenantConf, conf
from rustok.ids import InvalidId, parse_id
from rustok.tenancy.errors import TenantInactive, TenantNotFound
from rustok.tenancy.info import TenantInfo, find_by_host, find_by_slug, forget_tenant, tenant_info

__all__ = ["forget_tenant", "resolve"]

_LONGEST_HOST: Final = 255
_MOST_HOSTS: Final = 4096
_hosts: Final[dict[str, tuple[tuple[bool | str, ...], str]]] = {}
"""Hosts that Django let pass, and by which rules."""


def resolve(request: HttpRequest) -> TenantInfo:
    """Return the tenant that a request is for; ``RUSTOK["tenant"]["resolution"]`` gives the ways and their order.

    A way that names nobody is followed by the next; a header that names nobody is an error, not a reason to serve
    the host's tenant instead.

    :raises TenantNotFound: no way leads to a tenant.
    :raises TenantInactive: the tenant is switched off.
    """
    rules = conf().tenant
    if not rules.enabled:
        return _active(_default(rules), rules.default_slug or "")
    wanted: str | None = request.META.get(_meta_name(rules.header_name))
    host = ""
    for way in rules.resolution:
        found: TenantInfo | None = None
        if way == "header":
            if wanted is None:
                continue
            return _active(_by_name(wanted.strip()), wanted)
        host = host or _host(request)
        if way == "host":
            found = find_by_host(host)
        elif way == "subdomain":
            found = _by_subdomain(host, rules.base_domains)
        else:
            found = _default(rules)
        if found is not None:
            return _active(found, host)
    raise TenantNotFound(tenant=wanted or host)


@lru_cache(maxsize=8)
def _meta_name(header: str) -> str:
    return f"HTTP_{header.upper().replace('-', '_')}"


def _active(tenant: TenantInfo | None, asked: str) -> TenantInfo:
    if tenant is None:
        raise TenantNotFound(tenant=asked)
    if not tenant.is_active:
        raise TenantInactive(tenant=tenant.slug)
    return tenant


def _by_name(name: str) -> TenantInfo | None:
    try:
        return tenant_info(parse_id(name))
    except (InvalidId, TenantNotFound):
        # A slug may look like an id.
        return find_by_slug(name) if _is_label(name) else None


def _by_subdomain(host: str, base_domains: tuple[str, ...]) -> TenantInfo | None:
    for base in base_domains:
        label, dot, rest = host.partition(".")
        if dot and rest == base.lower().strip(".") and _is_label(label):
            return find_by_slug(label)
    return None


def is_host_of(tenant: TenantInfo, host: str) -> bool:
    """Tell whether a host is one of a tenant's own: a domain, a subdomain, or where its storefront is."""
    host = _bare(host.lower())
    storefront = urlsplit(str(tenant.settings.get("storefront_url") or ""))
    if storefront.hostname is not None and host == storefront.hostname:
        return True
    found = find_by_host(host) or _by_subdomain(host, conf().tenant.base_domains)
    return found is not None and found.id == tenant.id


def _default(rules: TenantConf) -> TenantInfo | None:
    return find_by_slug(rules.default_slug) if rules.default_slug else None


def _host(request: HttpRequest) -> str:
    text = request.META.get("HTTP_HOST")
    if text is None or settings.USE_X_FORWARDED_HOST or len(text) > _LONGEST_HOST:
        return _bare(request.get_host())
    allowed: tuple[bool | str, ...] = (settings.DEBUG, *settings.ALLOWED_HOSTS)
    known = _hosts.get(text)
    if known is not None and known[0] == allowed:
        return known[1]
    # Django checks the form and ALLOWED_HOSTS.
    host = _bare(request.get_host())
    if len(_hosts) >= _MOST_HOSTS:
        _hosts.clear()
    _hosts[text] = (allowed, host)
    return host


@lru_cache(maxsize=4096)
def _bare(host: str) -> str:
    host = host.lower()
    if host.startswith("["):
        return host.partition("]")[0].strip("[")
    return host.rpartition(":")[0].rstrip(".") if ":" in host else host.rstrip(".")


def _is_label(text: str) -> bool:
    return 0 < len(text) <= 63 and text.isascii() and text.replace("-", "").isalnum()
