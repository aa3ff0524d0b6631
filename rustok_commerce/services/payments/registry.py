"""Which providers there are: those of the setting ``PAYMENT_PROVIDERS``, by name. Modules may add theirs to it."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from django.core.signals import setting_changed
from django.utils.module_loading import import_string

from rustok_commerce import errors
from rustok_commerce.services.payments.port import PaymentProvider


@lru_cache(maxsize=1)
def providers() -> dict[str, type[PaymentProvider]]:
    """Return the classes of the installation's providers by name.

    :raises RuntimeError: two have the same name.
    """
    found: dict[str, type[PaymentProvider]] = {}
    for path in settings.PAYMENT_PROVIDERS:
        provider: type[PaymentProvider] = import_string(path)
        if provider.name in found:
            raise RuntimeError(f"two payment providers are called {provider.name!r}")
        found[provider.name] = provider
    return found


def provider(name: str) -> PaymentProvider:
    """Make a provider, for the shop in scope.

    :raises UnknownProvider: there is none of the name.
    """
    kind = providers().get(name)
    if kind is None:
        raise errors.UnknownProvider(provider=name)
    return kind()


def _forget(*, setting: str, **_: object) -> None:
    if setting == "PAYMENT_PROVIDERS":
        providers.cache_clear()


setting_changed.connect(_forget, dispatch_uid="rustok_commerce.payment_providers")
