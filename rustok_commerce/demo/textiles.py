"""Blankets, cushions and other cloth."""

from rustok_commerce.demo.records import Picture, eur_usd, extra, item, text
from rustok_commerce.demo.wording import colour, material, size

PRODUCTS = (
    item(
        "hillside-wool-blanket",
        code="FH-HILL",
        category="textiles",
        tags=("wool", "home", "heirloom"),
        texts={
            "en": text(
                "Hillside Wool Blanket",
                "Woven on a loom from 1938",
                """
                Dense, springy wool from hill sheep, woven in a family mill and brushed with real
                teasels. Two stripes at either end tell you which way round it goes. Air it
                rather than wash it.
                """,
                seo=(
                    "Hillside wool blanket | Fernholt",
                    "Heirloom wool blanket woven in a family mill, two sizes and three colours.",
                ),
            ),
            "ru": text(
                "Шерстяной плед Hillside",
                "Соткан на станке 1938 года",
                """
                Плотная упругая шерсть горных овец, сотканная на семейной фабрике и начёсанная
                настоящим ворсовальным чертополохом. Полосы по краям подскажут, где верх. Плед
                лучше проветривать, чем стирать.
                """,
            ),
            "de": text(
                "Wolldecke Hillside",
                "Gewebt auf einem Webstuhl von 1938",
                """
                Dichte, federnde Wolle von Bergschafen, in einer Familienweberei gewebt und mit
                echten Karden geraut. Zwei Streifen an den Enden zeigen, wie herum sie liegt.
                Lieber lüften als waschen.
                """,
            ),
        },
        options=(colour("berry", "pine", "oat"), size("130x180", "150x200")),
        price=eur_usd(14900, 13900),
        extras={"150x200": extra(3500, 3300, 420)},
        grams=1150,
        stock=(9, 4, 12, 6, 0, 2),
        picture=Picture(drawing="blanket", palette="berry"),
    ),
    item(
        "shoreline-linen-throw",
        code="FH-SHORE",
        category="textiles",
        tags=("linen", "summer", "home"),
        texts={
            "en": text(
                "Shoreline Linen Throw",
                "For evenings that turn cool",
                """
                Washed linen with a long fringe, heavy enough to stay on the sofa and light
                enough for the beach. Softer every summer.
                """,
            ),
            "ru": text(
                "Льняное покрывало Shoreline",
                "Для вечеров, когда холодает",
                """
                Умягчённый лён с длинной бахромой: не сползает с дивана и не тяготит на пляже. С
                каждым летом он всё мягче.
                """,
            ),
            "de": text(
                "Leinenplaid Shoreline",
                "Für Abende, die kühl werden",
                """
                Gewaschenes Leinen mit langen Fransen, schwer genug fürs Sofa und leicht genug
                für den Strand. Mit jedem Sommer weicher.
                """,
            ),
        },
        options=(material("linen"), colour("sand", "lake")),
        price=eur_usd(8900, 8400, was=(10900, 10400)),
        grams=680,
        stock=(14, 3),
        picture=Picture(drawing="throw", palette="lake"),
    ),
    item(
        "fieldstone-cushion",
        code="FH-CUSH",
        category="textiles",
        tags=("home", "wool", "sofa"),
        texts={
            "en": text(
                "Fieldstone Cushion",
                "A soft place among hard shapes",
                """
                A wool cover with a geometric weave and a filling of sheep's-wool balls that
                never goes flat. The zip is hidden and the cover washes at 30 degrees.
                """,
            ),
            "de": text(
                "Kissen Fieldstone",
                "Ein weicher Platz zwischen harten Formen",
                """
                Ein Wollbezug mit geometrischem Muster und einer Füllung aus Schafwollkugeln, die
                nie platt wird. Der Reißverschluss ist verdeckt, der Bezug bei 30 Grad waschbar.
                """,
            ),
        },
        options=(colour("ochre", "slate", "clay"), size("45x45", "60x40")),
        price=eur_usd(5400, 4900),
        extras={"60x40": extra(500, 500, 60)},
        grams=620,
        stock=(11, 0, 8, 5, 4, 2),
        picture=Picture(drawing="cushion", palette="ochre"),
    ),
    item(
        "sauna-waffle-towel",
        code="FH-TOWEL",
        category="textiles",
        tags=("bath", "cotton", "quick-dry"),
        texts={
            "en": text(
                "Sauna Waffle Towel",
                "Thirsty when wet, small when dry",
                """
                A waffle weave of linen and organic cotton that dries on the hook between two
                swims. Loop on the long side, where it belongs.
                """,
            ),
            "ru": text(
                "Вафельное полотенце Sauna",
                "Хорошо впитывает и быстро сохнет",
                """
                Вафельное переплетение льна и органического хлопка высыхает на крючке между двумя
                заплывами. Петля пришита с длинной стороны, где ей и место.
                """,
            ),
            "de": text(
                "Waffelhandtuch Sauna",
                "Durstig, wenn nass, klein, wenn trocken",
                """
                Ein Waffelgewebe aus Leinen und Bio-Baumwolle, das zwischen zwei Bädern am Haken
                trocknet. Der Aufhänger sitzt an der langen Seite, wo er hingehört.
                """,
            ),
        },
        options=(colour("snow", "moss", "clay"), size("50x100", "70x140")),
        price=eur_usd(2600, 2400),
        extras={"70x140": extra(1400, 1300, 190)},
        grams=210,
        stock=(36, 24, 19, 8, 0, 13),
        picture=Picture(drawing="towel", palette="moss"),
    ),
    item(
        "doorway-rug",
        code="FH-RUG",
        category="textiles",
        tags=("home", "wool", "handwoven"),
        texts={
            "en": text(
                "Threshold Flatweave Rug",
                "Takes the mud, keeps the peace",
                """
                A handwoven wool rug in the pattern of ploughed fields. Reversible, so that a
                second side waits for the day guests come.
                """,
            ),
            "ru": text(
                "Безворсовый ковёр Threshold",
                "Вся грязь на нём, и все спокойны",
                """
                Шерстяной ковёр ручной работы с узором вспаханных полей. Он двусторонний: вторая
                сторона ждёт прихода гостей.
                """,
            ),
            "de": text(
                "Flachgewebter Teppich Threshold",
                "Nimmt den Schmutz, wahrt den Frieden",
                """
                Ein handgewebter Wollteppich mit dem Muster gepflügter Felder. Beidseitig
                verwendbar: Die zweite Seite wartet auf den Tag, an dem Gäste kommen.
                """,
            ),
        },
        options=(material("wool"), size("80x150", "120x180")),
        price=eur_usd(17900, 16900),
        extras={"120x180": extra(9000, 8500, 2100)},
        grams=2600,
        stock=(3, 0),
        backorder=True,
        picture=Picture(drawing="rug", palette="clay"),
    ),
)
