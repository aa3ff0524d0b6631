"""Words of the made-up catalogue, by language; a language without its own has the English ones."""

from __future__ import annotations

from typing import Final

MATERIALS: Final = ("oak", "steel", "linen", "glass", "copper", "wool", "stone", "cork")
TAGS: Final = (
    "daily", "gift", "new", "classic", "handmade", "outdoor", "kitchen", "office", "travel", "winter",
    "summer", "repairable", "organic", "recycled", "light", "sturdy", "compact", "bright", "quiet", "soft",
)  # fmt: skip
_NOUNS: Final = {
    "en": ("lamp", "chair", "table", "shelf", "mug", "tent", "coat", "rug", "clock", "vase", "bowl", "bag"),
    "ru": (
        "лампа", "стул", "стол", "полка", "кружка", "палатка", "пальто", "ковёр", "часы", "ваза", "миска", "сумка",
    ),
    "de": (
        "Lampe", "Stuhl", "Tisch", "Regal", "Becher", "Zelt", "Mantel", "Teppich", "Uhr", "Vase", "Schale", "Tasche",
    ),
}  # fmt: skip
_STUFFS: Final = {
    "en": MATERIALS,
    "ru": ("дуб", "сталь", "лён", "стекло", "медь", "шерсть", "камень", "пробка"),
    "de": ("Eiche", "Stahl", "Leinen", "Glas", "Kupfer", "Wolle", "Stein", "Kork"),
}
_SENTENCES: Final = {
    "en": (
        "Made to be used every day, repaired when it breaks, and handed on.",
        "The edges are rounded by hand, so that nothing catches.",
        "It comes flat, and goes together without a tool.",
        "Light enough to be carried in one hand, heavy enough to stay.",
        "Every part can be had separately, for as long as we make it.",
        "Wipe it with a damp cloth; it asks for nothing more.",
    ),
    "ru": (
        "Сделано, чтобы служить каждый день, чиниться и переходить по наследству.",
        "Края скруглены вручную и ни за что не цепляются.",
        "Приходит в плоской коробке и собирается без инструментов.",
        "Достаточно лёгкое для одной руки и достаточно тяжёлое, чтобы стоять.",
        "Каждую деталь можно купить отдельно, пока мы это выпускаем.",
        "Протирайте влажной тканью: большего не нужно.",
    ),
    "de": (
        "Gemacht für jeden Tag, für die Reparatur und zum Weitergeben.",
        "Die Kanten sind von Hand gerundet, damit nichts hängen bleibt.",
        "Kommt flach an und lässt sich ohne Werkzeug zusammensetzen.",
        "Leicht genug für eine Hand, schwer genug, um zu stehen.",
        "Jedes Teil gibt es einzeln, solange wir es herstellen.",
        "Mit einem feuchten Tuch abwischen; mehr braucht es nicht.",
    ),
}


def words(locale: str) -> dict[str, tuple[str, ...]]:
    """Return a language's words."""
    code = locale.partition("-")[0]
    code = code if code in _NOUNS else "en"
    return {"nouns": _NOUNS[code], "stuffs": _STUFFS[code], "sentences": _SENTENCES[code]}
