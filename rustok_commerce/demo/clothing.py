"""Clothing for weather."""

from rustok_commerce.demo.records import Picture, eur_usd, item, text
from rustok_commerce.demo.wording import colour, material, size

PRODUCTS = (
    item(
        "squall-rain-jacket",
        code="FH-SQUALL",
        category="clothing",
        tags=("rain", "recycled", "pfas-free"),
        texts={
            "en": text(
                "Squall Rain Jacket",
                "Three layers, no crackle",
                """
                A soft three-layer shell without PFAS, with a hood that turns when your head
                does. Underarm zips let the steam out on the climb. Re-proof it twice a year and
                it stays waterproof for a decade.
                """,
                seo=(
                    "Squall Rain Jacket, PFAS-free | Fernholt",
                    ("Quiet three-layer rain jacket without PFAS, with underarm zips. Four sizes, three colours."),
                ),
            ),
            "ru": text(
                "Дождевая куртка Squall",
                "Три слоя, и ничего не шуршит",
                """
                Мягкая трёхслойная мембрана без фторсоединений и капюшон, который поворачивается
                вместе с головой. Молнии под мышками выпускают пар на подъёме. Обновляйте
                пропитку дважды в год, и куртка прослужит десять лет.
                """,
            ),
            "de": text(
                "Regenjacke Squall",
                "Drei Lagen, kein Rascheln",
                """
                Eine weiche Dreilagenjacke ohne PFAS mit einer Kapuze, die sich mit dem Kopf
                dreht. Reißverschlüsse unter den Armen lassen beim Aufstieg den Dampf heraus.
                Zweimal im Jahr imprägniert, bleibt sie zehn Jahre dicht.
                """,
            ),
        },
        options=(colour("ochre", "moss", "ink"), size("s", "m", "l", "xl")),
        price=eur_usd(22900, 21900),
        grams=420,
        stock=(6, 11, 9, 3, 4, 8, 0, 2, 12, 15, 10, 1),
        picture=Picture(drawing="jacket", palette="ochre"),
    ),
    item(
        "watch-cap",
        code="FH-CAP",
        category="clothing",
        tags=("winter", "merino", "gift"),
        texts={
            "en": text(
                "Watch Cap",
                "Double-knit merino, folds once",
                """
                Knitted in the round, so there is no seam on your forehead. Merino warms when wet
                and does not itch. One size that really fits, thanks to a long rib.
                """,
            ),
            "ru": text(
                "Шапка Watch Cap",
                "Двойная вязка из мериноса с отворотом",
                """
                Связана по кругу, поэтому на лбу нет шва. Меринос греет даже влажным и не
                колется. Длинная резинка действительно подходит на любую голову.
                """,
            ),
            "de": text(
                "Mütze Watch Cap",
                "Doppelt gestrickte Merinowolle mit Umschlag",
                """
                Rund gestrickt, also ohne Naht auf der Stirn. Merinowolle wärmt auch nass und
                kratzt nicht. Dank langer Rippe passt die eine Größe wirklich.
                """,
            ),
        },
        options=(colour("berry", "slate", "oat", "pine"),),
        price=eur_usd(3600, 3400),
        grams=85,
        stock=(28, 31, 5, 0),
        picture=Picture(drawing="beanie", palette="berry"),
    ),
    item(
        "cabin-socks",
        code="FH-SOCK",
        category="clothing",
        tags=("winter", "merino", "everyday"),
        texts={
            "en": text(
                "Cabin Socks",
                "For boots by day and floorboards by night",
                """
                Terry-knit merino with a reinforced heel and toe. Send us a pair with a hole and
                we darn it for free, in a colour you will notice.
                """,
            ),
            "ru": text(
                "Носки Cabin",
                "Днём в ботинках, вечером по доскам",
                """
                Махровая вязка из мериноса, усиленные пятка и мысок. Пришлите нам протёртую пару,
                и мы бесплатно её заштопаем, причём заметным цветом.
                """,
            ),
            "de": text(
                "Hüttensocken Cabin",
                "Tagsüber im Stiefel, abends auf Dielen",
                """
                Frottiergestrickte Merinowolle mit verstärkter Ferse und Spitze. Schicken Sie uns
                ein Paar mit Loch, wir stopfen es kostenlos, in einer Farbe, die auffällt.
                """,
            ),
        },
        options=(colour("clay", "slate", "oat"), size("36-39", "40-43", "44-47")),
        price=eur_usd(2400, 2200),
        grams=110,
        stock=(20, 34, 16, 18, 40, 22, 7, 0, 3),
        picture=Picture(drawing="socks", palette="clay"),
    ),
    item(
        "woodline-overshirt",
        code="FH-OVER",
        category="clothing",
        tags=("wool", "autumn", "layering"),
        texts={
            "en": text(
                "Woodline Overshirt",
                "Half shirt, half jacket",
                """
                Boiled wool with horn buttons and two pockets deep enough for cold hands. Wear it
                open over a tee or buttoned under a shell.
                """,
            ),
            "ru": text(
                "Рубашка-куртка Woodline",
                "Наполовину рубашка, наполовину куртка",
                """
                Валяная шерсть, роговые пуговицы и два кармана, в которых согреются руки. Носите
                её нараспашку с футболкой или застёгнутой под мембраной.
                """,
            ),
            "de": text(
                "Überhemd Woodline",
                "Halb Hemd, halb Jacke",
                """
                Walkwolle mit Hornknöpfen und zwei Taschen, die tief genug für kalte Hände sind.
                Offen über dem T-Shirt oder geschlossen unter der Regenjacke zu tragen.
                """,
            ),
        },
        options=(colour("pine", "berry"), size("s", "m", "l", "xl")),
        price=eur_usd(14900, 13900, was=(17900, 16900)),
        grams=640,
        stock=(3, 7, 6, 2, 1, 4, 0, 0),
        picture=Picture(drawing="shirt", palette="pine"),
    ),
    item(
        "frost-mittens",
        code="FH-MITT",
        category="clothing",
        tags=("winter", "leather", "repairable"),
        texts={
            "en": text(
                "Frost Mittens",
                "Warm hands, still able to tie a knot",
                """
                Goatskin palms over a removable wool liner. The cuff closes with one pull of the
                teeth. Wax the leather once a season.
                """,
            ),
            "ru": text(
                "Рукавицы Frost",
                "Руки в тепле, а узел завязать можно",
                """
                Ладонь из козьей кожи и съёмный шерстяной вкладыш. Манжета затягивается одним
                движением, хоть зубами. Раз в сезон натирайте кожу воском.
                """,
            ),
        },
        options=(material("leather"), size("s", "m", "l")),
        price=eur_usd(7900, 7400),
        grams=190,
        stock=(9, 14, 0),
        backorder=True,
        picture=Picture(drawing="mittens", palette="sand"),
    ),
)
