"""Drawings of bottles, cups and cookware."""

from rustok_commerce.demo.pictures.camp import BRASS, STEEL, WOOD
from rustok_commerce.demo.pictures.canvas import Canvas, mirrored, mix, oval, rounded, shifted, trace, turned

IRON = (62, 64, 70)


def _steam(c: Canvas, x: float, y: float) -> None:
    for dx in (-50, 0, 50):
        c.line(f"M{x + dx} {y} C{x + dx - 34} {y - 50} {x + dx + 34} {y - 80} {x + dx} {y - 132}", 13, c.palette.pale)


def bottle(c: Canvas) -> None:
    p = c.palette
    c.shadow(500, 868, 150)
    c.line("M448 170 C448 90 552 90 552 170", 16, p.deep)
    c.solid(rounded(432, 158, 568, 238, 18), WOOD, depth=26)
    c.fill(rounded(446, 236, 554, 262, 4), STEEL)
    body = mirrored("M500 258 L446 258 Q444 300 404 334 Q364 368 364 430 L364 800 Q364 866 430 866 L500 866")
    c.solid(body, p.main, depth=58)
    with c.clip(body):
        c.fill("M300 866 L300 720 L400 610 L460 690 L540 570 L660 730 L700 866 Z", p.light)
        c.fill("M540 570 L660 730 L700 900 L560 900 Z", mix(p.light, p.dark, 0.4))
        c.veil(rounded(394, 400, 414, 840, 10), (255, 255, 255), 0.35)
    c.fill(oval(580, 500, 30), p.accent)


def thermos(c: Canvas) -> None:
    p = c.palette
    c.shadow(490, 868, 190)
    c.line("M600 420 L690 420 Q716 420 716 450 L716 640 Q716 672 690 672 L600 672", 26, p.deep)
    c.solid(rounded(372, 130, 612, 290, 30), STEEL, depth=60)
    c.fill(rounded(386, 286, 598, 312, 4), p.deep)
    c.solid(rounded(360, 308, 624, 866, 40), p.main, depth=64)
    c.fill(rounded(360, 372, 624, 390, 0), STEEL)
    c.fill(rounded(360, 770, 624, 788, 0), STEEL)
    c.veil(rounded(390, 400, 412, 760, 10), (255, 255, 255), 0.3)
    c.fill(oval(480, 580, 54), p.accent)
    c.fill("M446 606 L474 562 L490 584 L502 570 L520 606 Z", p.pale)


def softflask(c: Canvas) -> None:
    p = c.palette
    c.shadow(500, 850, 170)
    c.solid(rounded(456, 130, 544, 232, 24), p.accent, depth=20)
    c.solid(rounded(420, 224, 580, 300, 20), p.deep, depth=28)
    body = mirrored("M500 296 L430 296 C340 330 330 470 352 560 C372 650 350 730 372 800 Q384 846 440 846 L500 846")
    c.fill(body, mix(p.main, p.pale, 0.6))
    with c.clip(body):
        c.fill("M300 470 Q400 440 500 470 Q600 500 700 470 L700 900 L300 900 Z", p.light)
        c.fill("M590 300 L720 300 L720 900 L560 900 Q620 700 590 300 Z", mix(p.main, p.light, 0.4))
        for y in (540, 610, 680, 750):
            c.line(f"M420 {y} L470 {y}", 8, p.pale)
        c.veil(rounded(386, 380, 402, 780, 8), (255, 255, 255), 0.5)


def canister(c: Canvas) -> None:
    p = c.palette
    c.shadow(500, 830, 270)
    c.line("M360 330 C360 190 640 190 640 330", 34, p.deep)
    c.solid(rounded(452, 268, 548, 340, 14), p.accent, depth=18)
    body = rounded(250, 320, 750, 824, 70)
    c.solid(body, mix(p.main, p.pale, 0.35), depth=54)
    with c.clip(body):
        c.veil("M200 520 Q400 490 520 520 Q660 550 800 520 L800 900 L200 900 Z", (96, 156, 186), 0.5)
    for y in (420, 460):
        c.line(f"M310 {y} L560 {y}", 9, p.dark)
    c.solid(rounded(452, 690, 548, 760, 16), p.accent, depth=16)
    c.solid(rounded(476, 750, 524, 800, 6), p.accent, depth=12)
    c.fill(rounded(430, 672, 570, 698, 12), p.deep)


