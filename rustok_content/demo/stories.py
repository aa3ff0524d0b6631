"""Posts of Fernholt about people and places."""

from rustok_content.demo.records import post, text

POSTS = (
    post(
        "the-mill-on-the-hill",
        author="ilya",
        category="stories",
        tags=("wool", "makers"),
        day=(2, 17),
        texts={
            "en": text(
                "The mill on the hill",
                "Where our blankets come from, and why the loom is older than anyone who works there.",
                """
                You hear the mill before you see it. The loom was built in 1938, and when it runs, the cups on
                the kitchen shelf two floors above move to the left, a millimetre a day. On Fridays somebody
                pushes them back.

                ## Three people, one machine

                Three people work here: a weaver, a finisher and a man who can repair a part that nobody has
                made for fifty years. He keeps the drawings in a biscuit tin. *The machine is slow,* he says,
                *and that is the point: a slow shuttle does not stretch the yarn.*

                ## From fleece to fold

                - The wool comes from hill farms within forty kilometres.
                - It is washed with rainwater and soap, never bleached.
                - The cloth is woven, shrunk by a third, and brushed with dried teasel heads.

                The last step looks like something from a museum. Wire brushes would be quicker, but wire
                tears and teasels give way. You can feel the difference with your eyes shut.

                ## What it means for you

                We get about four hundred blankets a year. When a colour is sold out, it is sold out until the
                next shearing. We could ask them to hurry. We have decided not to.
                """,
            ),
            "ru": text(
                "Фабрика на холме",
                "Откуда берутся наши пледы и почему станок старше всех, кто за ним работает.",
                """
                Фабрику слышно раньше, чем видно. Станок построили в 1938 году, и когда он работает, чашки на
                кухонной полке двумя этажами выше сдвигаются влево, на миллиметр в день. По пятницам их
                возвращают на место.

                ## Трое людей и одна машина

                Здесь работают трое: ткач, отделочница и мастер, который умеет чинить детали, не выпускавшиеся
                пятьдесят лет. Чертежи он хранит в коробке из-под печенья. *Станок медленный,* говорит он, *в
                этом и смысл: медленный челнок не тянет нить.*

                ## От руна до пледа

                - Шерсть привозят с горных ферм не дальше сорока километров.
                - Её моют дождевой водой с мылом и никогда не отбеливают.
                - Полотно ткут, усаживают на треть и начёсывают сухими головками ворсянки.

                Последний шаг похож на музейный экспонат. Проволочные щётки быстрее, но проволока рвёт, а
                ворсянка уступает. Разницу чувствуешь с закрытыми глазами.

                ## Что это значит для вас

                Мы получаем около четырёхсот пледов в год. Если цвет закончился, его не будет до следующей
                стрижки. Мы могли бы попросить ткать быстрее, но решили не просить.
                """,
            ),
            "de": text(
                "Die Weberei auf dem Hügel",
                "Woher unsere Decken kommen und warum der Webstuhl älter ist als alle, die dort arbeiten.",
                """
                Man hört die Weberei, bevor man sie sieht. Der Webstuhl wurde 1938 gebaut, und wenn er läuft,
                wandern die Tassen im Küchenregal zwei Stockwerke höher nach links, einen Millimeter am Tag.
                Freitags schiebt sie jemand zurück.

                ## Drei Menschen, eine Maschine

                Drei Menschen arbeiten hier: ein Weber, eine Ausrüsterin und ein Mann, der Teile repariert,
                die seit fünfzig Jahren niemand mehr herstellt. Die Zeichnungen liegen in einer Keksdose. *Die
                Maschine ist langsam,* sagt er, *und genau darum geht es: Ein langsames Schiffchen dehnt das
                Garn nicht.*

                ## Vom Vlies zur Decke

                - Die Wolle kommt von Berghöfen im Umkreis von vierzig Kilometern.
                - Sie wird mit Regenwasser und Seife gewaschen und nie gebleicht.
                - Das Tuch wird gewebt, um ein Drittel gewalkt und mit getrockneten Karden geraut.

                Der letzte Schritt sieht aus wie im Museum. Drahtbürsten wären schneller, aber Draht reißt,
                und Karden geben nach. Den Unterschied spürt man mit geschlossenen Augen.

                ## Was das für Sie bedeutet

                Wir bekommen etwa vierhundert Decken im Jahr. Ist eine Farbe ausverkauft, dann bis zur
                nächsten Schur. Wir könnten um Eile bitten. Wir haben beschlossen, es nicht zu tun.
                """,
            ),
        },
    ),
    post(
        "five-days-without-a-screen",
        author="maren",
        category="stories",
        tags=("hiking", "slow-travel"),
        day=(4, 14),
        texts={
            "en": text(
                "Five days without a screen",
                "Ninety kilometres with a paper map, a compass and a friend who is always early.",
                """
                We left the phones in a drawer, switched off, beside the batteries that are always empty. Then
                we walked for five days.

                ## Day one

                I reached for my pocket fourteen times before noon. Lena counted. By the afternoon the number
                was three, and two of them were for a handkerchief.

                ## Day two

                We got lost properly. The map said bridge, the river said no. We walked upstream for an hour,
                found stones, took off our boots and crossed in water that made us shout. Nobody photographed
                it. I remember every stone.

                ## Day three

                Rain. We stayed in the tent until eleven, played cards, and repaired a strap with dental
                floss. *I did not know a morning could be this long,* Lena said, and she did not mean it as a
                complaint.

                ## Day five

                Things we missed:

                - The weather forecast, once.
                - A song whose name neither of us knew.

                Things we did not miss:

                - Everything else.

                At the station we asked a stranger for the time, and he looked at us with concern. The train
                was late. We had not noticed.
                """,
            ),
        },
    ),
    post(
        "a-knife-for-twenty-years",
        author="tomas",
        category="stories",
        tags=("tools", "makers", "repair"),
        day=(6, 2),
        texts={
            "en": text(
                "A knife for twenty years",
                "A customer sent us back an Orchard with a letter. We kept the letter and returned the knife.",
                """
                The parcel was small and the letter was long. Inside was a folding knife, the blade worn to
                two thirds of its width, the walnut as dark as tea.

                ## What it had done

                The writer had made a list, and we print it with permission:

                - about nine thousand apples
                - one umbilical cord, of a lamb, at four in the morning
                - a wedding cake, because nobody had thought of it
                - the strings of every parcel since 2006
                - a whistle for each of three grandchildren

                ## What it needed

                Not much. The pivot was loose, so we fitted a new pin. The edge had been sharpened on the
                bottom of a coffee cup for two decades and was, to our embarrassment, better than the one it
                left us with. We oiled the handle and did not sand it. One does not sand a biography.

                ## What we learned

                > Please do not make it new, she wrote. Make it close.

                That sentence hangs above the bench now. A thing that can be repaired asks two questions of
                its maker: is there a screw, and is there a spare? Everything we design has to answer both.
                The knife went home on a Tuesday, and an apple came back by post.
                """,
            ),
            "ru": text(
                "Нож на двадцать лет",
                "Покупательница прислала нам свой нож Orchard с письмом. Письмо мы оставили, нож вернули.",
                """
                Посылка была маленькой, а письмо длинным. Внутри лежал складной нож: клинок сточен на треть,
                орех потемнел, как крепкий чай.

                ## Что он успел

                Хозяйка составила список, и мы публикуем его с её разрешения:

                - около девяти тысяч яблок
                - одна пуповина, ягнячья, в четыре часа утра
                - свадебный торт, потому что никто не подумал о ноже
                - верёвки всех посылок с 2006 года
                - по свистку для каждого из трёх внуков

                ## Что ему понадобилось

                Немного. Ось разболталась, и мы поставили новый штифт. Лезвие двадцать лет правили о донышко
                чашки, и, к нашему стыду, оно было острее, чем когда-то от нас уехало. Рукоять мы пропитали
                маслом, но не шлифовали. Биографию не шлифуют.

                ## Чему мы научились

                > Не делайте его новым, написала она. Пусть он просто закрывается.

                Теперь эта фраза висит над верстаком. Вещь, которую можно починить, задаёт мастеру два
                вопроса: есть ли здесь винт и есть ли запасной? Всё, что мы делаем, должно отвечать на оба.
                Нож уехал домой во вторник, а в ответ по почте пришло яблоко.
                """,
            ),
        },
    ),
    post(
        "winter-in-the-workshop",
        author="ilya",
        category="stories",
        tags=("repair", "workshop"),
        day=(1, 20),
        texts={
            "en": text(
                "Winter in the workshop",
                "What happens in the months when nobody buys tents.",
                """
                In January the shop is quiet and the workshop is full. This is when the summer's tents come
                home: a zip here, a pole there, one with a hole in the exact shape of a goat.

                ## Numbers

                Last winter four of us repaired:

                1. 212 zips, nearly all of them dirty rather than broken
                2. 96 tent poles, usually the second section
                3. 71 backpack buckles, most of them met a car door
                4. 38 pairs of socks, darned in bright orange

                ## What breaks, and why

                Zips die of sand. Poles die of impatience, when somebody pushes instead of threading. Buckles
                die in doors. **Nothing died of age.** That is the sentence we take to the drawing table each
                spring.

                ## What we changed

                - The *Tarn* now has a zip one size larger.
                - Pole sleeves are open at both ends, so nobody has to push.
                - Hip-belt buckles can be replaced without sewing, and a spare is in the lid.

                If something of ours has failed you, send it before March. After that the tents go out, the
                bench is bare, and we are at the lake testing what we fixed.
                """,
            ),
            "de": text(
                "Winter in der Werkstatt",
                "Was in den Monaten geschieht, in denen niemand Zelte kauft.",
                """
                Im Januar ist der Laden still und die Werkstatt voll. Dann kommen die Zelte des Sommers nach
                Hause: hier ein Reißverschluss, dort eine Stange, eines mit einem Loch in Form einer Ziege.

                ## Zahlen

                Letzten Winter haben wir zu viert repariert:

                1. 212 Reißverschlüsse, fast alle eher schmutzig als kaputt
                2. 96 Zeltstangen, meist das zweite Segment
                3. 71 Rucksackschnallen, die meisten trafen eine Autotür
                4. 38 Paar Socken, gestopft in leuchtendem Orange

                ## Was bricht, und warum

                Reißverschlüsse sterben an Sand. Stangen sterben an Ungeduld, wenn jemand drückt statt fädelt.
                Schnallen sterben in Türen. **An Altersschwäche starb nichts.** Diesen Satz nehmen wir jedes
                Frühjahr mit an den Zeichentisch.

                ## Was wir geändert haben

                - Das *Tarn* hat jetzt einen Reißverschluss, der eine Nummer größer ist.
                - Die Stangenkanäle sind an beiden Enden offen, niemand muss mehr drücken.
                - Schnallen am Hüftgurt lassen sich ohne Nähen tauschen, Ersatz liegt im Deckel.

                Wenn etwas von uns Sie im Stich gelassen hat, schicken Sie es vor März. Danach ist die
                Werkbank leer, und wir sind am See und testen, was wir geflickt haben.
                """,
            ),
        },
    ),
)
