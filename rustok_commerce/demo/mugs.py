"""Mugs and cups."""

from rustok_commerce.demo.records import Picture, eur_usd, extra, item, text
from rustok_commerce.demo.wording import capacity, colour, material

PRODUCTS = (
    item(
        "campfire-enamel-mug",
        code="FH-ENAM",
        category="mugs",
        tags=("camping", "enamel", "gift"),
        texts={
            "en": text(
                "Campfire Enamel Mug",
                "Survives the fire and the fall",
                """
                Two coats of enamel on heavy steel with a rolled rim. It goes on the fire, in the
                dishwasher and, sooner or later, down a scree slope. A chip is not a fault but a
                date.
                """,
                seo=(
                    "Campfire enamel mug | Fernholt",
                    ("Heavy enamel mug in five colours and two sizes, safe on the fire and in the dishwasher."),
                ),
            ),
            "ru": text(
                "Эмалированная кружка Campfire",
                "Переживёт и огонь, и падение",
                """
                Два слоя эмали на толстой стали и завальцованный край. Кружку можно ставить на
                огонь, мыть в посудомоечной машине и уронить на камни. Скол не брак, а памятная
                дата.
                """,
            ),
            "de": text(
                "Emaillebecher Campfire",
                "Übersteht Feuer und Fall",
                """
                Zwei Schichten Emaille auf dickem Stahl mit gerolltem Rand. Er darf aufs Feuer,
                in die Spülmaschine und früher oder später ins Geröll. Ein Abplatzer ist kein
                Fehler, sondern ein Datum.
                """,
            ),
        },
        options=(colour("snow", "lake", "berry", "moss", "ochre"), capacity("350ml", "450ml")),
        price=eur_usd(1600, 1500),
        extras={"450ml": extra(200, 200, 40)},
        grams=150,
        stock=(80, 44, 62, 35, 50, 0, 41, 22, 5, 18),
        picture=Picture(drawing="enamelmug", palette="lake"),
    ),
    item(
        "kiln-stoneware-cup",
        code="FH-KILN",
        category="mugs",
        tags=("handmade", "stoneware", "home"),
        texts={
            "en": text(
                "Kiln Stoneware Cup",
                "No two alike, all of them yours",
                """
                Thrown by hand and glazed by dipping, so the line wanders a little on each. Holds
                the warmth for the length of a conversation.
                """,
            ),
            "ru": text(
                "Керамическая чашка Kiln",
                "Двух одинаковых не бывает",
                """
                Чашку вытачивают на гончарном круге и окунают в глазурь, поэтому линия у каждой
                своя. Тепла хватает на один хороший разговор.
                """,
            ),
            "de": text(
                "Steinzeugtasse Kiln",
                "Keine gleicht der anderen",
                """
                Von Hand gedreht und in Glasur getaucht, deshalb verläuft die Linie bei jeder
                etwas anders. Hält warm, so lange ein gutes Gespräch dauert.
                """,
            ),
        },
        options=(colour("oat", "ink", "clay"), capacity("250ml", "350ml")),
        price=eur_usd(2800, 2600),
        extras={"350ml": extra(400, 400, 70)},
        grams=290,
        stock=(12, 8, 15, 3, 0, 6),
        picture=Picture(drawing="stonecup", palette="clay"),
    ),
    item(
        "sling-travel-tumbler",
        code="FH-TUMB",
        category="mugs",
        tags=("commute", "insulated", "leak-proof"),
        texts={
            "en": text(
                "Sling Travel Tumbler",
                "Upside down in the bag, dry bag",
                """
                A double-walled tumbler with a screw lid that seals by a quarter turn.
                Ceramic-lined, so that coffee tastes of coffee and tomorrow's tea does not.
                """,
            ),
            "ru": text(
                "Термокружка Sling",
                "Вверх дном в сумке, и сумка сухая",
                """
                Кружка с двойными стенками и крышкой, которая запирается четвертью оборота.
                Внутри керамическое покрытие: кофе пахнет кофе, а завтрашний чай чаем.
                """,
            ),
            "de": text(
                "Thermobecher Sling",
                "Kopfüber in der Tasche, und die bleibt trocken",
                """
                Ein doppelwandiger Becher, dessen Deckel mit einer Vierteldrehung dicht schließt.
                Innen keramisch beschichtet: Kaffee schmeckt nach Kaffee und der Tee morgen
                nicht.
                """,
            ),
        },
        options=(colour("sand", "slate", "berry"), capacity("350ml", "450ml")),
        price=eur_usd(3400, 3200, was=(3900, 3700)),
        extras={"450ml": extra(300, 300, 50)},
        grams=270,
        stock=(25, 14, 30, 16, 9, 0),
        picture=Picture(drawing="tumbler", palette="sand"),
    ),
    item(
        "birch-kuksa",
        code="FH-KUKSA",
        category="mugs",
        tags=("handmade", "wood", "heritage"),
        texts={
            "en": text(
                "Birch Kuksa",
                "Carved from one burl",
                """
                A northern drinking cup carved from a single birch burl, oiled with linseed.
                Rinse it with water only. By custom, the first drink from it is shared.
                """,
            ),
            "ru": text(
                "Берёзовая кукса",
                "Вырезана из цельного капа",
                """
                Северная чашка, вырезанная из цельного берёзового капа и пропитанная льняным
                маслом. Мойте её только водой. По обычаю первым напитком из куксы делятся.
                """,
            ),
        },
        options=(material("birch"), capacity("80ml", "150ml")),
        price=eur_usd(4200, 3900),
        extras={"150ml": extra(1200, 1100, 45)},
        grams=70,
        stock=(6, 1),
        picture=Picture(drawing="kuksa", palette="pine"),
    ),
    item(
        "porch-espresso-set",
        code="FH-ESPR",
        category="mugs",
        tags=("gift", "coffee", "home"),
        status="draft",
        texts={
            "en": text(
                "Porch Espresso Set",
                "Two cups and a tray the size of a book",
                """
                Two small stoneware cups on an oak tray, for the ten minutes before everybody
                else is up. A sample: price and glaze may still change.
                """,
            ),
            "ru": text(
                "Набор для эспрессо Porch",
                "Две чашки и поднос размером с книгу",
                """
                Две маленькие керамические чашки на дубовом подносе для тех десяти минут, пока
                все ещё спят. Это образец: цена и глазурь могут измениться.
                """,
            ),
            "de": text(
                "Espresso-Set Porch",
                "Zwei Tassen und ein Tablett, groß wie ein Buch",
                """
                Zwei kleine Steinzeugtassen auf einem Eichentablett, für die zehn Minuten, bevor
                alle anderen aufstehen. Ein Muster: Preis und Glasur können sich noch ändern.
                """,
            ),
        },
        options=(material("stoneware"), colour("oat", "ink")),
        price=eur_usd(5200, 4900),
        grams=620,
        stock=(0, 0),
        picture=Picture(drawing="espresso", palette="ink"),
    ),
)
