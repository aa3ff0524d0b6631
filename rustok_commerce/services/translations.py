"""Texts of categories and collections: a row for each language, written where it says something else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from rustok.errors import FieldError, InvalidInput
from rustok_commerce import errors
from rustok_commerce.services.locales import enabled_locale

TEXTS: Final[tuple[str, ...]] = ("name", "description", "meta_title", "meta_description")
"""What categories and collections say in each language, beside their address."""


def write_translations(row: Any, translations: Iterable[Any], names: Sequence[str] = ("slug", *TEXTS)) -> bool:
    """Write the texts of a category or collection in several languages; return whether any is new.

    :raises DuplicateLocale: a language is there twice.
    :raises LocaleNotEnabled: the shop does not speak one.
    :raises InvalidInput: a new language has no name.
    """
    changed = False
    seen: set[str] = set()
    for translation in translations:
        locale = enabled_locale(translation.locale)
        if locale in seen:
            raise errors.DuplicateLocale(locale=locale)
        seen.add(locale)
        changed |= write_texts(row, locale, {name: getattr(translation, name) for name in names})
    return changed


def write_texts(row: Any, locale: str, texts: Mapping[str, Any]) -> bool:
    """Write the texts of a category or collection in a language; return whether they are new.

    :raises InvalidInput: the language is new and has no name.
    """
    text = row.translations.filter(locale=locale).first()
    if text is None:
        if not texts.get("name"):
            raise InvalidInput((FieldError(("name",), "missing", f"A text in {locale} needs a name."),))
        relation = row.translations
        text = relation.model(**{relation.field.name: row}, locale=locale)
    elif all(getattr(text, name) == value for name, value in texts.items()):
        return False
    for name, value in texts.items():
        setattr(text, name, value)
    text.save()
    return True
