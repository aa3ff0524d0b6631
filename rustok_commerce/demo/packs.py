"""Backpacks and bags."""

from rustok_commerce.demo.records import Picture, eur_usd, extra, item, text
from rustok_commerce.demo.wording import capacity, colour, size

PRODUCTS = (
    item(
        "ridge-trekking-pack",
        code="FH-RIDGE",
        category="packs",
        tags=("hiking", "multi-day", "recycled"),
        texts={
            "en": text(
                "Ridge Trekking Pack",
                "Carries a week without complaining",
                """
                A trekking pack with a light aluminium frame and a hip belt that takes the weight
                off your shoulders. The lid lifts off to become a summit bag, and the side zip
                reaches what always sinks to the bottom. Sewn from **recycled 420-denier nylon**,
                repairable for life in our workshop.
                """,
                seo=(
                    "Ridge Trekking Pack, 45 and 60 litres | Fernholt",
                    (
                        "A repairable trekking backpack with aluminium frame, removable lid "
                        "and side access. Recycled nylon, two volumes, three colours."
                    ),
                ),
            ),
            "ru": text(
                "Треккинговый рюкзак Ridge",
                "Неделя пути без лишней тяжести",
                """
                Треккинговый рюкзак с лёгкой алюминиевой рамой и поясом, который снимает нагрузку
                с плеч. Клапан отстёгивается и превращается в штурмовую сумку, а боковая молния
                открывает доступ к вещам на самом дне. Сшит из **переработанного нейлона 420D**,
                наша мастерская чинит его всю жизнь.
                """,
                seo=(
                    "Треккинговый рюкзак Ridge на 45 и 60 литров | Fernholt",
                    (
                        "Ремонтопригодный рюкзак с алюминиевой рамой, съёмным клапаном и "
                        "боковым доступом. Переработанный нейлон, два объёма, три цвета."
                    ),
                ),
            ),
            "de": text(
                "Trekkingrucksack Ridge",
                "Trägt eine ganze Woche ohne Murren",
                """
                Ein Trekkingrucksack mit leichtem Aluminiumrahmen und einem Hüftgurt, der die
                Schultern entlastet. Das Deckelfach lässt sich abnehmen und wird zur
                Gipfeltasche, der seitliche Reißverschluss führt zu allem, was nach unten
                rutscht. Genäht aus **recyceltem 420-Denier-Nylon** und in unserer Werkstatt ein
                Leben lang reparierbar.
                """,
                seo=(
                    "Trekkingrucksack Ridge, 45 und 60 Liter | Fernholt",
                    (
                        "Reparierbarer Trekkingrucksack mit Aluminiumrahmen, abnehmbarem "
                        "Deckel und Seitenzugriff. Recyceltes Nylon, zwei Größen, drei "
                        "Farben."
                    ),
                ),
            ),
        },
        options=(colour("moss", "slate", "clay"), capacity("45l", "60l")),
        price=eur_usd(18900, 17900),
        extras={"60l": extra(2000, 2000, 180)},
        grams=1480,
        stock=(14, 6, 9, 0, 3, 11),
        picture=Picture(drawing="backpack", palette="moss"),
    ),
    item(
        "commuter-roll-top",
        code="FH-ROLL",
        category="packs",
        tags=("city", "waterproof", "laptop"),
        texts={
            "en": text(
                "Commuter Roll-Top",
                "A dry bag that dresses for the office",
                """
                Welded seams and a roll closure keep the rain out, a padded sleeve keeps the
                laptop in one piece. Unroll it on Fridays and there is room for the market as
                well.
                """,
            ),
            "ru": text(
                "Городской рюкзак Roll-Top",
                "Гермомешок, которому к лицу офис",
                """
                Сварные швы и скручивающийся верх не пускают дождь, мягкий отсек бережёт ноутбук.
                Раскрутите верх в пятницу, и поместятся ещё и покупки с рынка.
                """,
            ),
            "de": text(
                "Stadtrucksack Roll-Top",
                "Ein Packsack, der ins Büro passt",
                """
                Verschweißte Nähte und der Rollverschluss halten den Regen draußen, ein
                gepolstertes Fach schützt den Laptop. Freitags ausgerollt ist auch noch Platz für
                den Wochenmarkt.
                """,
            ),
        },
        options=(colour("ink", "ochre", "sand"),),
        price=eur_usd(11900, 10900, was=(13900, 12900)),
        grams=860,
        stock=(22, 4, 0),
        picture=Picture(drawing="rolltop", palette="ochre"),
    ),
    item(
        "harbour-duffel",
        code="FH-DUFF",
        category="packs",
        tags=("travel", "waxed-canvas", "weekend"),
        texts={
            "en": text(
                "Harbour Duffel",
                "Waxed canvas for two nights or five",
                """
                Heavy waxed canvas, bridle leather handles and a brass zip with teeth you can
                hear. It ages the way good boots do: **the scuffs are the point**. Fits the
                luggage rack of a train and, in the smaller size, under an airline seat.
                """,
            ),
            "ru": text(
                "Дорожная сумка Harbour",
                "Вощёный канвас на две ночи или на пять",
                """
                Плотный вощёный канвас, ручки из шорной кожи и латунная молния с крупными
                зубьями. Сумка стареет, как хорошие ботинки: **потёртости ей только к лицу**.
                Помещается на полку в поезде, а меньший размер и под сиденье в самолёте.
                """,
            ),
            "de": text(
                "Reisetasche Harbour",
                "Gewachstes Segeltuch für zwei Nächte oder fünf",
                """
                Schweres gewachstes Segeltuch, Griffe aus Zaumleder und ein kräftiger
                Messingreißverschluss. Sie altert wie gute Stiefel: **Gebrauchsspuren gehören
                dazu**. Passt auf die Gepäckablage im Zug und in der kleinen Größe unter den
                Flugzeugsitz.
                """,
            ),
        },
        options=(colour("slate", "clay"), capacity("35l", "60l")),
        price=eur_usd(16500, 15500),
        extras={"60l": extra(3000, 3000, 420)},
        grams=1350,
        stock=(7, 5, 2, 0),
        backorder=True,
        picture=Picture(drawing="duffel", palette="clay"),
    ),
    item(
        "market-tote",
        code="FH-TOTE",
        category="packs",
        tags=("city", "everyday", "cotton"),
        texts={
            "en": text(
                "Market Tote",
                "Long handles, flat bottom, no logo",
                """
                A canvas tote with a flat bottom, so that the eggs stay on top. The handles go
                over a winter coat. Machine washable and better for it.
                """,
            ),
            "ru": text(
                "Сумка-шопер Market",
                "Длинные ручки, плоское дно, никаких логотипов",
                """
                Холщовая сумка с плоским дном: яйца доедут целыми. Ручки надеваются поверх
                зимнего пальто. Можно стирать в машине, от стирки она только мягче.
                """,
            ),
            "de": text(
                "Einkaufstasche Market",
                "Lange Henkel, flacher Boden, kein Logo",
                """
                Eine Segeltuchtasche mit flachem Boden, damit die Eier oben bleiben. Die Henkel
                passen auch über den Wintermantel. Maschinenwaschbar, und mit jeder Wäsche
                weicher.
                """,
            ),
        },
        options=(colour("oat", "moss", "berry", "ink"),),
        price=eur_usd(3400, 3200),
        grams=310,
        stock=(60, 42, 18, 35),
        picture=Picture(drawing="tote", palette="oat"),
    ),
    item(
        "trail-hip-pack",
        code="FH-HIP",
        category="packs",
        tags=("running", "hiking", "light"),
        texts={
            "en": text(
                "Trail Hip Pack",
                "Keys, map, half a sandwich",
                """
                Two litres around the waist, steady enough to run with. The back panel is a
                breathing mesh and the belt ends tuck away instead of flapping.
                """,
            ),
            "ru": text(
                "Поясная сумка Trail",
                "Ключи, карта и половина бутерброда",
                """
                Два литра на поясе, и сумка не прыгает даже на бегу. Спинка из дышащей сетки, а
                концы ремня прячутся и не болтаются.
                """,
            ),
        },
        options=(colour("lake", "black"), size("regular", "long")),
        price=eur_usd(4900, 4500),
        grams=180,
        stock=(16, 8, 25, 1),
        picture=Picture(drawing="hippack", palette="lake"),
    ),
)
