"""Sleeping bags, mats and pillows."""

from rustok_commerce.demo.records import Picture, eur_usd, extra, item, text
from rustok_commerce.demo.wording import colour, material, size

PRODUCTS = (
    item(
        "hibernate-sleeping-bag",
        code="FH-HIBER",
        category="sleeping",
        tags=("camping", "three-season", "down"),
        texts={
            "en": text(
                "Hibernate Sleeping Bag",
                "Comfort to minus five",
                """
                A mummy bag with a draught collar, a roomy foot box and a zip that does not bite.
                Choose **responsible down** for the weight or synthetic fill for damp weather.
                Comes with a cotton storage sack, because down hates being squeezed at home.
                """,
                seo=(
                    "Hibernate Sleeping Bag, comfort -5 °C | Fernholt",
                    ("Mummy sleeping bag in down or synthetic fill, regular and long, with storage sack."),
                ),
            ),
            "ru": text(
                "Спальный мешок Hibernate",
                "Комфорт до минус пяти",
                """
                Спальник-кокон с тёплым воротником, просторным отсеком для ног и молнией, которая
                не закусывает ткань. **Пух** легче, синтетика лучше в сырую погоду. В комплекте
                хлопковый мешок для хранения: дома пух нельзя держать сжатым.
                """,
            ),
            "de": text(
                "Schlafsack Hibernate",
                "Komfort bis minus fünf Grad",
                """
                Ein Mumienschlafsack mit Wärmekragen, geräumigem Fußteil und einem
                Reißverschluss, der nicht klemmt. Wählen Sie **Daunen** für wenig Gewicht oder
                Kunstfaser für feuchtes Wetter. Mit Aufbewahrungssack aus Baumwolle, denn Daunen
                mögen es zu Hause nicht eng.
                """,
            ),
        },
        options=(material("down", "synthetic"), size("regular", "long")),
        price=eur_usd(21900, 20900),
        extras={
            "down": extra(8000, 7500),
            "synthetic": extra(0, 0, 380),
            "long": extra(1500, 1500, 90),
        },
        grams=980,
        stock=(6, 2, 15, 9),
        picture=Picture(drawing="mummy", palette="berry"),
    ),
    item(
        "soft-ground-mat",
        code="FH-MAT",
        category="sleeping",
        tags=("camping", "insulated", "inflatable"),
        texts={
            "en": text(
                "Soft Ground Mat",
                "Seven centimetres above the roots",
                """
                An insulated air mat that fills with the pump sack in eight breaths. R-value 4.2,
                so it works from April to the first snow. The fabric is quiet: you can turn over
                without waking the tent.
                """,
            ),
            "ru": text(
                "Надувной коврик Soft Ground",
                "Семь сантиметров над корнями",
                """
                Утеплённый надувной коврик, который наполняется насосом-мешком за восемь
                движений. Термосопротивление 4,2: подходит с апреля до первого снега. Ткань не
                шуршит, можно ворочаться и никого не будить.
                """,
            ),
            "de": text(
                "Isomatte Soft Ground",
                "Sieben Zentimeter über den Wurzeln",
                """
                Eine isolierte Luftmatte, die mit dem Pumpsack in acht Zügen gefüllt ist. R-Wert
                4,2, also brauchbar von April bis zum ersten Schnee. Der Stoff raschelt nicht:
                Umdrehen, ohne das Zelt zu wecken.
                """,
            ),
        },
        options=(size("regular", "wide"),),
        price=eur_usd(12900, 11900),
        extras={"wide": extra(2000, 2000, 140)},
        grams=520,
        stock=(24, 11),
        picture=Picture(drawing="mat", palette="lake"),
    ),
    item(
        "folding-foam-mat",
        code="FH-FOAM",
        category="sleeping",
        tags=("camping", "indestructible", "light"),
        texts={
            "en": text(
                "Folding Foam Mat",
                "Nothing to inflate, nothing to burst",
                """
                Closed-cell foam in fourteen folds. Sit on it, sleep on it, put it under an air
                mat in winter. It will still be here when everything else has been replaced.
                """,
            ),
            "ru": text(
                "Складной коврик из пены",
                "Нечего надувать, нечему лопаться",
                """
                Пена с закрытыми порами, четырнадцать складок. На коврике можно сидеть, спать, а
                зимой подкладывать его под надувной. Он останется, когда всё остальное придётся
                менять.
                """,
            ),
            "de": text(
                "Faltmatte aus Schaum",
                "Nichts aufzublasen, nichts kann platzen",
                """
                Geschlossenzelliger Schaum in vierzehn Falten. Zum Sitzen, zum Schlafen oder im
                Winter unter der Luftmatte. Sie ist noch da, wenn alles andere längst ersetzt
                ist.
                """,
            ),
        },
        options=(colour("ochre", "slate"),),
        price=eur_usd(4500, 4200),
        grams=410,
        stock=(33, 27),
        picture=Picture(drawing="foammat", palette="ochre"),
    ),
    item(
        "cloud-camp-pillow",
        code="FH-PILL",
        category="sleeping",
        tags=("camping", "travel", "comfort"),
        texts={
            "en": text(
                "Cloud Camp Pillow",
                "Retire the rolled-up jumper",
                """
                Shredded memory foam in a brushed cotton cover that zips off for washing. It
                rolls into its own pocket and fits every stuff sack.
                """,
            ),
            "ru": text(
                "Походная подушка Cloud",
                "Свитер под головой больше не нужен",
                """
                Дроблёная пена с эффектом памяти в чехле из мягкого хлопка, который легко снять и
                постирать. Подушка сворачивается в собственный карман.
                """,
            ),
            "de": text(
                "Reisekissen Cloud",
                "Schluss mit dem zusammengerollten Pullover",
                """
                Memoryschaum-Flocken in einem Bezug aus gebürsteter Baumwolle, der sich zum
                Waschen abnehmen lässt. Das Kissen rollt sich in die eigene Tasche.
                """,
            ),
        },
        options=(colour("oat", "lake", "clay"),),
        price=eur_usd(3900, 3600),
        grams=290,
        stock=(0, 17, 21),
        picture=Picture(drawing="pillow", palette="snow"),
    ),
    item(
        "ember-down-quilt",
        code="FH-QUILT",
        category="sleeping",
        tags=("ultralight", "down", "new"),
        status="draft",
        texts={
            "en": text(
                "Ember Down Quilt",
                "A sleeping bag minus the part you lie on",
                """
                Down under your back is squashed and useless, so we left it out. The quilt straps
                to the mat on cold nights and opens flat on warm ones. **In testing**: the first
                batch leaves the workshop this autumn.
                """,
            ),
            "de": text(
                "Daunenquilt Ember",
                "Ein Schlafsack ohne den Teil, auf dem man liegt",
                """
                Daunen unter dem Rücken sind platt gedrückt und nutzlos, also haben wir sie
                weggelassen. In kalten Nächten wird der Quilt an der Matte befestigt, in warmen
                liegt er offen. **In Erprobung**: Die erste Serie verlässt im Herbst die
                Werkstatt.
                """,
            ),
        },
        options=(colour("ink", "clay"), size("regular", "long")),
        price=eur_usd(27900, 25900),
        extras={"long": extra(1500, 1500, 60)},
        grams=590,
        stock=(0, 0, 0, 0),
        picture=Picture(drawing="quilt", palette="clay"),
    ),
)
