"""Languages of the shop, as commands check them."""

from __future__ import annotations

from collections.abc import Iterable

from rustok.tenancy.info import current_tenant
from rustok_commerce import errors
from rustok_commerce.dto.localized import LocalizedText


def enabled_locale(locale: str | None) -> str:
    """Return the locale, the shop's own where none is given.

    :raises LocaleNotEnabled: the shop does not speak it.
    """
    tenant = current_tenant()
    if locale is None:
        return tenant.default_locale
    if locale not in tenant.locale_codes:
        raise errors.LocaleNotEnabled(locale=locale)
    return locale


def text_map(texts: Iterable[LocalizedText]) -> dict[str, str]:
    """Turn texts into a map by locale.

    :raises LocaleNotEnabled: the shop does not speak one of the languages.
    :raises DuplicateLocale: a language is there twice.
    """
    found: dict[str, str] = {}
    for text in texts:
        locale = enabled_locale(text.locale)
        if locale in found:
            raise errors.DuplicateLocale(locale=locale)
        found[locale] = text.value
    return found
