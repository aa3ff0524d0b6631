"""Candles, soap and things for care."""

from rustok_commerce.demo.records import Picture, eur_usd, extra, item, text
from rustok_commerce.demo.wording import material, scent, size

PRODUCTS = (
    item(
        "hearthside-jar-candle",
        code="FH-JAR",
        category="candles",
        tags=("home", "scent", "gift"),
        texts={
            "en": text(
                "Hearthside Jar Candle",
                "Fifty hours of a particular place",
                """
                Soy wax and a cotton wick in a jar that becomes a drinking glass afterwards. The
                scents are mixed from plants we can name. **Trim the wick** to five millimetres
                before each lighting.
                """,
                seo=(
                    "Hearthside scented candle | Fernholt",
                    "Soy wax jar candle with fifty hours of burn time in four scents.",
                ),
            ),
            "ru": text(
                "Свеча в стекле Hearthside",
                "Пятьдесят часов одного места",
                """
                Соевый воск и хлопковый фитиль в банке, которая потом станет стаканом. Ароматы
                составлены из растений, которые мы можем назвать. **Подрезайте фитиль** до пяти
                миллиметров перед каждым зажиганием.
                """,
            ),
            "de": text(
                "Duftkerze Hearthside",
                "Fünfzig Stunden von einem bestimmten Ort",
                """
                Sojawachs und Baumwolldocht in einem Glas, aus dem man später trinken kann. Die
                Düfte mischen wir aus Pflanzen, die wir beim Namen kennen. **Den Docht** vor
                jedem Anzünden auf fünf Millimeter kürzen.
                """,
            ),
        },
        options=(scent("cedar", "meadow", "rain", "unscented"), material("soy")),
        price=eur_usd(2900, 2700),
        grams=410,
        stock=(38, 26, 0, 14),
        picture=Picture(drawing="jarcandle", palette="clay"),
    ),
    item(
        "beeswax-pillars",
        code="FH-PILLAR",
        category="candles",
        tags=("beeswax", "winter", "handmade"),
        texts={
            "en": text(
                "Beeswax Pillar Trio",
                "Three heights, one warm glow",
                """
                Pure beeswax from a beekeeper who lives within cycling distance. Burns slowly,
                smells of honey and does not drip when the window is shut.
                """,
            ),
            "ru": text(
                "Три восковые свечи",
                "Три высоты, один тёплый свет",
                """
                Чистый пчелиный воск от пасечника, до которого можно доехать на велосипеде. Свечи
                горят медленно, пахнут мёдом и не капают, если закрыто окно.
                """,
            ),
            "de": text(
                "Bienenwachskerzen im Trio",
                "Drei Höhen, ein warmer Schein",
                """
                Reines Bienenwachs von einem Imker, der mit dem Rad erreichbar ist. Brennt
                langsam, duftet nach Honig und tropft nicht, solange das Fenster zu ist.
                """,
            ),
        },
        options=(material("beeswax"),),
        price=eur_usd(3900, 3600),
        grams=760,
        stock=(12,),
        picture=Picture(drawing="pillars", palette="night"),
    ),
    item(
        "pine-tar-soap",
        code="FH-SOAP",
        category="candles",
        tags=("bath", "vegan", "plastic-free"),
        texts={
            "en": text(
                "Pine Tar Soap",
                "Smells of boats and woodsheds",
                """
                A cold-process bar with olive oil and real pine tar, cured for six weeks. It
                takes campfire out of hair and leaves something better behind.
                """,
            ),
            "ru": text(
                "Дегтярное мыло",
                "Пахнет лодками и дровами",
                """
                Мыло холодной варки с оливковым маслом и настоящим сосновым дёгтем, выдержанное
                шесть недель. Смывает с волос дым костра и оставляет запах получше.
                """,
            ),
            "de": text(
                "Kiefernteerseife",
                "Duftet nach Booten und Holzschuppen",
                """
                Kalt gerührt mit Olivenöl und echtem Kiefernteer, sechs Wochen gereift. Holt den
                Rauch aus den Haaren und hinterlässt etwas Besseres.
                """,
            ),
        },
        options=(scent("cedar", "unscented"), size("small", "large")),
        price=eur_usd(900, 800),
        extras={"large": extra(500, 400, 90)},
        grams=85,
        stock=(70, 55, 41, 0),
        picture=Picture(drawing="soap", palette="pine"),
    ),
    item(
        "long-matches",
        code="FH-MATCH",
        category="candles",
        tags=("fire", "gift", "home"),
        texts={
            "en": text(
                "Long Matches",
                "Reach the wick, keep the eyebrows",
                """
                Twenty-centimetre aspen matches in a letterpress tube with a striker on the lid.
                Sixty of them, enough for a winter of stoves.
                """,
            ),
            "ru": text(
                "Длинные спички",
                "До фитиля достанут, брови целы",
                """
                Осиновые спички длиной двадцать сантиметров в тубусе с высокой печатью и тёркой
                на крышке. Шестьдесят штук хватит на целую зиму у печи.
                """,
            ),
            "de": text(
                "Lange Streichhölzer",
                "Erreichen den Docht, schonen die Augenbrauen",
                """
                Zwanzig Zentimeter lange Espenhölzer in einer im Buchdruck bedruckten Röhre mit
                Reibfläche im Deckel. Sechzig Stück, genug für einen Ofenwinter.
                """,
            ),
        },
        options=(size("20cm", "28cm"),),
        price=eur_usd(1200, 1100),
        grams=95,
        stock=(44, 31),
        picture=Picture(drawing="matches", palette="berry"),
    ),
    item(
        "leather-balm",
        code="FH-BALM",
        category="candles",
        tags=("care", "leather", "beeswax"),
        status="draft",
        texts={
            "en": text(
                "Boot and Leather Balm",
                "Ten minutes that add ten years",
                """
                Beeswax, lanolin and nothing with a long name. Warm it in the hand, rub it into
                boots, sheaths and duffel handles, and brush after an hour. The new tin is still
                at the printer's.
                """,
            ),
            "ru": text(
                "Бальзам для обуви и кожи",
                "Десять минут прибавят десять лет",
                """
                Пчелиный воск, ланолин и ничего с длинным названием. Согрейте бальзам в руке,
                вотрите в ботинки, ножны и ручки сумок, а через час пройдитесь щёткой. Новая
                баночка ещё в типографии.
                """,
            ),
            "de": text(
                "Stiefel- und Lederbalsam",
                "Zehn Minuten, die zehn Jahre bringen",
                """
                Bienenwachs, Lanolin und nichts mit langem Namen. In der Hand erwärmen, in
                Stiefel, Scheiden und Taschengriffe einreiben und nach einer Stunde bürsten. Die
                neue Dose ist noch in der Druckerei.
                """,
            ),
        },
        options=(size("small", "large"),),
        price=eur_usd(1400, 1300),
        extras={"large": extra(900, 800, 120)},
        grams=90,
        stock=(0, 0),
        picture=Picture(drawing="balm", palette="ochre"),
    ),
)
