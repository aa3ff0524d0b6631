"""Posts of Fernholt on looking after things."""

from rustok_content.demo.records import post, text

POSTS = (
    post(
        "washing-down",
        author="tomas",
        category="care",
        tags=("down", "washing"),
        day=(4, 28),
        texts={
            "en": text(
                "Washing down without fear",
                "It looks ruined when it comes out of the machine. It is not. Keep drying.",
                """
                Down is washed far too rarely because everyone is afraid of the clumps. A clean quilt is
                warmer than a dirty one: oil from the skin glues the fine barbs together, and glued barbs hold
                no air.

                ## You need

                - a front-loading machine, empty
                - down soap, never ordinary detergent or softener
                - a large tumble dryer and three clean tennis balls
                - an afternoon with a book

                ## Step by step

                1. Close zips, open hook-and-loop, turn the bag inside out.
                2. Wash at 30 degrees on a gentle cycle with half the soap you think right.
                3. Rinse twice more. Soap that stays attracts dirt.
                4. Spin slowly. Lift the wet bag **with both arms**, as you would a sleeping child, so that
                   the walls inside do not tear.
                5. Dry on low with the balls, for two hours at least. Every half hour, take it out and pull
                   clumps apart with your fingers.

                ## Done?

                Hold it to the light. If you see dark islands, dry on. Then leave it loose over a chair for a
                night. Store it in the cotton sack, never compressed. Once every two years is enough for most
                people, and once a year for guides and snorers.
                """,
            ),
            "ru": text(
                "Как без страха постирать пух",
                "Из машины он выходит похожим на мокрую тряпку. Всё в порядке, продолжайте сушить.",
                """
                Пух стирают слишком редко, потому что боятся комков. Но чистый спальник теплее грязного: жир с
                кожи склеивает тонкие пушинки, а склеенные пушинки не держат воздух.

                ## Понадобятся

                - пустая машина с фронтальной загрузкой
                - средство для пуха, но не порошок и не кондиционер
                - большая сушильная машина и три чистых теннисных мяча
                - свободный вечер и книга

                ## По шагам

                1. Застегните молнии, расстегните липучки, выверните спальник.
                2. Стирайте при 30 градусах в деликатном режиме и налейте вдвое меньше средства, чем хочется.
                3. Прополощите ещё два раза. Остатки мыла притягивают грязь.
                4. Отожмите на малых оборотах. Мокрый спальник поднимайте **обеими руками**, как спящего
                   ребёнка, чтобы не порвать перегородки внутри.
                5. Сушите на слабом нагреве с мячами не меньше двух часов. Каждые полчаса вынимайте и
                   разбирайте комки пальцами.

                ## Готово?

                Посмотрите на просвет. Если видны тёмные островки, сушите дальше. Потом оставьте спальник на
                ночь на стуле. Хранить его нужно в хлопковом мешке, не сжимая. Большинству хватит стирки раз в
                два года.
                """,
            ),
            "de": text(
                "Daunen waschen ohne Angst",
                "Aus der Maschine kommt ein Häufchen Elend. Das ist normal. Weitertrocknen.",
                """
                Daunen werden viel zu selten gewaschen, weil alle die Klumpen fürchten. Dabei ist ein sauberer
                Schlafsack wärmer als ein schmutziger: Hautfett verklebt die feinen Härchen, und verklebte
                Härchen halten keine Luft.

                ## Sie brauchen

                - eine leere Maschine, von vorn beladen
                - Daunenwaschmittel, nie Vollwaschmittel oder Weichspüler
                - einen großen Trockner und drei saubere Tennisbälle
                - einen Nachmittag mit Buch

                ## Schritt für Schritt

                1. Reißverschlüsse schließen, Klettverschlüsse öffnen, den Schlafsack wenden.
                2. Bei 30 Grad im Schonwaschgang waschen, mit halb so viel Mittel, wie Sie für richtig halten.
                3. Zweimal zusätzlich spülen. Seifenreste ziehen Schmutz an.
                4. Langsam schleudern. Den nassen Schlafsack **mit beiden Armen** heben wie ein schlafendes
                   Kind, damit innen keine Kammer reißt.
                5. Mit den Bällen auf niedriger Stufe mindestens zwei Stunden trocknen. Jede halbe Stunde
                   herausnehmen und Klumpen mit den Fingern lösen.

                ## Fertig?

                Halten Sie ihn gegen das Licht. Sehen Sie dunkle Inseln, trocknen Sie weiter. Danach eine
                Nacht locker über den Stuhl legen und im Baumwollsack aufbewahren. Alle zwei Jahre genügt den
                meisten.
                """,
            ),
        },
    ),
    post(
        "re-proofing-a-rain-jacket",
        author="maren",
        category="care",
        tags=("rain", "clothing", "washing"),
        day=(5, 5),
        texts={
            "en": text(
                "When the rain stops rolling off",
                "Your jacket is not leaking. It is thirsty. How to re-proof it in one evening.",
                """
                A new jacket makes beads of the rain. After a season the face fabric goes dark and heavy, and
                you feel cold and think it leaks. It almost never does: the membrane is fine, but a soaked
                outer layer cannot breathe, so you are wet from within.

                ## Wash first

                Dirt is what kills the finish. Close the zips, wash at 30 degrees with liquid technical wash,
                rinse twice. Often this alone brings the beads back.

                ## Then warm

                Tumble on low for twenty minutes, or iron through a towel at the lowest setting. Heat makes
                the old finish stand up again. Test with a spoonful of water.

                ## Then proof

                1. Use a **PFAS-free** proofer, sprayed on while the jacket is damp.
                2. Begin with shoulders, hood and forearms, where straps and rain meet.
                3. Wipe off what drips after two minutes.
                4. Warm it once more.

                ## How often?

                - Twice a year if you walk at weekends.
                - Four times if you cycle to work.
                - At once, if somebody has used softener on it.

                A jacket treated like this lasts ten years. We know, because we have met it.
                """,
            ),
        },
    ),
    post(
        "seasoning-iron",
        author="tomas",
        category="care",
        tags=("cast-iron", "cooking"),
        day=(6, 16),
        texts={
            "en": text(
                "Seasoning iron, and rescuing it",
                "A thin coat of oil, a hot oven and patience. Rust is not the end.",
                """
                The black skin on a good pan is not paint. It is oil that has turned into something like
                varnish, layer by layer. You make it, you can break it, and you can make it again.

                ## Every day

                - Wipe out while warm. A little hot water and a brush are fine.
                - Dry on the hob, not on the rack.
                - Rub in three drops of oil, then **wipe as if it had been a mistake**.

                ## The first seasoning

                1. Wash once with soap to remove the shipping oil. This is the only time.
                2. Dry in the oven at 100 degrees.
                3. Rub with flax or rapeseed oil, inside, outside, handle. Wipe it off until it looks dry.
                4. Bake upside down at 230 degrees for an hour, and leave it there to cool.
                5. Repeat three times.

                ## Rescue

                Rust comes from a night in the sink, and it happens to all of us. Scrub with steel wool until
                you see grey metal, rinse, dry at once, and start with step three.

                Sticky pan? Too much oil. Flaking pan? Too much oil, some time ago. Eggs that glide like
                skaters? You have arrived.
                """,
            ),
            "de": text(
                "Eisen einbrennen und retten",
                "Ein Hauch Öl, ein heißer Ofen und Geduld. Rost ist nicht das Ende.",
                """
                Die schwarze Haut einer guten Pfanne ist keine Farbe. Es ist Öl, das sich Schicht um Schicht
                in eine Art Lack verwandelt hat. Sie können sie herstellen, zerstören und wieder herstellen.

                ## Jeden Tag

                - Warm auswischen. Etwas heißes Wasser und eine Bürste sind in Ordnung.
                - Auf dem Herd trocknen, nicht auf dem Gestell.
                - Drei Tropfen Öl einreiben und dann **abwischen, als wäre es ein Versehen gewesen**.

                ## Das erste Einbrennen

                1. Einmal mit Seife waschen, um das Transportöl zu entfernen. Nur dieses eine Mal.
                2. Bei 100 Grad im Ofen trocknen.
                3. Mit Lein- oder Rapsöl einreiben, innen, außen und am Griff. Abwischen, bis sie trocken
                   aussieht.
                4. Kopfüber eine Stunde bei 230 Grad backen und im Ofen abkühlen lassen.
                5. Dreimal wiederholen.

                ## Rettung

                Rost kommt von einer Nacht in der Spüle, und er trifft jeden. Mit Stahlwolle bis zum grauen
                Metall schrubben, abspülen, sofort trocknen und mit Schritt drei beginnen.

                Die Pfanne klebt? Zu viel Öl. Sie blättert? Zu viel Öl, vor einiger Zeit. Die Eier gleiten wie
                Eisläufer? Sie sind angekommen.
                """,
            ),
        },
    ),
    post(
        "looking-after-wood-and-leather",
        author="ilya",
        category="care",
        tags=("wood", "leather", "care"),
        day=(7, 7),
        texts={
            "en": text(
                "Wood and leather: little and often",
                "Two materials that were alive, and would like to be treated that way.",
                """
                Wood and leather have the same enemies: too much water, too much heat, and being forgotten in
                a cupboard. They also have the same friend, and it is a rag with a little fat on it.

                ## Handles, cups and boards

                1. Rinse with cool water, wipe, stand upright. No dishwasher, ever.
                2. When the grain feels rough, sand lightly with 320 paper along the grain.
                3. Rub in linseed oil, wait an hour, wipe off all that has not gone in.
                4. Let it cure for three days before the next coffee.

                **Mind the rag.** A cloth soaked in linseed oil can catch fire by itself. Spread it outside to
                dry, or put it in water.

                ## Boots, sheaths and straps

                - Brush the dust off before any balm: dust in the pores is sandpaper.
                - Wet leather dries slowly, away from the stove, stuffed with newspaper.
                - Warm the balm in your hand, work it into the seams first.
                - Brush after an hour. What shines is enough; what is sticky is too much.

                ## When?

                Leather before winter and after it. Wood whenever it looks pale. Ten minutes each, and a good
                moment to listen to the radio.
                """,
            ),
            "ru": text(
                "Дерево и кожа: понемногу, но часто",
                "Два материала, которые когда-то были живыми и хотят, чтобы об этом помнили.",
                """
                У дерева и кожи одни и те же враги: избыток воды, избыток тепла и забвение в шкафу. Друг у них
                тоже общий: тряпочка с капелькой жира.

                ## Рукояти, чашки и доски

                1. Ополосните прохладной водой, вытрите и поставьте вертикально. Никакой посудомоечной машины.
                2. Если поверхность стала шершавой, слегка пройдитесь шкуркой 320 вдоль волокон.
                3. Вотрите льняное масло, подождите час и снимите всё, что не впиталось.
                4. Дайте маслу три дня, прежде чем снова наливать кофе.

                **Следите за тряпкой.** Ткань, пропитанная льняным маслом, может загореться сама. Разложите её
                сушиться на улице или опустите в воду.

                ## Ботинки, ножны и ремни

                - Перед бальзамом смахните пыль: в порах она работает как наждак.
                - Мокрая кожа сохнет медленно, подальше от печки, набитая газетой.
                - Согрейте бальзам в руке и сначала втирайте его в швы.
                - Через час пройдитесь щёткой. Блестит, значит достаточно; липнет, значит слишком много.

                ## Когда?

                Кожу перед зимой и после неё. Дерево, как только побледнеет. По десять минут на каждое, как
                раз под хорошее радио.
                """,
            ),
        },
    ),
)
