"""Knives and tools."""

from rustok_commerce.demo.records import Picture, eur_usd, extra, item, text
from rustok_commerce.demo.wording import colour, material, size

PRODUCTS = (
    item(
        "orchard-folding-knife",
        code="FH-ORCH",
        category="tools",
        tags=("everyday", "gift", "wood"),
        texts={
            "en": text(
                "Orchard Folding Knife",
                "For apples, string and whittling",
                """
                A friction folder with a seven-centimetre blade and a handle you choose by the
                tree. Carbon steel takes a finer edge; stainless forgives a wet pocket. Please
                sell us back the story when it is twenty years old.
                """,
                seo=(
                    "Orchard Folding Knife | Fernholt",
                    ("Wooden folding knife with a 7 cm blade in oak or walnut, carbon or stainless steel."),
                ),
            ),
            "ru": text(
                "Складной нож Orchard",
                "Для яблок, верёвки и резьбы по дереву",
                """
                Складной нож с клинком семь сантиметров и рукоятью из дерева на выбор.
                Углеродистая сталь острее, нержавеющая прощает мокрый карман. Через двадцать лет
                расскажите нам его историю.
                """,
            ),
            "de": text(
                "Klappmesser Orchard",
                "Für Äpfel, Schnur und Schnitzereien",
                """
                Ein Klappmesser mit sieben Zentimetern Klinge und einem Griff aus dem Holz Ihrer
                Wahl. Kohlenstoffstahl wird schärfer, Edelstahl verzeiht die nasse Hosentasche.
                Erzählen Sie uns seine Geschichte, wenn es zwanzig Jahre alt ist.
                """,
            ),
        },
        options=(
            material("oak", "walnut"),
            size("small", "medium"),
        ),
        price=eur_usd(4900, 4600),
        extras={"walnut": extra(600, 600, 4), "medium": extra(500, 500, 18)},
        grams=62,
        stock=(30, 21, 12, 2),
        picture=Picture(drawing="foldingknife", palette="clay"),
    ),
    item(
        "forester-belt-knife",
        code="FH-BELT",
        category="tools",
        tags=("bushcraft", "full-tang", "leather"),
        texts={
            "en": text(
                "Forester Belt Knife",
                "Full tang, flat grind, leather sheath",
                """
                A working knife with a scandi grind that is easy to keep sharp on a flat stone.
                The birch handle is oiled, not varnished, so it grips when wet. Sheath stitched
                from vegetable-tanned leather.
                """,
            ),
            "ru": text(
                "Поясной нож Forester",
                "Цельный хвостовик и кожаные ножны",
                """
                Рабочий нож со скандинавскими спусками: его легко точить на плоском камне.
                Берёзовая рукоять пропитана маслом, а не лаком, и не скользит мокрой. Ножны сшиты
                из кожи растительного дубления.
                """,
            ),
            "de": text(
                "Gürtelmesser Forester",
                "Durchgehende Angel, flacher Schliff, Lederscheide",
                """
                Ein Arbeitsmesser mit Scandi-Schliff, der sich auf einem flachen Stein leicht
                schärfen lässt. Der Birkengriff ist geölt statt lackiert und bleibt auch nass
                griffig. Die Scheide ist aus pflanzlich gegerbtem Leder genäht.
                """,
            ),
        },
        options=(material("carbon-steel", "stainless"),),
        price=eur_usd(8900, 8400),
        grams=165,
        stock=(10, 0),
        backorder=True,
        picture=Picture(drawing="beltknife", palette="pine"),
    ),
    item(
        "kindling-hatchet",
        code="FH-AXE",
        category="tools",
        tags=("bushcraft", "fire", "forged"),
        texts={
            "en": text(
                "Kindling Hatchet",
                "Hand-forged, 600 grams of head",
                """
                Forged by a smith who stamps his initials into every head. Straight-grained ash
                handle, hung so that you can replace it in an hour.
                """,
            ),
            "ru": text(
                "Топорик Kindling",
                "Ручная ковка, головка 600 граммов",
                """
                Откован кузнецом, который ставит свои инициалы на каждой головке. Топорище из
                прямослойного ясеня можно сменить за час.
                """,
            ),
            "de": text(
                "Handbeil Kindling",
                "Von Hand geschmiedet, 600-Gramm-Kopf",
                """
                Geschmiedet von einem Meister, der seine Initialen in jeden Kopf schlägt. Der
                Stiel aus geradfaseriger Esche lässt sich in einer Stunde tauschen.
                """,
            ),
        },
        options=(material("ash"),),
        price=eur_usd(11900, 11200),
        grams=980,
        stock=(4,),
        picture=Picture(drawing="axe", palette="berry"),
    ),
    item(
        "true-north-compass",
        code="FH-COMP",
        category="tools",
        tags=("navigation", "hiking", "no-batteries"),
        texts={
            "en": text(
                "True North Compass",
                "Needs no signal and no update",
                """
                A baseplate compass with a steady needle, a mirror for sighting and a scale for
                the two usual map sheets. Declination is set with a small screw and stays set.
                """,
            ),
            "ru": text(
                "Компас True North",
                "Без сети и без обновлений",
                """
                Планшетный компас со спокойной стрелкой, визирным зеркалом и шкалами для двух
                обычных масштабов карт. Магнитное склонение выставляется винтом и не сбивается.
                """,
            ),
            "de": text(
                "Kompass True North",
                "Braucht weder Netz noch Update",
                """
                Ein Plattenkompass mit ruhiger Nadel, Peilspiegel und Maßstäben für die beiden
                üblichen Kartenblätter. Die Missweisung wird mit einer kleinen Schraube
                eingestellt und bleibt, wo sie ist.
                """,
            ),
        },
        options=(colour("ochre", "ink"),),
        price=eur_usd(4400, 4100),
        grams=74,
        stock=(18, 25),
        picture=Picture(drawing="compass", palette="ink"),
    ),
    item(
        "garden-trowel",
        code="FH-TROW",
        category="tools",
        tags=("garden", "camping", "steel"),
        texts={
            "en": text(
                "Potting Trowel",
                "One piece of steel, one piece of wood",
                """
                A deep trowel with a depth scale pressed into the blade. Sharp enough for roots
                and small enough for a balcony box.
                """,
            ),
            "de": text(
                "Pflanzkelle",
                "Ein Stück Stahl, ein Stück Holz",
                """
                Eine tiefe Kelle mit eingeprägter Tiefenskala. Scharf genug für Wurzeln und klein
                genug für den Balkonkasten.
                """,
            ),
        },
        options=(material("ash"), size("small", "large")),
        price=eur_usd(2600, 2400),
        extras={"large": extra(600, 500, 110)},
        grams=240,
        stock=(12, 1),
        picture=Picture(drawing="trowel", palette="moss"),
    ),
)
