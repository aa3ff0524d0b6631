"""Posts of Fernholt that explain how to choose and how to go."""

from rustok_content.demo.records import post, text

POSTS = (
    post(
        "how-to-pack-a-backpack",
        author="maren",
        category="guides",
        tags=("hiking", "packing"),
        day=(2, 3),
        texts={
            "en": text(
                "How to pack a backpack so that it carries you",
                "Heavy things close to the spine, wet things outside, and nothing that swings.",
                """
                A well-packed rucksack feels two kilograms lighter than the same load thrown in. The trick is
                not strength but order, and it takes ten minutes the evening before.

                ## Four zones

                1. **Bottom:** what you need last. The sleeping bag, dry socks, the pillow.
                2. **Middle, against the back:** the heaviest things. Food, stove, water, tent poles.
                3. **Middle, away from the back:** light and bulky things, such as the fleece.
                4. **Top and pockets:** what you need on the way. Rain jacket, map, first-aid kit, chocolate.

                ## Wet and dry

                Line the pack with one large bag instead of many small ones. A wet tent belongs outside, under
                the lid or strapped to the side, never beside the down.

                ## Before you leave

                - Shake the pack. If something rattles, it will annoy you for six hours.
                - Close every strap: a swinging strap finds every branch.
                - Put the pack on, tighten the hip belt first and the shoulders last.

                After the first hour, stop and move one thing. There is always one thing. By the third trip
                you will know your own order, and you will reach into the dark and find the lamp.
                """,
            ),
            "ru": text(
                "Как уложить рюкзак, чтобы он вам помогал",
                "Тяжёлое ближе к спине, мокрое снаружи, и пусть ничего не болтается.",
                """
                Правильно уложенный рюкзак кажется на два килограмма легче. Дело не в силе, а в порядке, и на
                него хватит десяти минут накануне вечером.

                ## Четыре зоны

                1. **Низ:** то, что понадобится в последнюю очередь. Спальник, сухие носки, подушка.
                2. **Середина, у спины:** самое тяжёлое. Еда, горелка, вода, дуги палатки.
                3. **Середина, дальше от спины:** лёгкое и объёмное, например флисовая кофта.
                4. **Верх и карманы:** то, что нужно в пути. Дождевик, карта, аптечка, шоколад.

                ## Мокрое и сухое

                Вложите в рюкзак один большой гермомешок вместо множества маленьких. Мокрой палатке место
                снаружи, под клапаном или сбоку, но никак не рядом с пухом.

                ## Перед выходом

                - Встряхните рюкзак. Если что-то гремит, оно будет раздражать вас шесть часов.
                - Подберите все стропы: свободный конец найдёт каждую ветку.
                - Наденьте рюкзак, сначала затяните пояс и только потом лямки.

                Через час остановитесь и переложите одну вещь. Такая вещь всегда найдётся. К третьему походу у
                вас появится свой порядок, и фонарь вы отыщете даже в темноте.
                """,
            ),
            "de": text(
                "Wie man einen Rucksack packt, damit er einen trägt",
                "Schweres nah an den Rücken, Nasses nach außen, und nichts darf pendeln.",
                """
                Ein gut gepackter Rucksack fühlt sich zwei Kilo leichter an als dieselbe Last, die einfach
                hineingeworfen wurde. Es geht nicht um Kraft, sondern um Ordnung, und sie kostet am Vorabend
                zehn Minuten.

                ## Vier Zonen

                1. **Unten:** was zuletzt gebraucht wird. Schlafsack, trockene Socken, Kissen.
                2. **Mitte, am Rücken:** das Schwerste. Essen, Kocher, Wasser, Zeltstangen.
                3. **Mitte, vom Rücken entfernt:** Leichtes und Sperriges wie die Fleecejacke.
                4. **Oben und in den Taschen:** was unterwegs gebraucht wird. Regenjacke, Karte, Verbandszeug,
                   Schokolade.

                ## Nass und trocken

                Legen Sie den Rucksack mit einem großen Beutel aus statt mit vielen kleinen. Ein nasses Zelt
                gehört nach außen, unter den Deckel oder an die Seite, niemals neben die Daunen.

                ## Bevor es losgeht

                - Schütteln Sie den Rucksack. Was klappert, nervt sechs Stunden lang.
                - Verstauen Sie alle Riemen: Ein loser Riemen findet jeden Ast.
                - Setzen Sie ihn auf und ziehen Sie zuerst den Hüftgurt fest, die Schultern zuletzt.

                Halten Sie nach einer Stunde an und räumen Sie eine Sache um. Es gibt immer eine. Nach der
                dritten Tour kennen Sie Ihre Ordnung und finden die Lampe auch im Dunkeln.
                """,
            ),
        },
    ),
    post(
        "choosing-a-tent",
        author="ilya",
        category="guides",
        tags=("camping", "tents"),
        day=(3, 10),
        texts={
            "en": text(
                "Dome, ridge or tipi: choosing a tent",
                "Three shapes, three ways of sleeping outside, and one honest question to ask first.",
                """
                Before you compare grams, ask one question: **how far will you carry it?** Everything else
                follows from the answer.

                ## Dome

                A dome stands by itself. You can pitch it on rock, on sand, on a wooden platform, and lift it
                to shake out the pine needles. It handles wind from every side. The price is weight: two
                crossing poles have to go somewhere. Our *Tarn* is a dome.

                ## Ridge

                A ridge tent borrows its poles from your hands. If you walk with sticks anyway, half the frame
                is free. It wants good pegging and a little practice, and pays with a pack below ten
                kilograms. Our *Pathfinder* is a ridge.

                ## Tipi

                One pole, a lot of air, room for chairs and a stove. Nobody carries a canvas tipi further than
                the edge of the car park, and nobody who has dried socks in one on a rainy April evening
                regrets it.

                ## Size

                - One person sleeps well in a tent for two.
                - Two people and a dog need a tent for three.
                - Four people in a tent for four are either family or about to become enemies.

                Pitch it once in the garden before the first trip. You will find the missing peg there.
                """,
            ),
            "ru": text(
                "Купол, двускатная или типи: как выбрать палатку",
                "Три формы, три способа ночевать на природе и один честный вопрос.",
                """
                Прежде чем сравнивать граммы, спросите себя: **как далеко вы её понесёте?** Всё остальное
                следует из ответа.

                ## Купол

                Купол стоит сам. Его можно поставить на камнях, на песке, на деревянном настиле, а потом
                поднять и вытряхнуть хвою. Ему не страшен ветер с любой стороны. Платить приходится весом: две
                перекрещённые дуги нужно нести. Наша *Tarn* именно купол.

                ## Двускатная

                Двускатная палатка берёт стойки из ваших рук. Если вы и так ходите с палками, половина каркаса
                достаётся даром. Она требует хороших колышков и небольшой сноровки, зато рюкзак весит меньше
                десяти килограммов. Такова наша *Pathfinder*.

                ## Типи

                Одна стойка, много воздуха, место для стульев и печки. Никто не носит типи из канваса дальше
                края парковки, но никто и не жалеет, если хоть раз сушил в нём носки дождливым апрельским
                вечером.

                ## Размер

                - Одному хорошо спится в двухместной.
                - Двоим с собакой нужна трёхместная.
                - Четверо в четырёхместной либо семья, либо скоро поссорятся.

                Поставьте палатку один раз во дворе. Недостающий колышек лучше обнаружить там.
                """,
            ),
        },
    ),
    post(
        "sleeping-warm",
        author="maren",
        category="guides",
        tags=("camping", "sleep", "winter"),
        day=(3, 24),
        texts={
            "en": text(
                "Seven ways to sleep warm below zero",
                "A sleeping bag keeps heat, it does not make any. Bring your own.",
                """
                A sleeping bag is a thermos: what you put in cold stays cold. Here is what we do on nights
                below freezing, in the order in which it helps.

                ## From below

                Most heat leaves into the ground. An air mat with an R-value over four is worth more than a
                thicker bag. In snow we add a foam mat underneath, which costs 400 grams and saves the night.

                ## From inside

                1. Eat something fat half an hour before bed: nuts, cheese, a piece of chocolate.
                2. Do twenty squats, stop before you sweat, then get in.
                3. Take a bottle of hot water with you, wrapped in a sock, and hold it between the thighs.
                4. Go to the toilet. Really. Now.

                ## From outside

                - Loosen the bag: down needs air to work.
                - Close the draught collar, leave the mouth free. Breath inside means damp inside.
                - Wear a cap and dry socks, not all the clothes you own.

                ## In the morning

                Turn the bag inside out for ten minutes while the coffee boils. The damp of one night weighs a
                hundred grams, and over a week it takes half the warmth.
                """,
            ),
            "de": text(
                "Sieben Wege, bei Frost warm zu schlafen",
                "Ein Schlafsack hält Wärme, er macht keine. Bringen Sie welche mit.",
                """
                Ein Schlafsack ist eine Thermoskanne: Was kalt hineinkommt, bleibt kalt. Das tun wir in
                Nächten unter null, in der Reihenfolge, in der es hilft.

                ## Von unten

                Die meiste Wärme geht in den Boden. Eine Luftmatte mit einem R-Wert über vier ist mehr wert
                als ein dickerer Schlafsack. Im Schnee legen wir eine Schaummatte darunter, die 400 Gramm
                kostet und die Nacht rettet.

                ## Von innen

                1. Essen Sie eine halbe Stunde vor dem Schlafen etwas Fettes: Nüsse, Käse, ein Stück Schokolade.
                2. Machen Sie zwanzig Kniebeugen, hören Sie vor dem Schwitzen auf und kriechen Sie hinein.
                3. Nehmen Sie eine Flasche heißes Wasser mit, in eine Socke gewickelt.
                4. Gehen Sie zur Toilette. Wirklich. Jetzt.

                ## Von außen

                - Lockern Sie den Schlafsack auf: Daunen brauchen Luft.
                - Schließen Sie den Wärmekragen, aber lassen Sie den Mund frei. Atem innen heißt Nässe innen.
                - Tragen Sie Mütze und trockene Socken, nicht alles, was Sie besitzen.

                ## Am Morgen

                Wenden Sie den Schlafsack für zehn Minuten, während der Kaffee kocht. Die Feuchtigkeit einer
                Nacht wiegt hundert Gramm, und nach einer Woche nimmt sie die halbe Wärme.
                """,
            ),
        },
    ),
    post(
        "one-fire-three-meals",
        author="tomas",
        category="guides",
        tags=("cooking", "fire", "recipes"),
        day=(5, 19),
        texts={
            "en": text(
                "One fire, three meals",
                "A day of cooking on a single bed of embers, from flatbread to baked apples.",
                """
                Flames are for looking at, embers are for cooking. Light the fire an hour before you are
                hungry, feed it hardwood, and then leave it alone.

                ## Noon: flatbread in the skillet

                - 300 g flour, a pinch of salt, 150 ml water, a spoon of oil
                - Knead for five minutes, rest for twenty
                - Roll out with a bottle, bake two minutes a side in the dry pan

                Eat it with anything. We eat it with sheep's cheese and wild garlic.

                ## Evening: stew in the dutch oven

                Brown an onion and carrots in fat, add lentils and three times as much stock. Hang or stand
                the pot at the edge of the embers, lid on, **embers on the lid**, and go for a swim. It is
                done when you come back, and it forgives you if you are late.

                ## Night: baked apples

                Core four apples and fill them with nuts, raisins and honey. Put them into the empty pot,
                still warm, and close the lid. Twenty minutes later nobody speaks.

                ## Afterwards

                Drown the fire, stir, drown it again. When you can lay your hand on the ashes, you may go to
                bed. Wipe the iron while it is warm and oil it thinly.
                """,
            ),
            "ru": text(
                "Один костёр, три блюда",
                "День готовки на одних и тех же углях: от лепёшек до печёных яблок.",
                """
                На пламя смотрят, на углях готовят. Разведите костёр за час до того, как проголодаетесь,
                подложите твёрдых дров и больше его не трогайте.

                ## Полдень: лепёшки на сковороде

                - 300 г муки, щепотка соли, 150 мл воды, ложка масла
                - Месите пять минут, дайте отдохнуть двадцать
                - Раскатайте бутылкой и пеките по две минуты с каждой стороны на сухой сковороде

                Есть их можно с чем угодно. Мы едим с овечьим сыром и черемшой.

                ## Вечер: рагу в котле

                Обжарьте лук и морковь, добавьте чечевицу и втрое больше бульона. Поставьте котёл на край
                углей, закройте крышкой, **насыпьте углей сверху** и идите купаться. Когда вернётесь, всё
                будет готово, а если задержитесь, рагу не обидится.

                ## Ночь: печёные яблоки

                Выньте сердцевину из четырёх яблок, положите внутрь орехи, изюм и мёд. Поставьте яблоки в
                тёплый пустой котёл и закройте крышку. Через двадцать минут все замолчат.

                ## После

                Залейте костёр, перемешайте золу и залейте ещё раз. Если на неё можно положить ладонь, пора
                спать. Чугун протрите тёплым и смажьте тонким слоем масла.
                """,
            ),
        },
    ),
)
