"""Options and their values in every language of the demo shops."""

from rustok_commerce.demo.records import Names, Option, OptionValue


def _n(en: str, ru: str, de: str) -> Names:
    return {"en": en, "ru": ru, "de": de}


_COLOURS: dict[str, Names] = {
    "moss": _n("Moss", "Мох", "Moos"),
    "slate": _n("Slate", "Сланец", "Schiefer"),
    "clay": _n("Clay", "Терракота", "Terrakotta"),
    "sand": _n("Sand", "Песок", "Sand"),
    "lake": _n("Lake blue", "Озёрный синий", "Seeblau"),
    "ink": _n("Ink", "Чернильный", "Tinte"),
    "ochre": _n("Ochre", "Охра", "Ocker"),
    "berry": _n("Lingonberry", "Брусника", "Preiselbeere"),
    "oat": _n("Oat", "Овсяный", "Hafer"),
    "pine": _n("Pine", "Сосна", "Kiefer"),
    "snow": _n("Snow", "Снег", "Schnee"),
    "black": _n("Black", "Чёрный", "Schwarz"),
    "yellow": _n("Yellow", "Жёлтый", "Gelb"),
    "orange": _n("Orange", "Оранжевый", "Orange"),
}

_SIZES: dict[str, Names] = {
    "xs": _n("XS", "XS", "XS"),
    "s": _n("S", "S", "S"),
    "m": _n("M", "M", "M"),
    "l": _n("L", "L", "L"),
    "xl": _n("XL", "XL", "XL"),
    "regular": _n("Regular", "Стандартный", "Normal"),
    "long": _n("Long", "Длинный", "Lang"),
    "wide": _n("Wide", "Широкий", "Breit"),
    "small": _n("Small", "Малый", "Klein"),
    "medium": _n("Medium", "Средний", "Mittel"),
    "large": _n("Large", "Большой", "Groß"),
    "36-39": _n("EU 36-39", "36-39", "EU 36-39"),
    "40-43": _n("EU 40-43", "40-43", "EU 40-43"),
    "44-47": _n("EU 44-47", "44-47", "EU 44-47"),
    "45x45": _n("45 x 45 cm", "45 x 45 см", "45 x 45 cm"),
    "60x40": _n("60 x 40 cm", "60 x 40 см", "60 x 40 cm"),
    "130x180": _n("130 x 180 cm", "130 x 180 см", "130 x 180 cm"),
    "150x200": _n("150 x 200 cm", "150 x 200 см", "150 x 200 cm"),
    "70x140": _n("70 x 140 cm", "70 x 140 см", "70 x 140 cm"),
    "50x100": _n("50 x 100 cm", "50 x 100 см", "50 x 100 cm"),
    "80x150": _n("80 x 150 cm", "80 x 150 см", "80 x 150 cm"),
    "120x180": _n("120 x 180 cm", "120 x 180 см", "120 x 180 cm"),
    "20cm": _n("20 cm", "20 см", "20 cm"),
    "24cm": _n("24 cm", "24 см", "24 cm"),
    "28cm": _n("28 cm", "28 см", "28 cm"),
    "32cm": _n("32 cm", "32 см", "32 cm"),
    "45cm": _n("45 cm", "45 см", "45 cm"),
    "m6": _n("M6", "M6", "M6"),
    "m8": _n("M8", "M8", "M8"),
    "m10": _n("M10", "M10", "M10"),
    "25mm": _n("25 mm", "25 мм", "25 mm"),
    "50mm": _n("50 mm", "50 мм", "50 mm"),
    "8": _n("Size 8", "Размер 8", "Größe 8"),
    "9": _n("Size 9", "Размер 9", "Größe 9"),
    "10": _n("Size 10", "Размер 10", "Größe 10"),
}

