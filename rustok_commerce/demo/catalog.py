"""The two demo catalogues: Fernholt for the tenant `demo`, Acme Workshop Supply for `acme`."""

from rustok_commerce.demo import (
    bottles,
    candles,
    clothing,
    cookware,
    lamps,
    lights,
    mugs,
    packs,
    sleeping,
    tents,
    textiles,
    tools,
    workshop,
)
from rustok_commerce.demo.records import Catalog, Category, Names, Product


def _category(handle: str, parent: str | None, position: int, names: Names) -> Category:
    return Category(handle=handle, parent=parent, position=position, names=names)


def _names(en: str, ru: str, de: str) -> Names:
    return {"en": en, "ru": ru, "de": de}


FERNHOLT = Catalog(
    tenant="demo",
    brand="Fernholt",
    locales=("en", "ru", "de"),
    currencies=("USD", "EUR"),
    categories=(
        _category("outdoors", None, 0, _names("Outdoors", "На природе", "Draußen")),
        _category("kitchen", None, 1, _names("Kitchen", "Кухня", "Küche")),
        _category("home", None, 2, _names("Home", "Дом", "Zuhause")),
        _category(
            "packs",
            "outdoors",
            0,
            _names("Packs and bags", "Рюкзаки и сумки", "Rucksäcke und Taschen"),
        ),
        _category(
            "tents",
            "outdoors",
            1,
            _names("Tents and shelters", "Палатки и тенты", "Zelte und Tarps"),
        ),
        _category("sleeping", "outdoors", 2, _names("Sleeping", "Сон в походе", "Schlafen")),
        _category("clothing", "outdoors", 3, _names("Clothing", "Одежда", "Kleidung")),
        _category("lights", "outdoors", 4, _names("Camp lights", "Фонари", "Campinglicht")),
        _category(
            "tools",
            "outdoors",
            5,
            _names("Knives and tools", "Ножи и инструменты", "Messer und Werkzeug"),
        ),
        _category(
            "bottles",
            "kitchen",
            0,
            _names("Bottles and flasks", "Бутылки и термосы", "Flaschen und Kannen"),
        ),
        _category("mugs", "kitchen", 1, _names("Mugs and cups", "Кружки и чашки", "Becher und Tassen")),
        _category("cookware", "kitchen", 2, _names("Cookware", "Посуда для огня", "Kochgeschirr")),
        _category(
            "textiles",
            "home",
            0,
            _names("Blankets and textiles", "Пледы и текстиль", "Decken und Textilien"),
        ),
        _category("lamps", "home", 1, _names("Lamps", "Светильники", "Leuchten")),
        _category("candles", "home", 2, _names("Candles and care", "Свечи и уход", "Kerzen und Pflege")),
    ),
    products=(
        *packs.PRODUCTS,
        *tents.PRODUCTS,
        *sleeping.PRODUCTS,
        *clothing.PRODUCTS,
        *lights.PRODUCTS,
        *tools.PRODUCTS,
        *bottles.PRODUCTS,
        *mugs.PRODUCTS,
        *cookware.PRODUCTS,
        *textiles.PRODUCTS,
        *lamps.PRODUCTS,
        *candles.PRODUCTS,
    ),
)

ACME = Catalog(
    tenant="acme",
    brand="Acme Workshop Supply",
    locales=("en", "de"),
    currencies=("EUR",),
    categories=(
        _category("safety", None, 0, {"en": "Safety", "de": "Arbeitsschutz"}),
        _category("fasteners", None, 1, {"en": "Fasteners", "de": "Verbindungstechnik"}),
        _category("hand-tools", None, 2, {"en": "Hand tools", "de": "Handwerkzeug"}),
        _category("tapes", None, 3, {"en": "Tapes and supplies", "de": "Klebebänder und Bedarf"}),
    ),
    products=workshop.PRODUCTS,
)

CATALOGS = {catalog.tenant: catalog for catalog in (FERNHOLT, ACME)}


def find_product(handle: str) -> Product | None:
    """Look a product up by handle in both catalogues; handles are unique across them."""
    return next((p for c in CATALOGS.values() for p in c.products if p.handle == handle), None)
