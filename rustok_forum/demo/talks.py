"""Who talks in the demonstration's forums, where, and about what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from rustok_forum.demo.records import Community, Member, Place, Said, Talk

_OUTDOORS: Final = Community(
    members=(
        Member(key="mira", email="mira@demo.test", first_name="Mira", last_name="Holt"),
        Member(key="jonas", email="jonas@demo.test", first_name="Jonas", last_name="Weber"),
        Member(key="anya", email="anya@demo.test", first_name="Аня", last_name="Королёва"),
        Member(key="tom", email="tom@demo.test", first_name="Tom", last_name="Akers"),
    ),
    places=(
        Place(
            slug="gear-talk",
            position=1,
            icon="backpack",
            names={"en": "Gear talk", "de": "Ausrüstung", "ru": "Снаряжение"},
            descriptions={
                "en": "What to take, what to leave at home, what to mend.",
                "de": "Was mitkommt, was zu Hause bleibt, was sich flicken lässt.",
                "ru": "Что брать, что оставить дома, что чинить.",
            },
        ),
        Place(
            slug="trip-reports",
            position=2,
            icon="hiking",
            names={"en": "Trip reports", "de": "Tourenberichte", "ru": "Походы"},
            descriptions={
                "en": "Where you went and how it was.",
                "de": "Wo ihr wart und wie es war.",
                "ru": "Где были и как прошло.",
            },
        ),
        Place(
            slug="help",
            position=3,
            icon="help",
            names={"en": "Questions", "de": "Fragen", "ru": "Вопросы"},
            descriptions={
                "en": "Ask, and mark the answer that solved it.",
                "de": "Fragt, und markiert die Antwort, die geholfen hat.",
                "ru": "Спрашивайте и отмечайте ответ, который помог.",
            },
        ),
        Place(
            slug="behind-the-counter",
            position=9,
            icon="lock",
            names={"en": "Behind the counter", "de": "Hinter der Theke", "ru": "За прилавком"},
            descriptions={"en": "For those who work here.", "de": "Für das Team.", "ru": "Для своих."},
            staff_only=True,
        ),
    ),
    talks=(
        Talk(
            slug="one-litre-or-two-for-a-day-in-the-hills",
            place="gear-talk",
            by="mira",
            title="One litre or two for a day in the hills?",
            text="I carry **two litres** out of habit and bring one back. Is that caution or just weight?",
            tags=("water", "packing"),
            replies=(
                Said(
                    by="jonas",
                    text="Depends on the map: with a stream every two hours one litre and a filter is plenty.",
                ),
                Said(
                    by="tom",
                    text="And on the season. In August the streams on the map are *stones* on the ground.",
                    to=0,
                ),
                Said(by="mira", text="Fair. I will look at the reports before I look at the map.", to=1),
                Said(
                    by="anya",
                    text="Two litres, one in the coldest corner of the pack. The second one is for the way back.",
                ),
            ),
        ),
        Talk(
            slug="drying-a-down-bag-without-a-dryer",
            place="help",
            by="tom",
            title="Drying a down bag without a dryer",
            text="Washed it by hand as the care page says. It has been three days and it still has lumps. What now?",
            tags=("care", "sleeping"),
            replies=(
                Said(
                    by="anya",
                    text="Patience: flat, in the shade, turned every few hours. Pull the lumps apart each time.",
                ),
                Said(
                    by="mira",
                    text="Two clean tennis balls and a friend with a dryer, on *low*. An hour, then look.",
                    to=0,
                ),
                Said(by="tom", text="The tennis balls did it. Thank you!", to=1),
            ),
        ),
        Talk(
            slug="three-days-along-the-ridge-in-october",
            place="trip-reports",
            by="jonas",
            title="Three days along the ridge in October",
            text=(
                "Day one fog, day two wind, day three the view that the first two had kept for us.\n\n"
                "- 41 km, 2,300 m up\n- coldest night: -4 °C\n- best idea: **dry socks kept for the tent**"
            ),
            tags=("autumn", "ridge"),
            replies=(
                Said(by="mira", text="The socks! Did you sleep in the shelter or beside it?"),
                Said(by="jonas", text="Beside it. The shelter had a choir.", to=0),
            ),
        ),
        Talk(
            slug="enamel-mugs-when-is-a-chip-too-much",
            place="gear-talk",
            by="anya",
            title="Enamel mugs: when is a chip too much?",
            text="Mine has a chip on the rim after four years. Still good, or a flower pot from now on?",
            tags=("mugs", "care"),
            replies=(
                Said(by="tom", text="On the outside it is a memory. On the inside it is rust: flower pot."),
                Said(by="mira", text="A chip on the rim cuts lips. Sand it smooth or retire it.", to=0),
            ),
        ),
        Talk(
            slug="lantern-batteries-in-the-cold",
            place="help",
            by="mira",
            title="Lantern batteries in the cold",
            text="At -8 °C mine dimmed after an hour. Bad batteries or just winter?",
            tags=("light", "winter"),
            replies=(
                Said(
                    by="jonas",
                    text="Just winter. Lithium cells mind it less, and a pocket close to the body helps all of them.",
                ),
            ),
        ),
    ),
)

_ACME: Final = Community(
    members=(
        Member(key="lena", email="lena@acme.test", first_name="Lena", last_name="Brandt"),
        Member(key="raj", email="raj@acme.test", first_name="Raj", last_name="Patel"),
    ),
    places=(
        Place(
            slug="workshop",
            position=1,
            icon="handyman",
            names={"en": "Workshop", "de": "Werkstatt"},
            descriptions={"en": "Tools, woods and what came of them.", "de": "Werkzeug, Holz und was daraus wurde."},
        ),
    ),
    talks=(
        Talk(
            slug="oil-or-wax-for-a-kitchen-board",
            place="workshop",
            by="lena",
            title="Oil or wax for a kitchen board?",
            text="Oil soaks in, wax stays on top. Which one do you use, and how often?",
            tags=("wood", "care"),
            replies=(
                Said(by="raj", text="Oil until it drinks no more, then wax. Twice a year."),
                Said(by="lena", text="Both, then. My board will be pleased.", to=0),
            ),
        ),
    ),
)

COMMUNITIES: Final[Mapping[str, Community]] = {"demo": _OUTDOORS, "acme": _ACME}
