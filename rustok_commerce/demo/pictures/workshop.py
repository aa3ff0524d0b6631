"""Drawings of workshop supplies."""

from rustok_commerce.demo.pictures.camp import STEEL, WOOD
from rustok_commerce.demo.pictures.canvas import Canvas, mirrored, mix, oval, rounded, shifted, trace, turned

IRON = (72, 78, 88)


def gloves(c: Canvas) -> None:
    p = c.palette
    c.shadow(500, 868, 280)
    for dx, mirror in ((-20, False), (20, True)):
        fingers = [(236, 250, 280, 560), (288, 200, 334, 560), (342, 216, 388, 560), (396, 268, 438, 560)]
        parts = [rounded(a, b, d, e, 22) for a, b, d, e in fingers]
        parts.append(trace("M430 560 L470 430 Q490 396 512 416 Q528 436 516 476 L450 660 Z"))
        palm = trace("M234 470 L440 470 L452 650 L430 720 L250 720 L234 640 Z")
        for points in (*parts, palm):
            shown = shifted([(1000 - x, y) for x, y in points] if mirror else points, dx)
            c.solid(shown, p.main, depth=13)
        cuff = rounded(244, 700, 436, 860, 16)
        cuff = shifted([(1000 - x, y) for x, y in cuff] if mirror else cuff, dx)
        c.solid(cuff, p.accent, depth=26)
        with c.clip(cuff):
            for y in range(724, 860, 28):
                c.line(f"M100 {y} L900 {y}", 6, mix(p.accent, p.pale, 0.3))


def helmet(c: Canvas) -> None:
    p = c.palette
    c.shadow(500, 742, 350)
    c.solid(mirrored("M500 250 C310 250 222 400 214 640 L500 660"), p.main, depth=70)
    c.solid(mirrored("M500 222 Q446 222 442 270 L434 640 L500 640"), p.light, depth=26)
    for path in ("M330 330 Q290 440 284 600", "M670 330 Q710 440 716 600"):
        c.line(path, 18, p.dark)
    c.solid("M130 650 Q500 560 870 650 Q890 700 850 716 Q500 640 150 716 Q110 700 130 650 Z", p.dark, depth=30)
    for x in (374, 600):
        c.fill(rounded(x, 420, x + 26, 520, 12), p.deep)


def goggles(c: Canvas) -> None:
    p = c.palette
    c.shadow(500, 760, 300)
    c.line("M170 520 C60 460 60 330 240 300 L760 300 C940 330 940 460 830 520", 46, p.deep)
    frame = (
        "M170 430 Q180 370 250 366 L750 366 Q820 370 830 430 L826 600 Q810 710 700 710 L610 710 "
        "Q560 706 540 650 Q500 590 460 650 Q440 706 390 710 L300 710 Q190 710 174 600 Z"
    )
    c.solid(frame, p.main, depth=30)
    lens = (
        "M220 440 Q226 416 260 414 L740 414 Q774 416 780 440 L776 590 Q764 660 694 660 L626 660 "
        "Q596 656 580 616 Q500 520 420 616 Q404 656 374 660 L306 660 Q236 660 224 590 Z"
    )
    c.fill(lens, mix(p.pale, (180, 220, 235), 0.5))
    with c.clip(lens):
        for x in (260, 340, 600):
            c.veil(f"M{x + 90} 400 L{x + 140} 400 L{x} 680 L{x - 50} 680 Z", (255, 255, 255), 0.7)
    for x in (330, 480, 630):
        c.fill(rounded(x, 380, x + 50, 398, 8), p.accent)


