"""Tents and shelters."""

from rustok_commerce.demo.records import Picture, eur_usd, extra, item, text
from rustok_commerce.demo.wording import capacity, colour, size

PRODUCTS = (
    item(
        "tarn-dome-tent",
        code="FH-TARN",
        category="tents",
        tags=("camping", "three-season", "free-standing"),
        texts={
            "en": text(
                "Tarn Dome Tent",
                "Up in four minutes, dry for four days",
                """
                A free-standing dome with two crossing poles, two doors and two porches, so
                nobody climbs over anybody. The fly is silicone-coated and holds a **3,000 mm
                water column**. Spare pole sleeve and patch included.
                """,
                seo=(
                    "Tarn Dome Tent for two to four | Fernholt",
                    ("Free-standing three-season dome tent with two doors and two porches, 3,000 mm water column."),
                ),
            ),
            "ru": text(
                "Палатка-купол Tarn",
                "Встаёт за четыре минуты, сухо четыре дня",
                """
                Самонесущий купол на двух перекрещённых дугах: два входа и два тамбура, никто ни
                через кого не перелезает. Тент с силиконовой пропиткой выдерживает **водяной
                столб 3000 мм**. В комплекте ремонтная гильза для дуги и заплатка.
                """,
            ),
            "de": text(
                "Kuppelzelt Tarn",
                "In vier Minuten aufgebaut, vier Tage trocken",
                """
                Eine frei stehende Kuppel mit zwei gekreuzten Stangen, zwei Eingängen und zwei
                Apsiden, sodass niemand über jemanden steigen muss. Das Außenzelt ist
                silikonbeschichtet und hält einer **Wassersäule von 3000 mm** stand.
                Reparaturhülse und Flicken liegen bei.
                """,
            ),
        },
        options=(colour("moss", "ochre"), capacity("two", "three", "four")),
        price=eur_usd(32900, 30900),
        extras={"three": extra(6000, 6000, 520), "four": extra(11000, 10500, 980)},
        grams=2250,
        stock=(8, 5, 2, 6, 0, 1),
        picture=Picture(drawing="dome", palette="ochre"),
    ),
    item(
        "pathfinder-ridge-tent",
        code="FH-PATH",
        category="tents",
        tags=("trekking", "ultralight", "trekking-poles"),
        texts={
            "en": text(
                "Pathfinder Ridge Tent",
                "Pitched on the poles you already carry",
                """
                An A-frame that stands on your trekking poles and weighs less than a litre of
                water. Linelocks at every corner make a tight pitch on uneven ground easy. Seams
                are sealed by hand before it leaves us.
                """,
            ),
            "ru": text(
                "Палатка Pathfinder",
                "Ставится на треккинговые палки",
                """
                Двускатная палатка, которая стоит на ваших треккинговых палках и весит меньше
                литра воды. Регуляторы на каждом углу помогают натянуть её ровно даже на кочках.
                Швы мы герметизируем вручную.
                """,
            ),
            "de": text(
                "Firstzelt Pathfinder",
                "Steht auf den Stöcken, die Sie ohnehin tragen",
                """
                Ein Firstzelt, das auf Ihren Trekkingstöcken steht und weniger wiegt als ein
                Liter Wasser. Leinenspanner an jeder Ecke sorgen auch auf unebenem Boden für
                straffen Stand. Die Nähte dichten wir von Hand ab.
                """,
            ),
        },
        options=(capacity("one", "two"),),
        price=eur_usd(28900, 26900),
        extras={"two": extra(7000, 6500, 240)},
        grams=690,
        stock=(5, 3),
        backorder=True,
        picture=Picture(drawing="ridge", palette="lake"),
    ),
    item(
        "hearth-canvas-tipi",
        code="FH-TIPI",
        category="tents",
        tags=("glamping", "canvas", "stove-ready"),
        texts={
            "en": text(
                "Hearth Canvas Tipi",
                "One pole, room for everyone",
                """
                A cotton-canvas tipi with a single centre pole and a stove opening with a heat
                guard. Canvas breathes, so mornings inside are dry. Store it only when it is
                completely dry, and it will outlive the car that carries it.
                """,
            ),
            "ru": text(
                "Типи из канваса Hearth",
                "Одна стойка, а места хватит всем",
                """
                Типи из хлопкового канваса на одной центральной стойке, с термозащитным выводом
                для печной трубы. Канвас дышит, поэтому утром внутри сухо. Убирайте типи только
                полностью сухим, и оно переживёт вашу машину.
                """,
            ),
            "de": text(
                "Baumwoll-Tipi Hearth",
                "Eine Stange, Platz für alle",
                """
                Ein Tipi aus Baumwollsegeltuch mit nur einer Mittelstange und einer Ofenöffnung
                mit Hitzeschutz. Das Tuch atmet, deshalb ist es morgens innen trocken. Nur völlig
                trocken verstauen, dann überlebt es das Auto, das es fährt.
                """,
            ),
        },
        options=(size("medium", "large"),),
        price=eur_usd(64900, 61900, was=(72900, 69900)),
        extras={"large": extra(15000, 14000, 4200)},
        grams=11800,
        stock=(2, 0),
        picture=Picture(drawing="tipi", palette="oat"),
    ),
    item(
        "drizzle-tarp",
        code="FH-TARP",
        category="tents",
        tags=("bushcraft", "ultralight", "shelter"),
        texts={
            "en": text(
                "Drizzle Tarp",
                "The smallest roof worth carrying",
                """
                A catenary-cut tarp with nineteen tie-out points and a spindle of reflective
                line. Hang it over a hammock, a table or a dog.
                """,
            ),
            "ru": text(
                "Тент Drizzle",
                "Самая лёгкая крыша над головой",
                """
                Тент с фигурным краем, девятнадцатью точками крепления и мотком светоотражающего
                шнура. Натяните его над гамаком, столом или собакой.
                """,
            ),
            "de": text(
                "Tarp Drizzle",
                "Das kleinste Dach, das sich zu tragen lohnt",
                """
                Ein Tarp mit geschwungenem Schnitt, neunzehn Abspannpunkten und einer Spule
                reflektierender Leine. Spannen Sie es über die Hängematte, den Tisch oder den
                Hund.
                """,
            ),
        },
        options=(colour("pine", "sand"),),
        price=eur_usd(9900, 9200),
        grams=540,
        stock=(19, 12),
        picture=Picture(drawing="tarp", palette="pine"),
    ),
    item(
        "between-two-trees-hammock",
        code="FH-HAMM",
        category="tents",
        tags=("summer", "garden", "rest"),
        texts={
            "en": text(
                "Between Two Trees Hammock",
                "Parachute nylon and a clear afternoon",
                """
                A wide hammock of soft parachute nylon with tree straps that leave no mark on the
                bark. It packs to the size of a grapefruit and holds 180 kg.
                """,
            ),
            "ru": text(
                "Гамак «Между двух сосен»",
                "Парашютный нейлон и свободный вечер",
                """
                Широкий гамак из мягкого парашютного нейлона со стропами, которые не ранят кору.
                В сложенном виде он размером с грейпфрут и держит 180 кг.
                """,
            ),
        },
        options=(colour("berry", "lake", "moss"), size("regular", "wide")),
        price=eur_usd(6900, 6500),
        extras={"wide": extra(1500, 1400, 120)},
        grams=430,
        stock=(13, 9, 20, 4, 0, 7),
        picture=Picture(drawing="hammock", palette="berry"),
    ),
)
