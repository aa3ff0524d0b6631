"""A node's languages in the form: their fields, tabs and marks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.html import format_html
from django.utils.safestring import SafeString

from rustok.api.admin.forms import (
    choice,
    in_locale,
    language_name,
    long_text,
    switch,
    text,
)
from rustok.tenancy.info import current_tenant
from rustok_content import models
from rustok_content.admin.editor import body_field
from rustok_content.dto.nodes import (
    BodyFormat,
)
from rustok_content.services.kinds import rules_of
from rustok_content.services.reach import Reach

TEXTS: Final = ("title", "slug", "excerpt", "format", "body", "meta_title", "meta_description")

OWN: Final = ("category", "parent", "author_id", "tags", "position", "metadata")
"""The form's fields that are the same in all languages."""


def fixed_fields(node: models.Node | None, reach: Reach) -> tuple[str, ...]:
    """Name the form's fields that are outside of what the operator is assigned; of a new node none is."""
    if node is None or not rules_of(node.kind).drafts or reach.covers(node.path, None):
        return ()
    closed = [locale for locale in form_locales(node) if not reach.covers(node.path, (locale,))]
    return (*OWN, *(in_locale(name, locale) for locale in closed for name in TEXTS))


def texts_of(node: models.Node) -> dict[str, dict[str, Any]]:
    """Return what is written, per language, under the names of the form's fields: what waits to be published first."""
    bodies = {row.locale: row for row in node.bodies.all()}
    drafts: dict[str, Any] = {row.locale: row for row in node.drafts.all()}
    found = {}
    for row in node.translations.all():
        text = drafts.get(row.locale, row)
        body = drafts.get(row.locale, bodies.get(row.locale))
        found[row.locale] = {
            "title": text.title,
            "slug": text.slug,
            "excerpt": text.excerpt or "",
            "body": (body.body or "") if body is not None else "",
            "format": body.format if body is not None else BodyFormat.MARKDOWN.value,
            "meta_title": text.meta_title or "",
            "meta_description": text.meta_description or "",
        }
    return found


def form_locales(node: models.Node | None) -> tuple[str, ...]:
    """Return the languages of the tabs: the original's, the tenant's, those that the tenant has switched off."""
    tenant = current_tenant()
    first = node.source_locale if node else tenant.default_locale
    others = tuple(row.locale for row in node.translations.all()) if node else ()
    return tuple(dict.fromkeys((first, *tenant.locale_codes, *sorted(others))))


def language_fields(locale: str, present: Mapping[str, Any] | None, *, is_source: bool) -> dict[str, Any]:
    """Make the form fields of one language, filled with what is there."""
    values = present or {}
    fields: dict[str, Any] = {
        "title": text("Title", initial=values.get("title"), max_length=255),
        "slug": text(
            "Slug", initial=values.get("slug"), max_length=200, help_text="Made from the title where it is left empty."
        ),
        "excerpt": long_text("Excerpt", initial=values.get("excerpt"), rows=3, max_length=2000),
        "body": body_field("Body", initial=values.get("body"), format_name=in_locale("format", locale)),
        "format": choice(
            "Written in",
            [
                (BodyFormat.MARKDOWN.value, "Markdown"),
                (BodyFormat.HTML.value, "HTML"),
                (BodyFormat.BLOCKS.value, "Blocks"),
            ],
            initial=values.get("format", BodyFormat.MARKDOWN.value),
        ),
        "meta_title": text("Title for search engines", initial=values.get("meta_title"), max_length=255),
        "meta_description": long_text(
            "Description for search engines", initial=values.get("meta_description"), rows=2, max_length=500
        ),
    }
    if present is not None and not is_source:
        fields["remove"] = switch("Remove this translation")
    return {in_locale(name, locale): field for name, field in fields.items()}


def tab_name(node: models.Node | None, locale: str, present: Mapping[str, Any]) -> str:
    """Name a language's tab, with a mark where the text is missing or out of date."""
    name = language_name(locale)
    if node is None:
        return name
    if locale not in present:
        return f"{name} · missing"
    return f"{name} · out of date" if locale in _stale(node) else name


def _stale(node: models.Node) -> set[str]:
    return {row.locale for row in node.translations.all() if row.source_version < node.text_version}


def notice(node: models.Node | None, locale: str, present: Mapping[str, Any]) -> SafeString | str:
    """Say above a language's fields what the editor has to know about them."""
    if node is None or locale not in present:
        return ""
    found = []
    if any(row.locale == locale for row in node.drafts.all()):
        found.append(
            format_html(
                '<p class="text-orange-700 dark:text-orange-400">{}</p>',
                "Readers see an earlier text: this one waits to be published.",
            )
        )
    if locale == node.source_locale:
        found.append(format_html("<p>{}</p>", "This is the original: a change makes the translations out of date."))
    elif locale in _stale(node):
        found.append(
            format_html(
                '<p class="text-orange-700 dark:text-orange-400">{}</p>',
                f"The original ({language_name(node.source_locale)}) has changed since this was written. Saving a"
                " change here marks it as up to date.",
            )
        )
    removed: list[str] = next((row.removed for row in node.bodies.all() if row.locale == locale), [])
    if removed:
        found.append(
            format_html(
                '<p class="text-orange-700 dark:text-orange-400">Taken out of the body, for the safety of readers:'
                " <code>{}</code></p>",
                ", ".join(removed),
            )
        )
    return format_html('<div class="px-3 pt-3">{}</div>', SafeString("".join(found))) if found else ""


def values_of(data: Mapping[str, Any], locale: str) -> dict[str, Any]:
    """Collect a language's values out of the form's."""
    found: dict[str, Any] = {}
    for name in TEXTS:
        field = in_locale(name, locale)
        if field in data:
            found[name] = data[field] if name in ("title", "format") else data[field] or None
    return found


def texts_in(data: Mapping[str, Any], name: str) -> dict[str, str]:
    """Return what a form says in each of the tenant's languages; nothing of those left empty."""
    return {locale: text for locale in current_tenant().locale_codes if (text := data.get(in_locale(name, locale)))}
