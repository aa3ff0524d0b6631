"""Drawings of knives and tools."""

import math

from rustok_commerce.demo.pictures.camp import BRASS, STEEL, WOOD
from rustok_commerce.demo.pictures.canvas import Canvas, mirrored, mix, oval, rounded, trace, turned


def foldingknife(c: Canvas) -> None:
    p = c.palette
    c.shadow(500, 800, 320, opacity=0.3)
    blade = turned(trace("M500 470 L860 470 Q930 480 950 530 Q900 560 820 560 L500 560 Z"), -38, 500, 520)
    c.solid(blade, STEEL, depth=0)
    c.fill(
        turned(trace("M500 520 L900 522 Q930 524 950 530 Q900 560 820 560 L500 560 Z"), -38, 500, 520),
        mix(STEEL, (255, 255, 255), 0.55),
    )
    c.fill(turned(rounded(560, 486, 650, 496, 5), -38, 500, 520), mix(STEEL, (40, 50, 60), 0.4))
    handle = turned(
        trace("M540 455 Q560 520 540 585 Q400 600 260 580 Q130 570 120 520 Q130 462 260 460 Q400 452 540 455 Z"),
        24,
        500,
        520,
    )
    c.solid(handle, mix(WOOD, p.main, 0.3), depth=24)
    with c.clip(handle):
        for y in (490, 525, 560):
            c.line(turned(trace(f"M130 {y} Q330 {y - 20} 540 {y + 6}"), 24, 500, 520), 5, mix(WOOD, (60, 30, 20), 0.4))
        c.fill(turned(rounded(490, 440, 560, 600, 0), 24, 500, 520), BRASS)
    c.fill(turned(oval(514, 520, 17), 24, 500, 520), mix(BRASS, (60, 40, 20), 0.4))
    c.fill(turned(oval(164, 520, 15), 24, 500, 520), p.ground)


def beltknife(c: Canvas) -> None:
    p = c.palette
    c.shadow(500, 872, 240, opacity=0.3)
    leather = (142, 84, 52)
    sheath = turned(trace("M560 330 L690 330 L680 740 Q650 840 610 850 Q575 800 565 740 Z"), 8, 620, 500)
    c.solid(sheath, leather, depth=26)
    c.line(turned(trace("M664 350 L656 740 Q640 800 616 822"), 8, 620, 500), 5, mix(leather, p.pale, 0.6))
    c.solid(turned(rounded(584, 240, 664, 350, 18), 8, 620, 500), leather, depth=14)
    c.fill(turned(oval(624, 296, 12), 8, 620, 500), BRASS)
    blade = turned(trace("M330 470 L430 470 L430 170 Q420 110 386 80 Q336 180 330 300 Z"), -10, 380, 500)
    c.fill(blade, STEEL)
    c.fill(
        turned(trace("M330 470 L362 470 L362 300 Q366 180 386 80 Q336 180 330 300 Z"), -10, 380, 500),
        mix(STEEL, (255, 255, 255), 0.6),
    )
    c.solid(turned(rounded(312, 462, 448, 506, 10), -10, 380, 500), BRASS, depth=20)
    handle = turned(
        trace("M326 500 L434 500 Q452 620 430 740 Q446 830 400 850 L350 850 Q318 830 330 740 Q308 620 326 500 Z"),
        -10,
        380,
        500,
    )
    c.solid(handle, (214, 168, 112), depth=28)
    for y in (570, 780):
        c.fill(turned(oval(380, y, 13), -10, 380, 500), BRASS)
    c.line(turned(trace("M350 610 Q390 670 356 740"), -10, 380, 500), 5, WOOD)
    c.line(turned(trace("M396 600 Q420 660 400 720"), -10, 380, 500), 5, WOOD)


def axe(c: Canvas) -> None:
    p = c.palette
    c.shadow(480, 868, 250, opacity=0.3)

    def place(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
        return turned(points, 26)

    c.solid(
        place(
            trace(
                "M474 160 L530 160 Q536 420 520 600 Q510 740 560 860 Q540 900 490 890 Q450 740 462 600 Q476"
                " 420 474 160 Z"
            )
        ),
        WOOD,
        depth=18,
    )
    c.fill(place(trace("M466 740 Q480 830 490 890 Q540 900 560 860 Q534 800 524 736 Z")), p.main)
    iron = (92, 98, 108)
    c.solid(
        place(trace("M440 190 L560 180 L566 300 L446 310 Q400 330 340 420 Q262 300 300 130 Q370 190 440 190 Z")),
        iron,
        depth=16,
        shade=0.4,
    )
    c.fill(place(trace("M300 130 Q262 300 340 420 L362 390 Q306 290 328 156 Z")), mix(STEEL, (255, 255, 255), 0.4))
    c.fill(place(oval(504, 246, 20)), mix(iron, STEEL, 0.4))


def compass(c: Canvas) -> None:
    p = c.palette
    c.shadow(500, 860, 240)
    plate = rounded(290, 130, 710, 860, 50)
    c.solid(plate, mix(p.pale, (255, 255, 255), 0.3), depth=16, shade=0.12)
    for i in range(24):
        y = 200 + i * 26
        c.line(f"M312 {y} L{336 if i % 4 else 352} {y}", 5, p.deep)
    c.line("M500 160 L500 330", 10, p.accent)
    c.fill("M500 150 L470 206 L530 206 Z", p.accent)
    c.solid(oval(500, 570, 214), p.main, depth=24)
    c.fill(oval(500, 570, 172), mix(p.pale, (255, 255, 255), 0.6))
    for i in range(36):
        a = math.radians(i * 10)
        inner = 190 if i % 9 else 182
        c.line(
            [
                (500 + inner * math.cos(a), 570 + inner * math.sin(a)),
                (500 + 204 * math.cos(a), 570 + 204 * math.sin(a)),
            ],
            5,
            p.pale,
        )
    c.fill(turned([(500, 420), (530, 570), (470, 570)], 28, 500, 570), (206, 62, 56))
    c.fill(turned([(500, 720), (530, 570), (470, 570)], 28, 500, 570), p.deep)
    c.fill(oval(500, 570, 18), BRASS)


def trowel(c: Canvas) -> None:
    p = c.palette
    c.shadow(500, 880, 190, opacity=0.3)

    def place(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
        return turned(points, 32)

    c.solid(place(trace("M470 90 Q500 66 530 90 L540 330 Q500 350 460 330 Z")), WOOD, depth=22)
    c.fill(place(rounded(462, 300, 538, 346, 8)), BRASS)
    c.line(place([(500, 346), (500, 470)]), 28, mix(STEEL, (40, 50, 60), 0.3))
    blade = place(mirrored("M500 440 Q394 460 390 560 L404 760 Q440 870 500 910"))
    c.solid(blade, STEEL, depth=36)
    c.line(place([(500, 470), (500, 840)]), 9, mix(STEEL, (40, 50, 60), 0.3))
    for y in (600, 660, 720):
        c.line(place([(430, y), (470, y)]), 7, mix(STEEL, (40, 50, 60), 0.4))
    c.line(place([(500, 100), (500, 60), (490, 40)]), 9, p.accent)
