"""The size guide of Fernholt."""

from rustok_content.demo.records import page, text

PAGES = (
    page(
        "size-guide",
        author="tomas",
        position=6,
        texts={
            "en": text(
                "Size guide",
                "How to measure, what to do between two sizes, and how packs and sleeping bags are sized.",
                """
                Most returns are a question of two centimetres. Take a soft tape, a friend and three minutes.

                ## Clothing

                Measure over a thin shirt, without pulling.

                | Size | Chest, cm | Sleeve, cm |
                | --- | --- | --- |
                | S | 88 to 94 | 82 |
                | M | 95 to 101 | 84 |
                | L | 102 to 109 | 86 |
                | XL | 110 to 118 | 88 |

                Between two sizes? Take the larger for shells, because you wear things beneath them, and the
                smaller for wool, because it relaxes.

                ## Packs

                - Measure from the bone at the base of the neck to the top of the hips.
                - Below 45 cm choose a short harness, above 52 cm a long one.
                - The hip belt should close **over** the hip bones, not under them.

                ## Sleeping bags

                Regular fits people up to 180 cm, long up to 198 cm. Too much empty space is cold, so do not
                buy long to be safe.

                ## Socks

                Choose by shoe size. If you are on the border, take the smaller pair: merino gives way and
                does not slip.
                """,
            ),
            "ru": text(
                "Таблица размеров",
                "Как снять мерки, что делать между двумя размерами и как подобрать рюкзак и спальник.",
                """
                Большинство возвратов это вопрос двух сантиметров. Возьмите мягкую ленту, помощника и три
                минуты.

                ## Одежда

                Измеряйте поверх тонкой футболки и не затягивайте ленту.

                | Размер | Грудь, см | Рукав, см |
                | --- | --- | --- |
                | S | 88–94 | 82 |
                | M | 95–101 | 84 |
                | L | 102–109 | 86 |
                | XL | 110–118 | 88 |

                Между двумя размерами? Мембранную куртку берите больше, ведь под неё надевают слои, а шерсть
                меньше, потому что она растягивается.

                ## Рюкзаки

                - Измерьте расстояние от позвонка у основания шеи до верха бёдер.
                - До 45 см подойдёт короткая спинка, свыше 52 см длинная.
                - Пояс должен лежать **на** тазовых костях, а не под ними.

                ## Спальники

                Стандартный подойдёт при росте до 180 см, длинный до 198 см. Лишнее пустое место холодит,
                поэтому не берите длинный про запас.

                ## Носки

                Выбирайте по размеру обуви. Если вы на границе, берите меньшую пару: меринос тянется и не
                сползает.
                """,
            ),
            "de": text(
                "Größentabelle",
                "Wie man misst, was zwischen zwei Größen hilft und wie Rucksäcke und Schlafsäcke passen.",
                """
                Die meisten Rücksendungen sind eine Frage von zwei Zentimetern. Nehmen Sie ein weiches
                Maßband, einen Menschen, der hilft, und drei Minuten.

                ## Kleidung

                Messen Sie über einem dünnen Hemd, ohne zu ziehen.

                | Größe | Brust, cm | Ärmel, cm |
                | --- | --- | --- |
                | S | 88 bis 94 | 82 |
                | M | 95 bis 101 | 84 |
                | L | 102 bis 109 | 86 |
                | XL | 110 bis 118 | 88 |

                Zwischen zwei Größen? Nehmen Sie bei Regenjacken die größere, denn darunter tragen Sie
                Schichten, und bei Wolle die kleinere, denn sie gibt nach.

                ## Rucksäcke

                - Messen Sie vom Halswirbel bis zur Oberkante der Hüfte.
                - Unter 45 cm passt das kurze Tragesystem, über 52 cm das lange.
                - Der Hüftgurt schließt **über** den Hüftknochen, nicht darunter.

                ## Schlafsäcke

                Normal passt bis 180 cm Körpergröße, Lang bis 198 cm. Zu viel leerer Raum ist kalt, kaufen Sie
                also nicht zur Sicherheit lang.

                ## Socken

                Wählen Sie nach Schuhgröße. An der Grenze nehmen Sie das kleinere Paar: Merinowolle gibt nach
                und rutscht nicht.
                """,
            ),
        },
    ),
)
