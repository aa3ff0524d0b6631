"""What is refused about texts in several languages."""

from __future__ import annotations

from rustok.errors import Conflict, Invalid, NotFound


class TranslationNotFound(NotFound):
    """The product or category is not in that language."""

    code = "commerce.translation.not_found"
    message = "There is no text in {locale!r}."


class SourceTranslation(Conflict):
    """A product or category always has the text that others are made from."""

    code = "commerce.translation.is_source"
    message = "The original text, in {locale!r}, cannot be removed."


class LocaleNotEnabled(Invalid):
    """The tenant does not speak this language."""

    code = "commerce.locale.not_enabled"
    message = "The shop does not speak {locale!r}."


class DuplicateLocale(Invalid):
    """One request gives two texts in the same language."""

    code = "commerce.locale.duplicate"
    message = "The language {locale!r} is given twice."
