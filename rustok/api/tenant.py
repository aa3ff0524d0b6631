"""What the APIs show of the tenant of a request."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from rustok.tenancy.info import TenantInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class LocaleResponse:
    """A language that the tenant speaks. ``fallback`` is read where a translation is missing."""

    locale: str
    fallback: str | None
    rtl: bool
    is_default: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TenantView:
    """A tenant as a storefront sees it. The first currency is the default."""

    id: UUID
    slug: str
    name: str
    default_locale: str
    locales: tuple[LocaleResponse, ...]
    currencies: tuple[str, ...]


def tenant_view(tenant: TenantInfo) -> TenantView:
    """Return what everybody may know about a tenant."""
    return TenantView(
        id=tenant.id,
        slug=tenant.slug,
        name=tenant.name,
        default_locale=tenant.default_locale,
        locales=tuple(
            LocaleResponse(locale=entry.locale, fallback=entry.fallback, rtl=entry.rtl, is_default=entry.is_default)
            for entry in tenant.locales
        ),
        currencies=tenant.currencies,
    )
