"""Rules of passwords, and their comparison at the same cost for everybody."""

from __future__ import annotations

import unicodedata

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from rustok.auth import models
from rustok.errors import FieldError, InvalidInput


def hashed(password: str, *, field: str = "password") -> str:
    """Hash a new password.

    :raises InvalidInput: it breaks a rule of ``AUTH_PASSWORD_VALIDATORS``; ``field`` names it.
    """
    try:
        validate_password(password)
    except ValidationError as exc:
        raise InvalidInput(
            [FieldError((field,), error.code or "invalid", " ".join(error.messages)) for error in exc.error_list]
        ) from exc
    return make_password(_composed(password))


def unusable() -> str:
    """Return what is stored where there is no password."""
    return make_password(None)


def matches(user: models.User | None, password: str) -> bool:
    """Tell whether it is the user's password; one hash is computed whether or not there is such a user.

    A match with a hash of older parameters is hashed anew and stored.
    """
    if user is None:
        make_password(_composed(password))
        return False

    def store(raw: str) -> None:
        fresh = make_password(raw)
        # Only over the hash that was checked: a password changed meanwhile stays.
        models.User.objects.filter(pk=user.pk, password=user.password).update(password=fresh)

    return check_password(_composed(password), user.password, setter=store)


def _composed(password: str) -> str:
    # The same text typed on two systems may differ in composition (NIST SP 800-63B section 3.1.1.2).
    return unicodedata.normalize("NFC", password)
