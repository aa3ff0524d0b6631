"""Lanterns, headlamps and camp lights."""

from rustok_commerce.demo.records import Picture, eur_usd, item, text
from rustok_commerce.demo.wording import colour, material, size

PRODUCTS = (
    item(
        "glow-camp-lantern",
        code="FH-GLOW",
        category="lights",
        tags=("camping", "rechargeable", "warm-light"),
        texts={
            "en": text(
                "Glow Camp Lantern",
                "Firelight without the smoke",
                """
                A dimmable lantern with the colour of a fire, forty hours on one charge at
                reading level. Hang it, stand it, or turn it down to a night light. The battery
                is a standard cell **you can replace yourself**.
                """,
                seo=(
                    "Glow rechargeable camp lantern | Fernholt",
                    "Dimmable warm camp lantern, 40 hours per charge, replaceable battery.",
                ),
            ),
            "ru": text(
                "Кемпинговый фонарь Glow",
                "Свет костра без дыма",
                """
                Фонарь с плавной регулировкой и тёплым, как огонь, светом: сорок часов чтения на
                одном заряде. Его можно подвесить, поставить или убавить до ночника. Аккумулятор
                стандартный, **его легко заменить самому**.
                """,
            ),
            "de": text(
                "Campinglaterne Glow",
                "Feuerschein ohne Rauch",
                """
                Eine dimmbare Laterne mit der Farbe eines Feuers und vierzig Stunden Leselicht
                pro Ladung. Zum Aufhängen, Hinstellen oder als Nachtlicht. Der Akku ist eine
                Standardzelle, **die Sie selbst wechseln können**.
                """,
            ),
        },
        options=(colour("black", "moss", "clay"),),
        price=eur_usd(6900, 6500),
        grams=340,
        stock=(26, 14, 8),
        picture=Picture(drawing="lantern", palette="night"),
    ),
    item(
        "pathlight-headlamp",
        code="FH-HEAD",
        category="lights",
        tags=("hiking", "running", "rechargeable"),
        texts={
            "en": text(
                "Pathlight Headlamp",
                "400 lumens, one big button",
                """
                Made to be used with gloves on: one button, one dial, no menu. A red mode keeps
                your night vision and your tent mates' patience.
                """,
            ),
            "ru": text(
                "Налобный фонарь Pathlight",
                "400 люмен и одна большая кнопка",
                """
                Им удобно пользоваться в перчатках: одна кнопка, одно кольцо и никаких меню.
                Красный режим бережёт ночное зрение и терпение соседей по палатке.
                """,
            ),
            "de": text(
                "Stirnlampe Pathlight",
                "400 Lumen, ein großer Knopf",
                """
                Gemacht für Handschuhe: ein Knopf, ein Drehring, kein Menü. Das rote Licht schont
                die Nachtsicht und die Geduld im Zelt.
                """,
            ),
        },
        options=(colour("orange", "slate"),),
        price=eur_usd(5400, 4900, was=(6400, 5900)),
        grams=78,
        stock=(38, 3),
        picture=Picture(drawing="headlamp", palette="orange"),
    ),
    item(
        "keeper-torch",
        code="FH-TORCH",
        category="lights",
        tags=("everyday", "aluminium", "emergency"),
        texts={
            "en": text(
                "Keeper Torch",
                "The one in the drawer that works",
                """
                A knurled aluminium torch with a lock-out that stops it draining in the drawer.
                Takes the AA cells sold in every village shop.
                """,
            ),
            "ru": text(
                "Фонарь Keeper",
                "Тот самый из ящика, который работает",
                """
                Алюминиевый фонарь с насечкой и блокировкой, чтобы батарейки не сели в ящике.
                Работает от пальчиковых батареек, которые есть в любом сельском магазине.
                """,
            ),
            "de": text(
                "Taschenlampe Keeper",
                "Die aus der Schublade, die funktioniert",
                """
                Eine gerändelte Aluminiumlampe mit Einschaltsperre, damit sie sich in der
                Schublade nicht entlädt. Läuft mit AA-Zellen, die es in jedem Dorfladen gibt.
                """,
            ),
        },
        options=(material("aluminium", "brass"), size("small", "large")),
        price=eur_usd(3900, 3700),
        grams=120,
        stock=(45, 30, 6, 0),
        picture=Picture(drawing="torch", palette="slate"),
    ),
    item(
        "firefly-string-lights",
        code="FH-FIRE",
        category="lights",
        tags=("garden", "camping", "party"),
        texts={
            "en": text(
                "Firefly String Lights",
                "Ten metres of evening",
                """
                Twenty shatterproof bulbs on a fabric cord, powered by any USB bank. They wind
                back onto their own spool, so next year starts without a knot.
                """,
            ),
            "ru": text(
                "Гирлянда Firefly",
                "Десять метров вечера",
                """
                Двадцать небьющихся ламп на тканевом шнуре, питание от любого USB-аккумулятора.
                Гирлянда сматывается на катушку, и следующий сезон начнётся без узлов.
                """,
            ),
        },
        options=(colour("black", "snow"),),
        price=eur_usd(4200, 3900),
        grams=460,
        stock=(15, 22),
        picture=Picture(drawing="stringlights", palette="night"),
    ),
    item(
        "brass-candle-lantern",
        code="FH-CLAN",
        category="lights",
        tags=("heritage", "brass", "gift"),
        status="archived",
        texts={
            "en": text(
                "Brass Candle Lantern",
                "A flame that survives the wind",
                """
                A folding candle lantern with mica windows, made to a pattern from 1906. One tea
                candle burns for four hours and warms cold fingers. No longer in production;
                spare windows remain available.
                """,
            ),
            "ru": text(
                "Латунный свечной фонарь",
                "Пламя, которому не страшен ветер",
                """
                Складной свечной фонарь со слюдяными окошками, сделанный по образцу 1906 года.
                Одна чайная свеча горит четыре часа и согревает пальцы. Больше не выпускается, но
                запасные окошки есть.
                """,
            ),
            "de": text(
                "Kerzenlaterne aus Messing",
                "Eine Flamme, die dem Wind standhält",
                """
                Eine faltbare Kerzenlaterne mit Glimmerscheiben nach einem Muster von 1906. Ein
                Teelicht brennt vier Stunden und wärmt kalte Finger. Nicht mehr in Produktion,
                Ersatzscheiben bleiben lieferbar.
                """,
            ),
        },
        options=(material("brass"),),
        price=eur_usd(8400, 7900),
        grams=310,
        stock=(0,),
        picture=Picture(drawing="candlelantern", palette="pine"),
    ),
)