def hipflask(c: Canvas) -> None:
    p = c.palette
    c.shadow(500, 848, 210)
    c.solid(rounded(452, 160, 548, 238, 12), STEEL, depth=24)
    c.fill(rounded(470, 234, 530, 272, 2), mix(STEEL, IRON, 0.3))
    body = mirrored("M500 266 L360 270 Q306 276 304 340 L318 780 Q322 842 380 842 L500 842")
    c.solid(body, STEEL, depth=50)
    with c.clip(body):
        c.fill(rounded(200, 420, 800, 900, 0), p.main)
        c.fill("M640 420 L760 420 L760 900 L600 900 Z", p.dark)
        for x in range(330, 700, 26):
            c.fill(rounded(x, 436, x + 14, 442, 2), p.pale)
    c.fill(oval(500, 620, 70), p.accent)
    c.fill("M452 650 L490 592 L512 622 L530 604 L552 650 Z", p.pale)


def enamelmug(c: Canvas) -> None:
    p = c.palette
    _steam(c, 460, 330)
    c.shadow(480, 800, 250)
    c.line("M660 470 C850 440 850 700 650 680", 36, p.dark)
    c.solid("M250 380 L690 380 L672 760 Q668 800 628 800 L312 800 Q272 800 268 760 Z", p.main, depth=60)
    c.fill(oval(470, 382, 222, 44), p.deep)
    c.fill(oval(470, 386, 200, 33), p.pale)
    c.fill(oval(470, 392, 184, 24), (104, 66, 46))
    for x, y in ((330, 520), (420, 610), (540, 540), (590, 680), (350, 700), (470, 740), (620, 480), (450, 480)):
        c.fill(oval(x, y, 8), p.pale)


def stonecup(c: Canvas) -> None:
    p = c.palette
    _steam(c, 500, 350)
    c.shadow(500, 790, 220)
    body = mirrored("M500 400 L282 400 Q280 600 330 720 Q356 786 430 786 L500 786")
    c.solid(body, mix(p.pale, (200, 180, 150), 0.3), depth=60, shade=0.16)
    with c.clip(body):
        glaze = (
            "M200 380 L800 380 L800 600 Q740 560 690 620 Q640 680 570 620 Q500 580 440 640 Q370 690 310"
            " 620 Q250 580 200 640 Z"
        )
        c.fill(glaze, p.main)
        c.fill("M650 380 L800 380 L800 600 Q740 560 690 620 Q670 640 640 645 Q660 500 650 380 Z", p.dark)
        for x, y in ((390, 720), (470, 750), (560, 710), (620, 740), (430, 690)):
            c.fill(oval(x, y, 5), p.deep)
    c.fill(oval(500, 402, 218, 42), p.dark)
    c.fill(oval(500, 406, 196, 32), (92, 60, 44))


def tumbler(c: Canvas) -> None:
    p = c.palette
    c.shadow(500, 862, 150)
    c.solid(rounded(352, 190, 648, 292, 30), p.accent, depth=50)
    c.fill(rounded(430, 164, 500, 196, 12), mix(p.accent, (20, 20, 40), 0.3))
    body = mirrored("M500 288 L360 288 L400 830 Q404 860 436 860 L500 860")
    c.solid(body, p.main, depth=54)
    with c.clip(body):
        c.fill(rounded(300, 480, 700, 660, 0), p.accent)
        c.fill(rounded(610, 480, 700, 660, 0), mix(p.accent, (20, 20, 40), 0.3))
        c.veil(rounded(402, 310, 420, 840, 8), (255, 255, 255), 0.35)
    c.fill("M450 604 L490 540 L514 574 L532 554 L562 604 Z", p.pale)


