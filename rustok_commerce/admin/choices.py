"""What can be chosen in forms and filters, named in the shop's own language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from rustok.tenancy.info import current_tenant
from rustok_commerce import models
from rustok_commerce.dto.collections import CollectionKind
from rustok_commerce.mappers import choose
from rustok_commerce.selectors.aggregates import load_categories

Choices = list[tuple[str, str]]


def category_choices() -> Choices:
    """Return the tree as choices, indented."""
    locales = current_tenant().fallback_chain(current_tenant().default_locale)
    found = load_categories()
    children: dict[Any, list[Any]] = {}
    for entry in found.values():
        children.setdefault(entry.category.parent_id, []).append(entry)
    choices: Choices = []
    waiting = list(reversed(children.get(None, [])))
    while waiting:
        entry = waiting.pop()
        chosen = choose(entry.translations, locales, entry.category.source_locale)
        name = chosen[1].name if chosen is not None else entry.category.slug
        indent = "\N{NO-BREAK SPACE}" * 4 * (entry.category.path.count("/") - 1)
        choices.append((str(entry.category.id), f"{indent}{name}"))
        waiting.extend(reversed(children.get(entry.category.id, [])))
    return choices


def type_choices() -> Choices:
    """Return the types of products by name."""
    named = [(str(row.id), name_of(row.names, row.key)) for row in models.ProductType.objects.all()]
    return sorted(named, key=lambda choice: choice[1].casefold())


def collection_choices(*, manual: bool = False) -> Choices:
    """Return the collections by name; only those whose products are chosen by hand, if wanted."""
    rows = models.Collection.objects.prefetch_related("translations").order_by("position", "slug")
    if manual:
        rows = rows.filter(kind=CollectionKind.MANUAL)
    return [(str(row.id), collection_name(row)) for row in rows]


def collection_name(row: Any, locales: Sequence[str] = ()) -> str:
    """Name a collection with its texts loaded: in the shop's own language, or the first of ``locales``."""
    texts = {text.locale: text for text in row.translations.all()}
    chosen = choose(texts, tuple(locales) or (current_tenant().default_locale,), row.source_locale)
    name: str = chosen[1].name if chosen is not None else row.slug
    return name


def customer_groups() -> dict[UUID, str]:
    """Return the names of the shop's groups of customers."""
    return dict(models.CustomerGroup.objects.order_by("code").values_list("id", "name"))


def customer_group_choices(nobody: str = "—") -> Choices:
    """Return the groups of customers, by their codes, behind what stands for none of them."""
    return [("", nobody), *((str(group_id), name) for group_id, name in customer_groups().items())]


def tax_class_choices() -> Choices:
    """Return the tax classes, the default one first, by their codes."""
    rows = models.TaxClass.objects.order_by("-is_default", "code")
    return [("", "—"), *((row.code, row.name) for row in rows)]


def name_of(names: Mapping[str, str], key: str, default: str | None = None) -> str:
    """Name what has a name per language: in the shop's own (``default``), in any, or by its key."""
    default = default or current_tenant().default_locale
    chosen = choose(names, (default,), default)
    return chosen[1] if chosen is not None else key
