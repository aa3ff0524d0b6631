"""Lamps for the house."""

from rustok_commerce.demo.records import Picture, eur_usd, extra, item, text
from rustok_commerce.demo.wording import colour, material, size

PRODUCTS = (
    item(
        "reading-table-lamp",
        code="FH-READ",
        category="lamps",
        tags=("home", "reading", "linen"),
        texts={
            "en": text(
                "Chapter Table Lamp",
                "One more chapter, at least",
                """
                A turned wooden base with a linen shade that sends light down to the page and a
                little up to the ceiling. The switch is on the base, where a sleepy hand finds
                it. E27 bulb, not included and not proprietary.
                """,
                seo=(
                    "Chapter table lamp, wood and linen | Fernholt",
                    "Reading lamp with a turned oak or walnut base and a linen shade.",
                ),
            ),
            "ru": text(
                "Настольная лампа Chapter",
                "Ещё хотя бы одну главу",
                """
                Точёное деревянное основание и льняной абажур, который направляет свет на
                страницу и немного на потолок. Выключатель на основании, рука найдёт его и
                спросонья. Цоколь E27, лампа не входит в комплект.
                """,
            ),
            "de": text(
                "Tischleuchte Chapter",
                "Wenigstens noch ein Kapitel",
                """
                Ein gedrechselter Holzfuß mit Leinenschirm, der das Licht auf die Seite und ein
                wenig an die Decke wirft. Der Schalter sitzt am Fuß, wo ihn die müde Hand findet.
                Fassung E27, Leuchtmittel nicht enthalten.
                """,
            ),
        },
        options=(material("oak", "walnut"), colour("oat", "moss")),
        price=eur_usd(12900, 11900),
        extras={"walnut": extra(2000, 1900, 80)},
        grams=1650,
        stock=(6, 4, 3, 0),
        picture=Picture(drawing="tablelamp", palette="oat"),
    ),
    item(
        "bell-pendant-lamp",
        code="FH-BELL",
        category="lamps",
        tags=("home", "kitchen", "enamel"),
        texts={
            "en": text(
                "Bell Pendant Lamp",
                "Hangs over the table, gathers people",
                """
                A spun enamel bell on two metres of fabric cord. White inside for a warm pool of
                light, coloured outside for the rest of the day.
                """,
            ),
            "ru": text(
                "Подвесной светильник Bell",
                "Висит над столом и собирает людей",
                """
                Эмалированный колокол на двух метрах тканевого шнура. Внутри он белый и даёт
                тёплый круг света, снаружи цветной, чтобы радовать днём.
                """,
            ),
            "de": text(
                "Pendelleuchte Bell",
                "Hängt über dem Tisch und bringt Menschen zusammen",
                """
                Eine gedrückte Emailleglocke an zwei Metern Textilkabel. Innen weiß für warmes
                Licht, außen farbig für den Rest des Tages.
                """,
            ),
        },
        options=(colour("pine", "ochre", "snow", "black"), size("28cm", "45cm")),
        price=eur_usd(9900, 9400),
        extras={"45cm": extra(5000, 4700, 900)},
        grams=1100,
        stock=(7, 2, 5, 1, 10, 3, 0, 4),
        picture=Picture(drawing="pendant", palette="pine"),
    ),
    item(
        "heron-desk-lamp",
        code="FH-HERON",
        category="lamps",
        tags=("desk", "adjustable", "steel"),
        texts={
            "en": text(
                "Heron Desk Lamp",
                "Bends where you look",
                """
                A jointed steel arm balanced by springs, so the head stays where you leave it.
                Glare-free and dimmable at the head.
                """,
            ),
            "ru": text(
                "Рабочая лампа Heron",
                "Наклоняется туда, куда вы смотрите",
                """
                Шарнирная стальная стойка уравновешена пружинами, и плафон остаётся там, где его
                оставили. Свет не слепит, яркость меняется на плафоне.
                """,
            ),
            "de": text(
                "Schreibtischleuchte Heron",
                "Neigt sich dorthin, wo Sie hinsehen",
                """
                Ein Gelenkarm aus Stahl, von Federn gehalten, sodass der Kopf bleibt, wo Sie ihn
                lassen. Blendfrei und am Kopf dimmbar.
                """,
            ),
        },
        options=(colour("ink", "berry", "snow"),),
        price=eur_usd(15900, 14900, was=(17900, 16900)),
        grams=2300,
        stock=(4, 9, 0),
        picture=Picture(drawing="desklamp", palette="ink"),
    ),
    item(
        "moonrise-paper-lamp",
        code="FH-MOON",
        category="lamps",
        tags=("paper", "bedroom", "soft-light"),
        texts={
            "en": text(
                "Moonrise Paper Lamp",
                "A full moon on the sideboard",
                """
                Washi paper on bamboo ribs, folded flat for the post. It stands on a small oak
                cross and gives the kind of light that makes people talk more quietly.
                """,
            ),
            "de": text(
                "Papierleuchte Moonrise",
                "Ein Vollmond auf dem Sideboard",
                """
                Washi-Papier auf Bambusrippen, für den Versand flach gefaltet. Sie steht auf
                einem kleinen Eichenkreuz und gibt ein Licht, bei dem man leiser spricht.
                """,
            ),
        },
        options=(material("paper"), size("28cm", "45cm")),
        price=eur_usd(6900, 6400),
        extras={"45cm": extra(3000, 2800, 260)},
        grams=480,
        stock=(15, 7),
        picture=Picture(drawing="paperlamp", palette="night"),
    ),
    item(
        "standing-floor-lamp",
        code="FH-FLOOR",
        category="lamps",
        tags=("home", "wood", "living-room"),
        texts={
            "en": text(
                "Tripod Floor Lamp",
                "Three legs never wobble",
                """
                Three ash legs, one brass collar, one wide drum shade. It arrives in a flat box
                and stands in five minutes, without a tool.
                """,
            ),
            "ru": text(
                "Торшер на треноге",
                "Три ноги никогда не качаются",
                """
                Три ясеневые ноги, латунное кольцо и широкий абажур. Торшер приезжает в плоской
                коробке и собирается за пять минут без инструментов.
                """,
            ),
            "de": text(
                "Stehleuchte mit drei Beinen",
                "Drei Beine wackeln nie",
                """
                Drei Beine aus Esche, ein Ring aus Messing, ein breiter Schirm. Sie kommt im
                flachen Karton und steht nach fünf Minuten, ganz ohne Werkzeug.
                """,
            ),
        },
        options=(material("ash", "walnut"),),
        price=eur_usd(24900, 23500),
        extras={"walnut": extra(4000, 3800, 250)},
        grams=4300,
        stock=(2, 0),
        backorder=True,
        picture=Picture(drawing="floorlamp", palette="sand"),
    ),
)