def kuksa(c: Canvas) -> None:
    c.shadow(470, 740, 300)
    light = (206, 158, 104)
    c.solid("M620 470 Q760 420 860 450 Q900 480 860 540 Q760 560 640 590 Z", WOOD, depth=14)
    c.fill(oval(826, 494, 26, 18), c.palette.ground)
    body = "M150 460 L690 460 C700 640 610 735 420 735 C230 735 140 640 150 460 Z"
    c.solid(body, light, depth=70)
    with c.clip(body):
        c.line("M130 540 Q420 640 720 530", 7, WOOD)
        c.line("M150 610 Q420 700 700 590", 7, WOOD)
        c.line("M300 600 Q380 570 450 606 Q390 640 300 600", 6, WOOD)
    c.fill(oval(420, 462, 272, 66), WOOD)
    c.fill(oval(420, 470, 240, 50), (118, 74, 46))
    c.fill(oval(410, 482, 190, 32), mix((118, 74, 46), c.palette.accent, 0.35))


def espresso(c: Canvas) -> None:
    p = c.palette
    c.shadow(500, 740, 370)
    c.solid(rounded(120, 690, 880, 744, 26), WOOD, depth=30)
    for x, colour in ((320, p.main), (660, mix(p.main, p.pale, 0.75))):
        _steam(c, x, 410)
        c.line(f"M{x + 110} 520 C{x + 200} 510 {x + 196} 630 {x + 96} 616", 22, mix(colour, (24, 28, 44), 0.3))
        c.solid(
            f"M{x - 130} 450 L{x + 130} 450 Q{x + 130} 690 {x + 50} 690 L{x - 50} 690 Q{x - 130} 690 {x - 130} 450 Z",
            colour,
            depth=40,
        )
        c.fill(oval(x, 452, 130, 26), mix(colour, (24, 28, 44), 0.35))
        c.fill(oval(x, 456, 112, 19), (88, 54, 38))
        c.fill(rounded(x - 60, 560, x + 60, 572, 6), p.accent)


def dutchoven(c: Canvas) -> None:
    p = c.palette
    c.glow(500, 830, 330, (250, 140, 60), 0.55)
    c.shadow(500, 838, 290)
    for x in (330, 500, 670):
        c.fill(f"M{x - 26} 740 L{x + 26} 740 L{x + 14} 836 L{x - 14} 836 Z", mix(IRON, (0, 0, 0), 0.3))
    c.line("M230 450 C200 130 800 130 770 450", 15, mix(IRON, (0, 0, 0), 0.2))
    c.solid("M220 460 L780 460 Q800 780 650 780 L350 780 Q200 780 220 460 Z", IRON, depth=70, shade=0.4)
    c.solid("M210 400 Q500 330 790 400 L800 460 L200 460 Z", mix(IRON, STEEL, 0.2), depth=50, shade=0.4)
    c.solid(rounded(186, 446, 814, 490, 20), mix(IRON, STEEL, 0.1), depth=40, shade=0.4)
    c.line("M450 366 C450 310 550 310 550 366", 18, p.main)
    for x in (210, 790):
        c.fill(oval(x, 540, 24), mix(IRON, (0, 0, 0), 0.3))
    for x, y in ((400, 378), (590, 380), (480, 360), (330, 392), (660, 394)):
        c.fill(oval(x, y, 17, 13), (236, 110, 50))


def skillet(c: Canvas) -> None:
    p = c.palette
    c.shadow(440, 830, 290, opacity=0.3)
    handle = trace("M600 390 L850 140 Q880 116 906 142 Q930 168 906 196 L660 450 Z")
    c.solid(handle, mix(IRON, STEEL, 0.2), depth=12)
    c.fill(oval(872, 176, 15), p.ground)
    c.solid(oval(430, 560, 300), mix(IRON, STEEL, 0.12), depth=26, shade=0.5)
    c.fill(oval(430, 560, 256), IRON)
    c.fill(
        "M290 500 Q330 400 450 420 Q560 400 600 500 Q650 620 540 690 Q440 760 340 690 Q240 620 290 500 Z",
        (250, 247, 238),
    )
    c.solid(oval(440, 560, 82), (246, 176, 58), depth=16, shade=0.12)
    c.fill(oval(412, 530, 20, 13), (255, 228, 160))
    for x, y in ((240, 450), (580, 740), (640, 480)):
        c.line(f"M{x} {y} Q{x + 16} {y - 30} {x + 44} {y - 24}", 10, (108, 140, 84))


