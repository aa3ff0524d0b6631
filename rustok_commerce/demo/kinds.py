"""What demo products are, and what attributes say of them: derived from their tags and categories."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from rustok_commerce.demo.records import Catalog, Names, Product


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """An attribute; ``values`` are what a select offers, by key."""

    key: str
    type: str
    names: Names
    values: Mapping[str, Names]
    unit: str | None = None
    is_filterable: bool = True
    is_searchable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A product type with its attributes, in order."""

    key: str
    names: Names
    attributes: tuple[Attribute, ...]


def _names(en: str, ru: str, de: str) -> Names:
    return {"en": en, "ru": ru, "de": de}


_MADE_OF: Final = Attribute(
    key="made-of",
    type="multi_select",
    names=_names("Made of", "Из чего", "Gemacht aus"),
    is_searchable=True,
    values={
        "wool": _names("Wool", "Шерсть", "Wolle"),
        "merino": _names("Merino", "Меринос", "Merino"),
        "linen": _names("Linen", "Лён", "Leinen"),
        "cotton": _names("Cotton", "Хлопок", "Baumwolle"),
        "down": _names("Down", "Пух", "Daunen"),
        "leather": _names("Leather", "Кожа", "Leder"),
        "wood": _names("Wood", "Дерево", "Holz"),
        "steel": _names("Steel", "Сталь", "Stahl"),
        "enamel": _names("Enamel", "Эмаль", "Emaille"),
        "brass": _names("Brass", "Латунь", "Messing"),
        "beeswax": _names("Beeswax", "Пчелиный воск", "Bienenwachs"),
    },
)
_GOOD_FOR: Final = Attribute(
    key="good-for",
    type="multi_select",
    names=_names("Good for", "Для чего", "Gut für"),
    values={
        "camping": _names("Camping", "Кемпинг", "Camping"),
        "hiking": _names("Hiking", "Походы", "Wandern"),
        "running": _names("Running", "Бег", "Laufen"),
        "travel": _names("Travel", "Поездки", "Reisen"),
        "garden": _names("Garden", "Сад", "Garten"),
        "home": _names("Home", "Дом", "Zuhause"),
        "fire": _names("Open fire", "Открытый огонь", "Offenes Feuer"),
    },
)
_HANDMADE: Final = Attribute(
    key="handmade",
    type="boolean",
    names=_names("Made by hand", "Ручная работа", "Handgemacht"),
    values={},
)
_GUARANTEE: Final = Attribute(
    key="guarantee",
    type="number",
    names=_names("Guarantee", "Гарантия", "Garantie"),
    unit="a",
    values={},
)
_NORM: Final = Attribute(
    key="norm",
    type="text",
    names=_names("Standard", "Стандарт", "Norm"),
    values={},
    is_filterable=False,
    is_searchable=True,
)

KINDS: Final = {
    "demo": Kind(
        key="gear",
        names=_names("Gear", "Снаряжение", "Ausrüstung"),
        attributes=(_MADE_OF, _GOOD_FOR, _HANDMADE, _GUARANTEE),
    ),
    "acme": Kind(
        key="supply",
        names=_names("Workshop supply", "Для мастерской", "Werkstattbedarf"),
        attributes=(_NORM, _GUARANTEE),
    ),
}
"""The one type of each data set."""

_YEARS: Final = {"packs": "10", "tents": "5", "tools": "25", "cookware": "25", "hand-tools": "10"}


def said_of(catalog: Catalog, product: Product) -> list[dict[str, object]]:
    """Return what attributes say of a product, as a request takes it."""
    said: list[dict[str, object]] = []
    for attribute in KINDS[catalog.tenant].attributes:
        values = [tag for tag in product.tags if tag in attribute.values]
        norm = next((tag for tag in product.tags if tag.startswith(("en", "din")) and tag[-1].isdigit()), None)
        match attribute.key:
            case "handmade":
                said.append({"attribute": attribute.key, "boolean": "handmade" in product.tags})
            case "guarantee":
                said.append({"attribute": attribute.key, "number": _YEARS.get(product.category, "2")})
            case "norm" if norm is not None:
                letters = norm.rstrip("0123456789")
                said.append({"attribute": "norm", "text": f"{letters.upper()} {norm.removeprefix(letters)}"})
            case _ if values:
                said.append({"attribute": attribute.key, "values": values})
    return said
