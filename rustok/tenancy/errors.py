"""Refusals of tenancy."""

from __future__ import annotations

from rustok.errors import Conflict, Forbidden, Invalid, NotFound


class TenantNotFound(NotFound):
    """No tenant answers to this id, name or host."""

    code = "tenancy.tenant.not_found"
    message = "There is no tenant {tenant!r}."


class TenantInactive(Forbidden):
    """The tenant is switched off."""

    code = "tenancy.tenant.inactive"
    message = "The tenant {tenant!r} is not active."


class DuplicateSlug(Conflict):
    """Another tenant has this slug."""

    code = "tenancy.tenant.duplicate_slug"
    message = "A tenant {slug!r} exists already."


class DuplicateDomain(Conflict):
    """The host leads to another tenant."""

    code = "tenancy.domain.duplicate"
    message = "The domain {domain!r} is taken."


class DomainNotFound(NotFound):
    """The tenant has no such domain."""

    code = "tenancy.domain.not_found"
    message = "There is no domain {domain!r}."


class CellMissing(Conflict):
    """The tenant's schema has not been made; that needs the owner's rights, so ``manage.py tenant_create`` does it."""

    code = "tenancy.cell.missing"
    message = "The schema {schema!r} does not exist: create silo tenants by manage.py tenant_create."


class UnknownLocale(Invalid):
    """Not a language tag."""

    code = "tenancy.locale.unknown"
    message = "{locale!r} is not a language tag."


class UnknownCurrency(Invalid):
    """Not a currency of ISO 4217."""

    code = "tenancy.currency.unknown"
    message = "{currency!r} is not a currency of ISO 4217."


class LocaleNotFound(NotFound):
    """The tenant does not have this locale."""

    code = "tenancy.locale.not_found"
    message = "The tenant has no locale {locale!r}."


class DefaultLocaleNeeded(Conflict):
    """The default locale cannot be switched off."""

    code = "tenancy.locale.default_needed"
    message = "{locale!r} is the default locale; choose another default first."


class PlatformTenantNeeded(Conflict):
    """The platform tenant cannot be switched off or erased."""

    code = "tenancy.tenant.platform_needed"
    message = "The platform tenant cannot be switched off."


class TenantNotEmpty(Conflict):
    """An import makes the tenant that it loads into."""

    code = "tenancy.transfer.not_empty"
    message = "There is a tenant {slug!r} already: a tenant is loaded into one that the import makes."


class OtherSchema(Conflict):
    """The file is of another version."""

    code = "tenancy.transfer.other_schema"
    message = "The file was written at schema {found}, this installation is at {wanted}: bring both to one version."


class UnreadableTransfer(Invalid):
    """The file is not what it should be."""

    code = "tenancy.transfer.unreadable"
    message = "The file cannot be loaded: {reason}."