def kettle(c: Canvas) -> None:
    p = c.palette
    c.shadow(500, 812, 290)
    c.line("M310 430 C290 150 710 150 690 430", 24, p.deep)
    c.line("M400 226 C450 204 550 204 600 226", 36, WOOD)
    c.solid("M690 540 L850 400 L884 434 L740 680 Z", p.dark, depth=14)
    c.fill(turned(rounded(836, 384, 908, 420, 8), 42, 872, 402), p.accent)
    body = mirrored("M500 390 C340 390 260 480 232 720 Q226 806 300 806 L500 806")
    c.solid(body, p.main, depth=70)
    with c.clip(body):
        c.fill(rounded(100, 740, 900, 900, 0), p.dark)
        c.veil("M330 470 Q290 560 282 700 L308 700 Q320 560 364 476 Z", (255, 255, 255), 0.4)
    c.solid(mirrored("M500 350 Q400 356 376 410 Q440 430 500 430"), p.light, depth=30)
    c.solid(oval(500, 340, 26), WOOD, depth=8)


def stove(c: Canvas) -> None:
    p = c.palette
    c.shadow(500, 868, 190)
    flame = mirrored("M500 150 Q400 290 420 350 Q440 400 500 400")
    for dx in (-110, 110, 0):
        c.fill([(500 + dx + (x - 500) * 0.6, 170 + (y - 150) * 0.95) for x, y in flame], (92, 160, 222))
        c.fill([(500 + dx + (x - 500) * 0.3, 260 + (y - 150) * 0.6) for x, y in flame], (196, 226, 248))
    for path in ("M500 500 L300 400 L290 330", "M500 500 L700 400 L710 330"):
        c.line(path, 20, STEEL)
    c.line("M260 330 L340 330", 16, STEEL)
    c.line("M660 330 L740 330", 16, STEEL)
    c.solid(rounded(390, 400, 610, 452, 20), mix(STEEL, IRON, 0.5), depth=30)
    c.solid(rounded(462, 450, 538, 580, 8), STEEL, depth=22)
    c.line("M538 540 L700 540", 14, STEEL)
    c.fill(rounded(690, 500, 730, 580, 10), p.accent)
    body = rounded(330, 580, 670, 866, 80)
    c.solid(body, p.main, depth=64)
    with c.clip(body):
        c.fill(rounded(300, 680, 700, 780, 0), p.accent)
        c.fill(rounded(606, 680, 700, 780, 0), mix(p.accent, (20, 20, 40), 0.25))
    c.fill(mirrored("M500 690 Q460 730 470 752 Q480 770 500 770"), p.pale)


def cutlery(c: Canvas) -> None:
    p = c.palette
    c.shadow(500, 872, 260)
    tang = rounded(484, 350, 516, 850, 15)
    knife = [*trace("M478 440 L478 190 Q484 140 524 130 Q530 300 520 440 Z")]
    for dx, tilt in ((-170, -9), (0, 0), (170, 9)):

        def place(points: list[tuple[float, float]], dx: float = dx, tilt: float = tilt) -> list[tuple[float, float]]:
            return turned(shifted(points, dx), tilt, 500 + dx, 860)

        c.solid(place(tang), STEEL, depth=9)
        c.solid(place(rounded(478, 640, 522, 856, 20)), p.main, depth=12)
        if dx < 0:
            c.solid(place(oval(500, 260, 72, 116)), STEEL, depth=24)
            c.fill(place(oval(494, 262, 46, 86)), mix(STEEL, IRON, 0.2))
        elif dx == 0:
            c.solid(
                place(
                    trace(
                        "M440 150 L460 150 L460 290 L490 290 L490 150 L510 150 L510 290 L540 290 L540 150 L560 150 "
                        "L560 330 Q556 410 516 430 L484 430 Q444 410 440 330 Z"
                    )
                ),
                STEEL,
                depth=8,
            )
        else:
            c.solid(place(knife), STEEL, depth=10)
        c.fill(place(oval(500, 824, 8)), BRASS)
    c.solid(rounded(330, 700, 670, 752, 26), p.accent, depth=20)