def _bolt(c: Canvas, x: float, y: float, length: float, tilt: float) -> None:
    shaft = rounded(x - 34, y, x + 34, y + length, 14)
    c.solid(turned(shaft, tilt, x, y), STEEL, depth=16)
    for step in range(int(length // 26) - 1):
        ty = y + 50 + step * 24
        c.line(turned([(x - 34, ty), (x + 34, ty - 10)], tilt, x, y), 6, mix(STEEL, IRON, 0.5))
    head = [(x - 92, y - 66), (x + 92, y - 66), (x + 92, y), (x - 92, y)]
    c.solid(turned(head, tilt, x, y), STEEL, depth=24)
    for edge in (-40, 40):
        c.line(turned([(x + edge, y - 62), (x + edge, y - 4)], tilt, x, y), 6, mix(STEEL, IRON, 0.35))


def bolt(c: Canvas) -> None:
    p = c.palette
    c.shadow(500, 850, 290)
    c.solid(rounded(230, 560, 770, 846, 16), p.main, depth=44)
    c.fill("M230 576 L300 500 L700 500 L770 576 Z", p.deep)
    for x, tilt in ((380, -14), (620, 16), (500, 2)):
        _bolt(c, x, 300 if x != 500 else 220, 330, tilt)
    c.solid(rounded(230, 590, 770, 846, 16), p.main, depth=44)
    hexagon = [(x, y) for x, y in turned([(500, 640), (568, 679), (568, 757), (500, 796), (432, 757), (432, 679)], 0)]
    c.fill(hexagon, p.pale)
    c.fill(oval(500, 718, 36), p.main)


def washers(c: Canvas) -> None:
    p = c.palette
    c.shadow(500, 826, 330)
    case = rounded(160, 250, 840, 816, 36)
    c.solid(case, p.main, depth=30)
    for row in range(2):
        for column in range(3):
            x, y = 290 + column * 210, 400 + row * 258
            c.fill(rounded(x - 92, y - 110, x + 92, y + 110, 18), p.deep)
            size = 40 + 10 * column + 8 * row
            for dx, dy in ((-22, 34), (26, 10), (-8, -30)):
                c.solid(oval(x + dx, y + dy, size), STEEL, depth=8)
                c.fill(oval(x + dx, y + dy, size * 0.46), p.deep)
    c.fill(rounded(430, 226, 570, 262, 12), p.accent)


def screw(c: Canvas) -> None:
    c.shadow(500, 860, 230, opacity=0.3)
    for x, tilt in ((300, -9), (500, 0), (700, 9)):
        body = trace(f"M{x - 30} 260 L{x + 30} 260 L{x + 24} 700 L{x} 830 L{x - 24} 700 Z")
        c.solid(turned(body, tilt, x, 840), c.palette.main, depth=14)
        for step in range(11):
            y = 380 + step * 36
            w = 46 if y < 700 else 46 - (y - 700) * 0.3
            c.line(turned([(x - w, y + 16), (x + w, y - 8)], tilt, x, 840), 11, c.palette.dark)
        head = trace(f"M{x - 90} 176 Q{x} 150 {x + 90} 176 L{x + 30} 270 L{x - 30} 270 Z")
        c.solid(turned(head, tilt, x, 840), c.palette.light, depth=24)
        c.fill(turned(oval(x, 176, 88, 18), tilt, x, 840), c.palette.deep)


def wrench(c: Canvas) -> None:
    p = c.palette
    c.shadow(500, 850, 300, opacity=0.3)

    def place(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
        return turned(points, 40)

    c.solid(place(rounded(452, 280, 548, 800, 30)), STEEL, depth=20)
    c.fill(place(rounded(478, 330, 522, 660, 20)), mix(STEEL, IRON, 0.25))
    c.solid(place(oval(500, 830, 110)), STEEL, depth=26)
    hexagon: list[tuple[float, float]] = [(500, 770), (552, 800), (552, 860), (500, 890), (448, 860), (448, 800)]
    c.fill(place([(x, y) for x, y in hexagon]), p.disc)
    c.solid(place(oval(500, 240, 130)), STEEL, depth=26)
    c.fill(place(trace("M450 114 Q500 104 550 114 L550 240 L500 268 L450 240 Z")), p.disc)
    c.fill(place(rounded(452, 420, 548, 560, 0)), p.main)


def hammer(c: Canvas) -> None:
    p = c.palette
    c.shadow(500, 862, 250, opacity=0.3)

    def place(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
        return turned(points, 24)

    c.solid(
        place(trace("M470 250 L530 250 L540 560 Q556 740 546 860 Q500 890 454 860 Q444 740 460 560 Z")), WOOD, depth=20
    )
    c.solid(place(rounded(450, 660, 550, 872, 30)), p.main, depth=24)
    c.solid(place(trace("M440 180 L560 180 L570 310 L430 310 Z")), IRON, depth=20, shade=0.4)
    c.solid(
        place(trace("M560 200 L660 206 L660 180 L740 180 L740 312 L660 312 L660 286 L560 290 Z")),
        mix(IRON, STEEL, 0.3),
        depth=14,
    )
    c.solid(
        place(trace("M444 190 Q330 180 236 300 Q240 330 262 320 Q350 270 440 290 Z")), mix(IRON, STEEL, 0.15), depth=10
    )


def toolbox(c: Canvas) -> None:
    p = c.palette
    c.shadow(500, 812, 360)
    c.line("M370 420 L370 270 L630 270 L630 420", 30, IRON)
    c.line("M410 270 L590 270", 46, p.accent)
    c.solid("M150 470 L220 390 L780 390 L850 470 Z", p.light, depth=40)
    c.solid(rounded(150, 466, 850, 806, 20), p.main, depth=60)
    for y in (566, 680):
        c.fill(rounded(150, y, 850, y + 10, 0), p.deep)
    for x in (270, 670):
        c.solid(rounded(x, 440, x + 60, 530, 8), STEEL, depth=16)
    c.fill(rounded(420, 600, 580, 656, 10), p.accent)
    for x in (190, 810):
        for y in (520, 620, 740):
            c.fill(oval(x, y, 9), p.pale)


def tape(c: Canvas) -> None:
    p = c.palette
    c.shadow(500, 832, 330)
    c.solid("M520 800 L860 780 L860 826 L520 826 Z", p.dark, depth=10)
    torn: list[tuple[float, float]] = [(860 + (i % 2) * 14, 780 + i * 8) for i in range(6)]
    c.fill([*torn, (840, 826), (840, 780)], p.dark)
    c.solid(oval(470, 520, 306), p.main, depth=46)
    for radius in (276, 246, 216):
        c.line([*oval(470, 520, radius), (470 + radius, 520)], 4, p.dark)
    c.solid(oval(470, 520, 184), (196, 158, 112), depth=20)
    c.fill(oval(470, 520, 156), p.ground)
    with c.clip(oval(470, 520, 156)):
        c.fill(oval(440, 505, 156), mix(p.ground, (60, 50, 50), 0.16))
        c.fill(oval(490, 535, 156), p.disc)


def cartridge(c: Canvas) -> None:
    p = c.palette
    c.shadow(500, 880, 150)
    c.solid("M486 110 L514 110 L546 320 L454 320 Z", p.accent, depth=20)
    c.solid(rounded(440, 310, 560, 368, 10), p.pale, depth=28)
    body = rounded(372, 362, 628, 872, 24)
    c.solid(body, p.pale, depth=56)
    with c.clip(body):
        c.fill(rounded(300, 450, 700, 800, 0), p.main)
        c.fill(rounded(580, 450, 700, 800, 0), p.dark)
        c.fill("M300 800 L300 690 L640 560 L700 560 L700 800 Z", p.accent)
    c.fill(oval(470, 540, 44), p.pale)
    c.fill(mirrored("M470 506 Q446 544 452 556 Q458 572 470 572", 470), p.main)


def drum(c: Canvas) -> None:
    p = c.palette
    c.shadow(500, 862, 290)
    c.line("M330 860 L430 560", 30, IRON)
    c.line("M670 860 L570 560", 30, IRON)
    c.line("M400 330 L400 170 L600 170 L600 330", 26, IRON)
    c.line("M440 170 L560 170", 42, p.accent)
    c.solid(oval(500, 530, 290), p.main, depth=40)
    for radius in range(250, 160, -30):
        c.fill(oval(500, 530, radius), mix(IRON, (0, 0, 0), 0.2))
        c.fill(oval(500, 530, radius - 18), p.main)
    c.solid(oval(500, 530, 158), p.light, depth=24)
    for x, y in ((450, 480), (550, 480), (450, 580), (550, 580)):
        c.fill(oval(x, y, 42), p.deep)
        c.fill(oval(x - 14, y, 7), p.pale)
        c.fill(oval(x + 14, y, 7), p.pale)
    c.line("M740 690 Q830 780 800 860 L900 862", 16, mix(IRON, (0, 0, 0), 0.2))
