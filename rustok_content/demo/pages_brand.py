"""Pages of Fernholt about the shop itself."""

from rustok_content.demo.records import page, text

PAGES = (
    page(
        "about",
        author="maren",
        position=0,
        texts={
            "en": text(
                "About Fernholt",
                "A small shop for being outside, and for coming home again.",
                """
                Fernholt began with a broken zip. Maren could not find anyone to repair the tent she had grown
                up with, Ilya had a sewing machine, and Tomas had a shed with a stove. That was eleven winters
                ago. The tent is still in use.

                ## What we do

                We make and choose things for two places: **outside**, where they have to work, and **home**,
                where they have to last. About sixty of them, no more. When something new comes in, something
                else has to leave.

                ## How we decide

                - Can it be repaired, by you or by us?
                - Will it look better in ten years than it does today?
                - Do we know the person who makes it?

                If one answer is no, we wait.

                ## Where we are

                The workshop stands at the edge of a birch wood. You may visit on the first Saturday of the
                month: bring something broken, there is soup. All other days you will find us here, and one of
                the three of us answers every letter.
                """,
            ),
            "ru": text(
                "О Fernholt",
                "Небольшой магазин для тех, кто уходит на природу и возвращается домой.",
                """
                Fernholt начался со сломанной молнии. Марен не нашла никого, кто починил бы палатку её
                детства, у Ильи была швейная машина, а у Томаша сарай с печкой. С тех пор прошло одиннадцать
                зим. Палатка служит до сих пор.

                ## Что мы делаем

                Мы делаем и отбираем вещи для двух мест: для **природы**, где они должны работать, и для
                **дома**, где они должны долго жить. Их около шестидесяти, не больше. Если появляется новая
                вещь, какая-то другая уходит.

                ## Как мы решаем

                - Можно ли её починить, вам или нам?
                - Станет ли она через десять лет красивее, чем сегодня?
                - Знаем ли мы человека, который её делает?

                Если хотя бы один ответ «нет», мы ждём.

                ## Где мы

                Мастерская стоит на краю берёзового леса. Приходите в первую субботу месяца: захватите
                что-нибудь сломанное, а суп будет у нас. В остальные дни мы здесь, и на каждое письмо отвечает
                кто-то из нас троих.
                """,
            ),
            "de": text(
                "Über Fernholt",
                "Ein kleiner Laden fürs Draußensein und fürs Heimkommen.",
                """
                Fernholt begann mit einem kaputten Reißverschluss. Maren fand niemanden, der das Zelt ihrer
                Kindheit reparieren wollte, Ilya hatte eine Nähmaschine und Tomas einen Schuppen mit Ofen. Das
                ist elf Winter her. Das Zelt ist noch in Gebrauch.

                ## Was wir tun

                Wir fertigen und wählen Dinge für zwei Orte: für **draußen**, wo sie funktionieren müssen, und
                für **zu Hause**, wo sie halten müssen. Etwa sechzig sind es, nicht mehr. Kommt etwas Neues
                dazu, muss etwas anderes gehen.

                ## Wie wir entscheiden

                - Lässt es sich reparieren, von Ihnen oder von uns?
                - Sieht es in zehn Jahren besser aus als heute?
                - Kennen wir den Menschen, der es herstellt?

                Lautet eine Antwort Nein, warten wir.

                ## Wo wir sind

                Die Werkstatt steht am Rand eines Birkenwaldes. Besuchen Sie uns am ersten Samstag im Monat:
                Bringen Sie etwas Kaputtes mit, Suppe gibt es bei uns. An allen anderen Tagen finden Sie uns
                hier, und auf jeden Brief antwortet einer von uns dreien.
                """,
            ),
        },
    ),
    page(
        "sustainability",
        author="ilya",
        position=7,
        texts={
            "en": text(
                "Sustainability",
                "What we measure, what we have changed and what we still do badly.",
                """
                The best thing we can do for the planet is to sell you something once. The rest of this page
                is detail, but the detail is honest.

                ## Materials

                - All nylon in our packs is recycled, all cotton is organic.
                - Since spring 2025 nothing we sell contains PFAS.
                - Wool comes from farms we have visited, down is traceable and never live-plucked.

                ## Repair before replace

                In 2025 we repaired 1,140 things and threw away nineteen. Spare parts for everything we have
                ever made are in stock, and instructions are free. A repair costs what the material costs;
                labour is on us for ten years.

                ## Transport and packing

                We ship by road and rail, never by air. Boxes are reused where we can, so yours may once have
                held somebody's boots.

                ## What we still do badly

                1. Membranes: we know of none that can be recycled at the end.
                2. Zips travel half the world before they reach us.
                3. Returns: one parcel in eleven comes back. The size guide is our answer, and it is getting
                   better.

                Ask us anything that is missing here. We will add the answer.
                """,
            ),
            "ru": text(
                "Ответственность",
                "Что мы измеряем, что уже изменили и что пока получается плохо.",
                """
                Лучшее, что мы можем сделать для планеты, это продать вам вещь один раз. Всё остальное на этой
                странице подробности, зато честные.

                ## Материалы

                - Весь нейлон в наших рюкзаках переработанный, весь хлопок органический.
                - С весны 2025 года в наших вещах нет фторсоединений.
                - Шерсть мы берём на фермах, где были сами, а происхождение пуха можно проследить.

                ## Сначала починить

                В 2025 году мы отремонтировали 1140 вещей, а выбросили девятнадцать. Запчасти ко всему, что мы
                когда-либо делали, есть на складе, инструкции бесплатны. Ремонт стоит столько, сколько стоит
                материал; работа десять лет за наш счёт.

                ## Доставка и упаковка

                Мы возим по дорогам и рельсам, но никогда по воздуху. Коробки используем повторно: возможно, в
                вашей уже ездили чьи-то ботинки.

                ## Что пока получается плохо

                1. Мембраны: мы не знаем ни одной, которую можно переработать.
                2. Молнии едут к нам через полмира.
                3. Возвраты: возвращается каждая одиннадцатая посылка. Наш ответ на это таблица размеров, и
                   она становится лучше.

                Если чего-то не хватает, спросите. Мы добавим ответ сюда.
                """,
            ),
        },
    ),
    page(
        "contact",
        author="maren",
        position=3,
        texts={
            "en": text(
                "Contact",
                "Three people, one inbox, an answer within a working day.",
                """
                We do not have a call centre. We have a kitchen table with a telephone on it, and whoever sits
                closest picks up.

                ## Write to us

                Send a message to **hello@fernholt.example**. On working days you will have an answer by the
                next evening, from a person, with a name. If it is about an order, please add the order
                number: it saves one round of letters.

                ## Call us

                Monday to Thursday from 10 to 16 o'clock. On Fridays we are in the workshop and the machines
                are louder than the phone.

                ## For repairs

                1. Take a photograph of what is broken, and one of the whole thing.
                2. Write what happened. We will not laugh, or not for long.
                3. We reply with a price and an address label.

                ## For the press and for shops

                - Pictures in print size are available on request.
                - We supply a few small shops and do not work with marketplaces.

                ## Visit

                First Saturday of each month, 11 to 17 o'clock, at the workshop. Dogs are welcome, and there
                is a hook for leads by the door.
                """,
            ),
            "ru": text(
                "Контакты",
                "Три человека, одна почта, ответ в течение рабочего дня.",
                """
                Колл-центра у нас нет. Есть кухонный стол с телефоном, и трубку берёт тот, кто сидит ближе.

                ## Напишите нам

                Отправьте письмо на **hello@fernholt.example**. В рабочие дни вы получите ответ к следующему
                вечеру, от человека и с подписью. Если вопрос о заказе, укажите его номер: так мы обойдёмся
                без лишней переписки.

                ## Позвоните нам

                С понедельника по четверг с 10 до 16 часов. По пятницам мы в мастерской, и машины там громче
                телефона.

                ## По поводу ремонта

                1. Сфотографируйте поломку и всю вещь целиком.
                2. Напишите, что случилось. Мы не будем смеяться, а если и будем, то недолго.
                3. В ответ пришлём цену и адресную наклейку.

                ## Прессе и магазинам

                - Фотографии для печати присылаем по запросу.
                - Мы поставляем вещи в несколько маленьких магазинов и не работаем с маркетплейсами.

                ## Приходите в гости

                Первая суббота каждого месяца, с 11 до 17 часов, в мастерской. Собакам мы рады, крючок для
                поводка у двери.
                """,
            ),
            "de": text(
                "Kontakt",
                "Drei Menschen, ein Postfach, eine Antwort innerhalb eines Werktags.",
                """
                Wir haben kein Callcenter. Wir haben einen Küchentisch mit einem Telefon darauf, und wer am
                nächsten sitzt, nimmt ab.

                ## Schreiben Sie uns

                Schicken Sie eine Nachricht an **hello@fernholt.example**. An Werktagen bekommen Sie bis zum
                nächsten Abend eine Antwort, von einem Menschen mit Namen. Geht es um eine Bestellung, nennen
                Sie bitte die Bestellnummer: Das spart eine Runde Briefe.

                ## Rufen Sie uns an

                Montag bis Donnerstag von 10 bis 16 Uhr. Freitags sind wir in der Werkstatt, und die Maschinen
                sind lauter als das Telefon.

                ## Für Reparaturen

                1. Fotografieren Sie die kaputte Stelle und einmal das Ganze.
                2. Schreiben Sie, was passiert ist. Wir lachen nicht, oder nicht lange.
                3. Wir antworten mit einem Preis und einem Adressaufkleber.

                ## Für Presse und Händler

                - Bilder in Druckgröße gibt es auf Anfrage.
                - Wir beliefern einige kleine Läden und arbeiten nicht mit Marktplätzen.

                ## Besuch

                Am ersten Samstag im Monat von 11 bis 17 Uhr in der Werkstatt. Hunde sind willkommen, ein
                Haken für die Leine hängt an der Tür.
                """,
            ),
        },
    ),
)
