"""Pots, pans and stoves."""

from rustok_commerce.demo.records import Picture, eur_usd, extra, item, text
from rustok_commerce.demo.wording import capacity, material, size

PRODUCTS = (
    item(
        "tripod-dutch-oven",
        code="FH-DUTCH",
        category="cookware",
        tags=("cast-iron", "fire", "slow-cooking"),
        texts={
            "en": text(
                "Tripod Dutch Oven",
                "Stew, bread and the reason people stay",
                """
                Cast iron on three short legs with a rimmed lid that holds embers on top.
                Seasoned with flax oil, ready for its first stew. **Never wash it with soap**;
                wipe, warm, oil.
                """,
                seo=(
                    "Tripod Dutch Oven in cast iron | Fernholt",
                    "Seasoned cast-iron dutch oven with legs and ember lid, 5 or 8 litres.",
                ),
            ),
            "ru": text(
                "Чугунный котёл Tripod",
                "Рагу, хлеб и повод задержаться",
                """
                Чугун на трёх коротких ножках и крышка с бортиком, на которую кладут угли.
                Прокалён с льняным маслом и готов к первому рагу. **Никогда не мойте его с
                мылом**: протрите, прогрейте, смажьте.
                """,
            ),
            "de": text(
                "Dutch Oven Tripod",
                "Eintopf, Brot und ein Grund zu bleiben",
                """
                Gusseisen auf drei kurzen Beinen, mit einem Deckelrand, der die Glut hält. Mit
                Leinöl eingebrannt und bereit für den ersten Eintopf. **Nie mit Seife waschen**:
                auswischen, erwärmen, ölen.
                """,
            ),
        },
        options=(material("cast-iron"), capacity("5l", "8l")),
        price=eur_usd(8900, 8500),
        extras={"8l": extra(3000, 2800, 2600)},
        grams=5400,
        stock=(7, 3),
        picture=Picture(drawing="dutchoven", palette="clay"),
    ),
    item(
        "forged-skillet",
        code="FH-SKIL",
        category="cookware",
        tags=("carbon-steel", "home", "forged"),
        texts={
            "en": text(
                "Forged Skillet",
                "Gets better, never gets replaced",
                """
                Three millimetres of carbon steel, light enough to toss and hot in a minute. The
                more you fry, the less sticks. Works on every hob and over the coals.
                """,
            ),
            "ru": text(
                "Кованая сковорода",
                "С годами только лучше",
                """
                Три миллиметра углеродистой стали: сковорода лёгкая и нагревается за минуту. Чем
                больше жарите, тем меньше пригорает. Подходит для любых плит и для углей.
                """,
            ),
            "de": text(
                "Geschmiedete Pfanne",
                "Wird besser, wird nie ersetzt",
                """
                Drei Millimeter Kohlenstoffstahl, leicht genug zum Schwenken und in einer Minute
                heiß. Je mehr Sie braten, desto weniger klebt an. Für alle Herde und für die
                Glut.
                """,
            ),
        },
        options=(size("20cm", "24cm", "28cm", "32cm"),),
        price=eur_usd(5900, 5500),
        extras={
            "24cm": extra(800, 800, 320),
            "28cm": extra(1600, 1500, 720),
            "32cm": extra(2600, 2400, 1180),
        },
        grams=980,
        stock=(16, 22, 9, 0),
        picture=Picture(drawing="skillet", palette="ochre"),
    ),
    item(
        "kettle-over-fire",
        code="FH-KETT",
        category="cookware",
        tags=("fire", "tea", "steel"),
        texts={
            "en": text(
                "Whistling Camp Kettle",
                "Announces itself across the meadow",
                """
                A broad-based kettle that boils quickly, with a bail handle that stays cool and a
                whistle you can take out at dawn.
                """,
            ),
            "ru": text(
                "Походный чайник со свистком",
                "Слышно через весь луг",
                """
                Чайник с широким дном быстро закипает, дужка не нагревается, а свисток на
                рассвете можно снять.
                """,
            ),
            "de": text(
                "Campingkessel mit Pfeife",
                "Meldet sich über die ganze Wiese",
                """
                Ein Kessel mit breitem Boden, der schnell kocht, mit kühl bleibendem Bügel und
                einer Pfeife, die sich im Morgengrauen abnehmen lässt.
                """,
            ),
        },
        options=(material("stainless", "enamel"), capacity("10l", "15l")),
        price=eur_usd(4600, 4300),
        extras={"15l": extra(800, 700, 160)},
        grams=520,
        stock=(13, 10, 4, 0),
        picture=Picture(drawing="kettle", palette="berry"),
    ),
    item(
        "ember-gas-stove",
        code="FH-STOVE",
        category="cookware",
        tags=("trekking", "gas", "light"),
        texts={
            "en": text(
                "Spark Gas Stove",
                "73 grams, one litre, three minutes",
                """
                A folding burner for standard screw cartridges with a flame that can truly
                simmer. The wide supports hold a real pan. Use it outdoors only.
                """,
            ),
            "ru": text(
                "Газовая горелка Spark",
                "73 грамма, литр за три минуты",
                """
                Складная горелка для обычных резьбовых баллонов с пламенем, которое можно убавить
                до минимума. Широкие опоры держат настоящую сковороду. Пользуйтесь только на
                улице.
                """,
            ),
            "de": text(
                "Gaskocher Spark",
                "73 Gramm, ein Liter, drei Minuten",
                """
                Ein faltbarer Brenner für übliche Schraubkartuschen mit einer Flamme, die
                wirklich köcheln kann. Die breiten Auflagen tragen eine richtige Pfanne. Nur im
                Freien verwenden.
                """,
            ),
        },
        options=(material("titanium", "stainless"),),
        price=eur_usd(4900, 4600),
        extras={"titanium": extra(2000, 1900), "stainless": extra(0, 0, 22)},
        grams=73,
        stock=(8, 29),
        picture=Picture(drawing="stove", palette="slate"),
    ),
    item(
        "spoon-fork-knife",
        code="FH-CUTL",
        category="cookware",
        tags=("camping", "travel", "light"),
        texts={
            "en": text(
                "Table for One Cutlery",
                "Three pieces, one leather loop",
                """
                A knife, a fork and a spoon that nest and do not rattle. Long enough for a pouch
                meal, handsome enough for a plate.
                """,
            ),
            "ru": text(
                "Набор приборов Table for One",
                "Три предмета и кожаная петля",
                """
                Нож, вилка и ложка складываются вместе и не гремят. Достаточно длинные для еды из
                пакета и достаточно красивые для тарелки.
                """,
            ),
            "de": text(
                "Besteck Table for One",
                "Drei Teile, eine Lederschlaufe",
                """
                Messer, Gabel und Löffel, die ineinanderliegen und nicht klappern. Lang genug für
                die Beutelmahlzeit, schön genug für den Teller.
                """,
            ),
        },
        options=(material("stainless", "titanium"),),
        price=eur_usd(2200, 2100),
        extras={"titanium": extra(1600, 1500)},
        grams=64,
        stock=(48, 5),
        picture=Picture(drawing="cutlery", palette="moss"),
    ),
)
