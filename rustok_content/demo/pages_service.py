"""Pages of Fernholt about buying: delivery, returns, privacy and terms."""

from rustok_content.demo.records import page, text

PAGES = (
    page(
        "shipping",
        author="tomas",
        position=1,
        texts={
            "en": text(
                "Shipping",
                "What it costs, how long it takes and what happens if nobody is at home.",
                """
                We pack every order ourselves, usually on the day it arrives. Orders placed before noon on a
                working day leave the same afternoon.

                ## Cost and time

                | Where | Time | Cost | Free from |
                | --- | --- | --- | --- |
                | Germany, Austria | 2 to 3 days | 4.90 EUR | 75 EUR |
                | Rest of the EU | 3 to 6 days | 8.90 EUR | 120 EUR |
                | United States | 8 to 14 days | 19.00 USD | 200 USD |

                Large things such as the tipi and the floor lamp travel by carrier, who calls before coming.
                There is no surcharge for islands.

                ## Tracking

                You receive a message when the parcel leaves and another on the morning of delivery. If it has
                not moved for three days, write to us: **finding it is our job**.

                ## Nobody at home?

                - Choose a pickup point at checkout, or
                - name a neighbour, or
                - let the driver leave it in the shed, at your own risk.

                ## Customs

                Orders within the EU contain all taxes. For the United States, duties are shown and paid at
                checkout, so that nothing is asked at your door.
                """,
            ),
            "ru": text(
                "Доставка",
                "Сколько стоит, сколько длится и что делать, если никого нет дома.",
                """
                Каждый заказ мы упаковываем сами, обычно в тот же день. Заказы, оформленные в рабочий день до
                полудня, уезжают после обеда.

                ## Стоимость и сроки

                | Куда | Срок | Стоимость | Бесплатно от |
                | --- | --- | --- | --- |
                | Германия, Австрия | 2–3 дня | 4,90 EUR | 75 EUR |
                | Другие страны ЕС | 3–6 дней | 8,90 EUR | 120 EUR |
                | США | 8–14 дней | 19,00 USD | 200 USD |

                Крупные вещи, например типи и торшер, везёт транспортная компания, которая позвонит заранее.
                Доплаты за доставку на острова нет.

                ## Отслеживание

                Вы получите письмо, когда посылка уедет, и ещё одно утром в день доставки. Если она не
                движется три дня, напишите нам: **искать её наша работа**.

                ## Никого нет дома?

                - Выберите пункт выдачи при оформлении, или
                - укажите соседа, или
                - разрешите курьеру оставить посылку в сарае, на ваш риск.

                ## Таможня

                В заказах внутри ЕС все налоги уже учтены. Для США пошлины видны и оплачиваются при
                оформлении, у двери никто ничего не попросит.
                """,
            ),
            "de": text(
                "Versand",
                "Was er kostet, wie lange er dauert und was geschieht, wenn niemand zu Hause ist.",
                """
                Wir packen jede Bestellung selbst, meist am Tag des Eingangs. Was an einem Werktag vor zwölf
                Uhr bestellt wird, verlässt uns am selben Nachmittag.

                ## Kosten und Dauer

                | Wohin | Dauer | Kosten | Frei ab |
                | --- | --- | --- | --- |
                | Deutschland, Österreich | 2 bis 3 Tage | 4,90 EUR | 75 EUR |
                | Übrige EU | 3 bis 6 Tage | 8,90 EUR | 120 EUR |
                | USA | 8 bis 14 Tage | 19,00 USD | 200 USD |

                Große Dinge wie das Tipi und die Stehleuchte reisen per Spedition, die vorher anruft. Einen
                Inselzuschlag gibt es nicht.

                ## Sendungsverfolgung

                Sie erhalten eine Nachricht, wenn das Paket uns verlässt, und eine am Morgen der Zustellung.
                Bewegt es sich drei Tage nicht, schreiben Sie uns: **Es zu finden ist unsere Aufgabe**.

                ## Niemand zu Hause?

                - Wählen Sie an der Kasse einen Abholpunkt, oder
                - nennen Sie einen Nachbarn, oder
                - lassen Sie es auf eigene Gefahr im Schuppen abstellen.

                ## Zoll

                In Bestellungen innerhalb der EU sind alle Steuern enthalten. Für die USA werden Abgaben an
                der Kasse gezeigt und bezahlt, an der Tür wird nichts verlangt.
                """,
            ),
        },
    ),
    page(
        "returns",
        author="maren",
        position=2,
        texts={
            "en": text(
                "Returns and repairs",
                "Sixty days to change your mind, ten years of free repair work.",
                """
                Take it outside. Use it. If it is not right, send it back within **sixty days**, even if it
                has seen rain. We ask only that you tell us why.

                ## How to return

                1. Open your order and choose *Return something*.
                2. Print the label, or show the code at the parcel shop.
                3. Use the box it came in if you still have it.
                4. We refund within three working days of arrival, to the way you paid.

                Returns are free within the EU. From the United States we share the cost and take 9 USD off
                the refund.

                ## Exchanges

                Choose the new size in the same step and we send it at once, before the old one is back. We
                trust you.

                ## Repairs

                For ten years, labour is free and you pay for material only. Typical prices:

                - zip slider: 3 EUR
                - tent pole section: 9 EUR
                - darned socks: nothing

                ## Not returnable

                Opened balm and soap, and engraved flasks. Candles that have burned we take back only as
                stories.
                """,
            ),
            "ru": text(
                "Возврат и ремонт",
                "Шестьдесят дней, чтобы передумать, и десять лет бесплатной работы мастера.",
                """
                Возьмите вещь с собой. Пользуйтесь ею. Если она не подошла, верните её в течение **шестидесяти
                дней**, даже если она побывала под дождём. Просим лишь написать почему.

                ## Как вернуть

                1. Откройте заказ и выберите *Вернуть вещь*.
                2. Распечатайте наклейку или покажите код в пункте приёма.
                3. Если коробка сохранилась, используйте её.
                4. Деньги вернутся тем же способом в течение трёх рабочих дней после получения.

                Внутри ЕС возврат бесплатный. Из США мы делим расходы и удерживаем 9 USD.

                ## Обмен

                Выберите новый размер на том же шаге, и мы отправим его сразу, не дожидаясь прежней вещи. Мы
                вам доверяем.

                ## Ремонт

                Десять лет работа бесплатна, вы платите только за материал. Обычные цены:

                - бегунок молнии: 3 EUR
                - секция дуги: 9 EUR
                - штопка носков: бесплатно

                ## Не подлежат возврату

                Открытые бальзам и мыло, а также фляжки с гравировкой. Горевшие свечи мы принимаем только в
                виде историй.
                """,
            ),
            "de": text(
                "Rückgabe und Reparatur",
                "Sechzig Tage, um es sich anders zu überlegen, zehn Jahre kostenlose Reparaturarbeit.",
                """
                Nehmen Sie es mit nach draußen. Benutzen Sie es. Passt es nicht, schicken Sie es innerhalb von
                **sechzig Tagen** zurück, auch wenn es Regen gesehen hat. Wir bitten nur darum, uns den Grund
                zu nennen.

                ## So geht die Rückgabe

                1. Öffnen Sie Ihre Bestellung und wählen Sie *Etwas zurückgeben*.
                2. Drucken Sie den Aufkleber oder zeigen Sie den Code im Paketshop.
                3. Verwenden Sie den Originalkarton, wenn Sie ihn noch haben.
                4. Wir erstatten innerhalb von drei Werktagen nach Eingang auf demselben Zahlungsweg.

                Innerhalb der EU ist die Rückgabe kostenlos. Aus den USA teilen wir die Kosten und ziehen 9
                USD ab.

                ## Umtausch

                Wählen Sie im selben Schritt die neue Größe, und wir schicken sie sofort, noch bevor die alte
                zurück ist. Wir vertrauen Ihnen.

                ## Reparatur

                Zehn Jahre lang ist die Arbeit frei, Sie zahlen nur das Material. Übliche Preise:

                - Reißverschlussschieber: 3 EUR
                - Zeltstangensegment: 9 EUR
                - gestopfte Socken: nichts

                ## Nicht umtauschbar

                Geöffneter Balsam, Seife und gravierte Flachmänner. Abgebrannte Kerzen nehmen wir nur als
                Geschichten zurück.
                """,
            ),
        },
    ),
    page(
        "privacy",
        author="ilya",
        position=4,
        texts={
            "en": text(
                "Privacy",
                "What we keep about you, why, for how long, and how to make us forget it.",
                """
                We would like to know as little about you as a shopkeeper who remembers your face. This page
                says what that means in practice. *It belongs to a demonstration shop and is not legal
                advice.*

                ## What we keep

                - **Orders:** name, address, e-mail and what you bought, because we have to deliver and the
                  law asks for invoices.
                - **Account:** e-mail address and a hash of your password. We cannot read it.
                - **Letters:** what you write to us, so that we can answer.

                ## What we do not do

                1. We do not sell or lend your data.
                2. We set no advertising cookies and use no outside trackers.
                3. We do not guess your age, your income or your mood.

                ## How long

                Invoices stay for ten years. Accounts go when you close them, letters after two years, server
                logs after fourteen days.

                ## Your rights

                You may see, correct, export and erase what we hold. The buttons for export and erasure are in
                your account, and they work without asking us. If they do not, write to
                **privacy@fernholt.example** and a person will.
                """,
            ),
            "ru": text(
                "Конфиденциальность",
                "Что мы о вас храним, зачем, как долго и как попросить нас всё забыть.",
                """
                Мы хотели бы знать о вас не больше, чем продавец, который помнит вас в лицо. Здесь написано,
                что это значит на деле. *Страница принадлежит демонстрационному магазину и не является
                юридической консультацией.*

                ## Что мы храним

                - **Заказы:** имя, адрес, почту и список покупок, потому что их нужно доставить, а закон
                  требует счета.
                - **Учётная запись:** адрес почты и хеш пароля. Прочитать пароль мы не можем.
                - **Письма:** то, что вы нам пишете, чтобы мы могли ответить.

                ## Чего мы не делаем

                1. Не продаём и не передаём ваши данные.
                2. Не ставим рекламных файлов cookie и сторонних счётчиков.
                3. Не угадываем ваш возраст, доход и настроение.

                ## Как долго

                Счета хранятся десять лет. Учётная запись исчезает, когда вы её закрываете, письма через два
                года, журналы сервера через четырнадцать дней.

                ## Ваши права

                Вы можете посмотреть, исправить, выгрузить и стереть свои данные. Кнопки выгрузки и удаления
                есть в личном кабинете и работают без нашего участия. Если не сработали, напишите на
                **privacy@fernholt.example**, и ответит человек.
                """,
            ),
            "de": text(
                "Datenschutz",
                "Was wir über Sie speichern, warum, wie lange und wie wir es wieder vergessen.",
                """
                Wir möchten so wenig über Sie wissen wie ein Ladenbesitzer, der sich an Ihr Gesicht erinnert.
                Hier steht, was das in der Praxis heißt. *Diese Seite gehört zu einem Vorführladen und ist
                keine Rechtsberatung.*

                ## Was wir speichern

                - **Bestellungen:** Name, Adresse, E-Mail und was Sie gekauft haben, weil wir liefern müssen
                  und das Gesetz Rechnungen verlangt.
                - **Konto:** die E-Mail-Adresse und einen Hash Ihres Passworts. Lesen können wir es nicht.
                - **Briefe:** was Sie uns schreiben, damit wir antworten können.

                ## Was wir nicht tun

                1. Wir verkaufen und verleihen Ihre Daten nicht.
                2. Wir setzen keine Werbe-Cookies und keine fremden Tracker ein.
                3. Wir raten weder Ihr Alter noch Ihr Einkommen noch Ihre Stimmung.

                ## Wie lange

                Rechnungen bleiben zehn Jahre. Konten verschwinden, wenn Sie sie schließen, Briefe nach zwei
                Jahren, Serverprotokolle nach vierzehn Tagen.

                ## Ihre Rechte

                Sie dürfen alles einsehen, berichtigen, exportieren und löschen. Die Knöpfe dafür finden Sie
                in Ihrem Konto, sie funktionieren ohne uns. Falls nicht, schreiben Sie an
                **privacy@fernholt.example**, und ein Mensch antwortet.
                """,
            ),
        },
    ),
    page(
        "terms",
        author="ilya",
        position=5,
        texts={
            "en": text(
                "Terms",
                "The rules of the shop, in sentences that can be read aloud.",
                """
                These terms belong to a demonstration shop. Nothing on this site can be bought, and none of it
                is legal advice. If Fernholt were real, this is how we would put it.

                ## Orders

                Placing an order is an offer from you. The contract begins when we confirm that the parcel is
                leaving. Until then you may cancel with one click, and so may we, for instance when a price
                was plainly wrong.

                ## Prices and payment

                - Prices in euro contain value-added tax, prices in dollars do not contain sales tax.
                - The price at the moment of ordering counts, including any reduction shown.
                - You pay by card, transfer or on account, if we know each other.

                ## Delivery

                Risk passes to you when you hold the parcel. If it arrives damaged, send a picture within a
                week and we replace what is broken.

                ## Backorder

                Some things are made in small runs and can be ordered before they exist. We name a month. If
                we miss it by more than thirty days, you may have your money back without giving a reason.

                ## Disputes

                Talk to us first. The law of the country in which the workshop stands applies, and your rights
                as a consumer at home remain untouched.
                """,
            ),
        },
    ),
)