_MATERIALS: dict[str, Names] = {
    "ash": _n("Ash wood", "Ясень", "Esche"),
    "oak": _n("Oak", "Дуб", "Eiche"),
    "walnut": _n("Walnut", "Орех", "Nussbaum"),
    "birch": _n("Birch", "Берёза", "Birke"),
    "carbon-steel": _n("Carbon steel", "Углеродистая сталь", "Kohlenstoffstahl"),
    "stainless": _n("Stainless steel", "Нержавеющая сталь", "Edelstahl"),
    "titanium": _n("Titanium", "Титан", "Titan"),
    "aluminium": _n("Aluminium", "Алюминий", "Aluminium"),
    "cast-iron": _n("Cast iron", "Чугун", "Gusseisen"),
    "wool": _n("Wool", "Шерсть", "Wolle"),
    "merino": _n("Merino wool", "Шерсть мериноса", "Merinowolle"),
    "linen": _n("Linen", "Лён", "Leinen"),
    "cotton": _n("Organic cotton", "Органический хлопок", "Bio-Baumwolle"),
    "down": _n("Down", "Пух", "Daunen"),
    "synthetic": _n("Synthetic fill", "Синтетика", "Kunstfaser"),
    "brass": _n("Brass", "Латунь", "Messing"),
    "stoneware": _n("Stoneware", "Каменная керамика", "Steinzeug"),
    "enamel": _n("Enamelled steel", "Эмалированная сталь", "Emaillierter Stahl"),
    "paper": _n("Washi paper", "Бумага васи", "Washi-Papier"),
    "beeswax": _n("Beeswax", "Пчелиный воск", "Bienenwachs"),
    "soy": _n("Soy wax", "Соевый воск", "Sojawachs"),
    "zinc-plated": _n("Zinc-plated steel", "Оцинкованная сталь", "Verzinkter Stahl"),
    "nitrile": _n("Nitrile", "Нитрил", "Nitril"),
    "leather": _n("Leather", "Кожа", "Leder"),
}


def _litres(amount: str) -> Names:
    comma = amount.replace(".", ",")
    return _n(f"{amount} L", f"{comma} л", f"{comma} l")


_CAPACITIES: dict[str, Names] = {
    **{
        f"{amount.replace('.', '')}l": _litres(amount)
        for amount in ("0.5", "0.75", "1.0", "1.5", "2.5", "5", "8", "18", "28", "35", "45", "60")
    },
    "80ml": _n("80 ml", "80 мл", "80 ml"),
    "150ml": _n("150 ml", "150 мл", "150 ml"),
    "250ml": _n("250 ml", "250 мл", "250 ml"),
    "350ml": _n("350 ml", "350 мл", "350 ml"),
    "450ml": _n("450 ml", "450 мл", "450 ml"),
    "one": _n("1 person", "1 место", "1 Person"),
    "two": _n("2 people", "2 места", "2 Personen"),
    "three": _n("3 people", "3 места", "3 Personen"),
    "four": _n("4 people", "4 места", "4 Personen"),
    "pack-50": _n("Pack of 50", "50 штук", "50 Stück"),
    "pack-200": _n("Pack of 200", "200 штук", "200 Stück"),
}

_SCENTS: dict[str, Names] = {
    "cedar": _n("Cedar and smoke", "Кедр и дым", "Zeder und Rauch"),
    "meadow": _n("Hay meadow", "Скошенный луг", "Heuwiese"),
    "rain": _n("After the rain", "После дождя", "Nach dem Regen"),
    "unscented": _n("Unscented", "Без запаха", "Ohne Duft"),
}


def _option(key: str, names: Names, known: dict[str, Names], chosen: tuple[str, ...]) -> Option:
    values = tuple(OptionValue(key=value, names=known[value]) for value in chosen)
    return Option(key=key, names=names, values=values)


def colour(*chosen: str) -> Option:
    """Offer these colours."""
    return _option("colour", _n("Colour", "Цвет", "Farbe"), _COLOURS, chosen)


def size(*chosen: str) -> Option:
    """Offer these sizes."""
    return _option("size", _n("Size", "Размер", "Größe"), _SIZES, chosen)


def material(*chosen: str) -> Option:
    """Offer these materials."""
    return _option("material", _n("Material", "Материал", "Material"), _MATERIALS, chosen)


def capacity(*chosen: str) -> Option:
    """Offer these capacities: litres, people or pieces."""
    return _option("capacity", _n("Capacity", "Вместимость", "Fassungsvermögen"), _CAPACITIES, chosen)


def scent(*chosen: str) -> Option:
    """Offer these scents."""
    return _option("scent", _n("Scent", "Аромат", "Duft"), _SCENTS, chosen)
