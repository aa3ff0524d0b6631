"""Bottles and flasks."""

from rustok_commerce.demo.records import Picture, eur_usd, extra, item, text
from rustok_commerce.demo.wording import capacity, colour, material

PRODUCTS = (
    item(
        "spring-bottle",
        code="FH-SPRING",
        category="bottles",
        tags=("everyday", "steel", "leak-proof"),
        texts={
            "en": text(
                "Spring Bottle",
                "Single wall, no plastic inside",
                """
                A plain steel bottle with a bamboo-faced lid and a carry loop. A single wall
                means it is light and can be set beside the fire to warm. Wide enough for a brush
                and for ice.
                """,
                seo=(
                    "Spring steel bottle, 0.5 to 1 litre | Fernholt",
                    "Light single-wall steel bottle with bamboo lid in two sizes and four colours.",
                ),
            ),
            "ru": text(
                "Бутылка Spring",
                "Одна стенка, внутри никакого пластика",
                """
                Простая стальная бутылка с бамбуковой накладкой на крышке и петлёй. Одна стенка
                значит малый вес: бутылку можно поставить греться у костра. В горлышко проходят и
                ёршик, и лёд.
                """,
            ),
            "de": text(
                "Trinkflasche Spring",
                "Einwandig, innen kein Kunststoff",
                """
                Eine schlichte Stahlflasche mit Bambusdeckel und Trageschlaufe. Einwandig heißt
                leicht, und sie darf zum Wärmen ans Feuer. Weit genug für Bürste und Eiswürfel.
                """,
            ),
        },
        options=(colour("snow", "moss", "clay", "lake"), capacity("05l", "10l")),
        price=eur_usd(2900, 2700),
        extras={"10l": extra(700, 600, 70)},
        grams=160,
        stock=(40, 28, 33, 19, 25, 0, 17, 12),
        picture=Picture(drawing="bottle", palette="moss"),
    ),
    item(
        "long-haul-flask",
        code="FH-HAUL",
        category="bottles",
        tags=("insulated", "winter", "steel"),
        texts={
            "en": text(
                "Long Haul Flask",
                "Hot at breakfast, hot at the hut",
                """
                A vacuum flask with a cup for a lid and a stopper that pours without opening.
                Keeps tea above 60 degrees for **twenty-four hours**. Every gasket is sold
                separately, for when it is needed.
                """,
            ),
            "ru": text(
                "Термос Long Haul",
                "Горячий утром, горячий у приюта",
                """
                Вакуумный термос с крышкой-чашкой и пробкой, через которую можно наливать не
                открывая. Чай остаётся горячее 60 градусов **целые сутки**. Все прокладки
                продаются отдельно.
                """,
            ),
            "de": text(
                "Thermoskanne Long Haul",
                "Heiß beim Frühstück, heiß an der Hütte",
                """
                Eine Vakuumkanne mit Becherdeckel und einem Stopfen, der auch geschlossen
                ausgießt. Hält Tee **vierundzwanzig Stunden** über 60 Grad. Alle Dichtungen gibt
                es einzeln.
                """,
            ),
        },
        options=(colour("pine", "black"), capacity("075l", "15l")),
        price=eur_usd(4800, 4500),
        extras={"15l": extra(1400, 1300, 310)},
        grams=430,
        stock=(21, 9, 16, 0),
        picture=Picture(drawing="thermos", palette="pine"),
    ),
    item(
        "creek-soft-flask",
        code="FH-CREEK",
        category="bottles",
        tags=("running", "ultralight", "foldable"),
        texts={
            "en": text(
                "Creek Soft Flask",
                "Shrinks as you drink",
                """
                A soft flask that rolls up to nothing when it is empty. The bite valve locks with
                a quarter turn and comes apart for cleaning.
                """,
            ),
            "ru": text(
                "Мягкая фляга Creek",
                "Уменьшается с каждым глотком",
                """
                Мягкая фляга, которая пустой сворачивается почти в ничто. Клапан запирается
                четвертью оборота и разбирается для мытья.
                """,
            ),
            "de": text(
                "Faltflasche Creek",
                "Schrumpft beim Trinken",
                """
                Eine weiche Flasche, die leer fast verschwindet. Das Beißventil wird mit einer
                Vierteldrehung verriegelt und lässt sich zum Reinigen zerlegen.
                """,
            ),
        },
        options=(capacity("250ml", "05l"),),
        price=eur_usd(1900, 1800),
        grams=28,
        stock=(50, 36),
        picture=Picture(drawing="softflask", palette="lake"),
    ),
    item(
        "well-water-carrier",
        code="FH-WELL",
        category="bottles",
        tags=("camping", "group", "van"),
        texts={
            "en": text(
                "Well Water Carrier",
                "A tap wherever you park",
                """
                A stout canister with a wide mouth and a spring tap that does not drip at night.
                It stands, lies and hangs, and the handle turns so that your knuckles stay whole.
                """,
            ),
            "ru": text(
                "Канистра для воды Well",
                "Кран там, где вы остановились",
                """
                Крепкая канистра с широким горлом и пружинным краном, который не капает по ночам.
                Она стоит, лежит и висит, а поворотная ручка бережёт пальцы.
                """,
            ),
            "de": text(
                "Wasserkanister Well",
                "Ein Wasserhahn, wo immer Sie parken",
                """
                Ein stabiler Kanister mit weiter Öffnung und einem Federhahn, der nachts nicht
                tropft. Er steht, liegt und hängt, und der drehbare Griff schont die Knöchel.
                """,
            ),
        },
        options=(capacity("5l", "8l"),),
        price=eur_usd(3200, 2900),
        extras={"8l": extra(600, 600, 160)},
        grams=520,
        stock=(11, 2),
        picture=Picture(drawing="canister", palette="sand"),
    ),
    item(
        "hip-flask",
        code="FH-FLASK",
        category="bottles",
        tags=("gift", "heritage", "engravable"),
        texts={
            "en": text(
                "Summit Hip Flask",
                "Two sips for everyone in the party",
                """
                A curved flask with a captive cap and a felt sleeve. Titanium gives no taste at
                all; steel can be engraved.
                """,
            ),
            "ru": text(
                "Фляжка Summit",
                "По два глотка на каждого",
                """
                Изогнутая фляжка с несъёмной крышкой и войлочным чехлом. Титан не даёт никакого
                привкуса, а на стали можно сделать гравировку.
                """,
            ),
        },
        options=(material("stainless", "titanium"), capacity("150ml")),
        price=eur_usd(3900, 3600),
        extras={"titanium": extra(4500, 4200)},
        grams=120,
        stock=(23, 0),
        backorder=True,
        picture=Picture(drawing="hipflask", palette="clay"),
    ),
)
