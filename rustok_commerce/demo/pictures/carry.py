"""Drawings of bags and of what one sleeps in."""

from rustok_commerce.demo.pictures.canvas import Canvas, mirrored, mix, oval, rounded, turned


def backpack(c: Canvas) -> None:
    p = c.palette
    c.shadow(500, 852, 235)
    c.line("M452 215 C440 140 560 140 548 215", 22, p.deep)
    for side in (250, 680):
        c.solid(rounded(side, 560, side + 70, 770, 30), p.dark)
    body = mirrored("M500 190 C380 190 300 250 290 400 L272 780 Q270 850 340 850 L500 850")
    c.solid(body, p.main, depth=46)
    with c.clip(body):
        c.fill("M200 350 Q500 420 800 350 L800 366 Q500 436 200 366 Z", p.deep)
    lid = mirrored("M500 180 C370 180 296 235 290 372 Q380 410 500 410")
    c.solid(lid, p.light, depth=46, shade=0.2)
    c.solid(rounded(335, 560, 665, 800, 46), p.light, depth=26, shade=0.2)
    c.line("M362 618 L638 618", 9, p.deep)
    c.fill(rounded(590, 610, 606, 662, 7), p.accent)
    for x in (395, 583):
        c.fill(rounded(x, 360, x + 22, 520, 6), p.deep)
        c.solid(rounded(x - 10, 455, x + 32, 500, 8), p.accent, depth=8)
    c.fill(rounded(455, 262, 545, 322, 10), p.accent)
    c.fill("M470 308 L493 280 L506 295 L516 285 L532 308 Z", p.pale)


def rolltop(c: Canvas) -> None:
    p = c.palette
    c.shadow(500, 852, 220)
    body = mirrored("M500 262 L338 262 Q306 500 300 790 Q300 850 356 850 L500 850")
    c.solid(body, p.main, depth=52)
    c.solid(rounded(322, 190, 678, 258, 34), p.dark, depth=20)
    c.solid(rounded(330, 230, 670, 300, 34), p.light, depth=30)
    with c.clip(body):
        c.fill(rounded(200, 700, 800, 900, 0), p.dark)
    c.fill(rounded(480, 250, 520, 560, 4), p.accent)
    c.solid(rounded(462, 500, 538, 560, 10), p.deep, depth=10)
    c.line("M352 450 L400 610 L600 610 L648 450", 7, p.deep)
    c.line("M340 740 L660 740", 8, p.accent)


def duffel(c: Canvas) -> None:
    p = c.palette
    c.shadow(500, 770, 340)
    c.line("M370 470 C370 250 630 250 630 470", 26, mix(p.accent, p.main, 0.2))
    body = rounded(160, 420, 840, 770, 130)
    c.solid(body, p.main, depth=50)
    with c.clip(body):
        for x in (345, 605):
            c.fill(rounded(x, 400, x + 50, 800, 0), p.accent)
        c.fill(rounded(100, 690, 900, 800, 0), p.dark)
        for x in (345, 605):
            c.fill(rounded(x, 690, x + 50, 800, 0), mix(p.accent, (20, 20, 40), 0.3))
    c.line("M250 462 L750 462", 12, p.deep)
    c.fill(rounded(690, 452, 742, 476, 8), (214, 176, 98))
    for x in (370, 630):
        c.fill(oval(x, 520, 9), (214, 176, 98))
        c.fill(oval(x, 640, 9), (214, 176, 98))
    c.solid(rounded(420, 560, 580, 650, 12), p.light, depth=12)


def tote(c: Canvas) -> None:
    p = c.palette
    c.shadow(500, 848, 250)
    c.line("M400 430 C390 130 610 130 600 430", 24, p.dark)
    body = "M268 390 L732 390 L768 810 Q770 850 730 850 L270 850 Q230 850 232 810 Z"
    c.solid(body, p.main, depth=48)
    c.line("M400 480 C392 150 608 150 600 480", 24, p.light)
    with c.clip(body):
        c.fill(rounded(200, 386, 800, 424, 0), p.dark)
        c.fill("M200 880 L200 760 Q330 640 430 730 Q540 590 660 700 Q730 660 800 740 L800 880 Z", p.accent)
    for x in (400, 600):
        c.fill(rounded(x - 14, 440, x + 14, 500, 4), p.deep)
    c.fill(oval(610, 590, 42), mix(p.accent, p.pale, 0.55))


def hippack(c: Canvas) -> None:
    p = c.palette
    c.shadow(500, 790, 270)
    c.line("M240 560 C90 470 110 250 500 240 C890 250 910 470 760 560", 40, p.deep)
    c.solid(rounded(440, 214, 560, 268, 14), p.accent, depth=14)
    body = "M215 520 Q220 460 290 455 L710 455 Q780 460 785 520 C790 690 700 775 500 775 C300 775 210 690 215 520 Z"
    c.solid(body, p.main, depth=44)
    with c.clip(body):
        c.fill("M180 560 Q500 640 820 560 L820 900 L180 900 Z", p.light)
        c.fill("M640 600 Q720 590 830 560 L830 900 L600 900 Z", mix(p.light, p.dark, 0.35))
    c.line("M262 578 Q500 640 738 578", 10, p.deep)
    c.line("M300 508 L700 508", 10, p.deep)
    c.fill(rounded(660, 500, 676, 556, 8), p.accent)
    c.fill(rounded(320, 604, 336, 660, 8), p.accent)


def mummy(c: Canvas) -> None:
    p = c.palette
    c.shadow(500, 872, 190)
    body = mirrored("M500 130 C370 130 318 230 306 370 C300 560 350 740 380 815 Q410 870 500 870")
    c.solid(body, p.main, depth=60)
    with c.clip(body):
        for y in range(340, 860, 86):
            c.line(f"M250 {y} Q500 {y + 50} 750 {y}", 7, p.dark)
        c.line("M585 330 Q600 560 545 720", 14, p.accent)
    c.solid(oval(500, 275, 128, 112), p.deep, depth=20)
    inner = oval(500, 290, 98, 84)
    c.fill(inner, mix(p.accent, p.main, 0.45))
    with c.clip(inner):
        c.solid(rounded(420, 280, 580, 400, 50), p.pale, depth=16, shade=0.12)
    c.line("M500 398 L478 452", 7, p.pale)
    c.line("M504 398 L526 446", 7, p.pale)


def mat(c: Canvas) -> None:
    p = c.palette
    c.shadow(500, 800, 330)
    sheet = "M300 770 L700 770 L812 330 Q818 300 790 300 L210 300 Q182 300 188 330 Z"
    c.solid(sheet, p.main, depth=26)
    with c.clip(sheet):
        for i, y in enumerate(range(372, 700, 78)):
            inset = i * 20
            c.line(f"M{190 + inset} {y} L{810 - inset} {y}", 8, p.dark)
            c.line(f"M{200 + inset} {y + 14} L{790 - inset} {y + 14}", 8, p.light)
    c.solid(rounded(268, 690, 732, 818, 64), p.light, depth=40)
    c.fill(oval(296, 754, 28, 62), p.dark)
    c.fill(oval(296, 754, 14, 34), p.light)
    for x in (400, 590):
        c.fill(rounded(x, 690, x + 28, 818, 6), p.accent)


def foammat(c: Canvas) -> None:
    p = c.palette
    c.shadow(500, 800, 310)
    for i in range(7):
        y = 745 - i * 74
        colour = p.main if i % 2 else p.light
        block = rounded(210 + i * 4, y, 790 - i * 4, y + 66, 18)
        c.solid(block, colour, depth=40)
        with c.clip(block):
            for x in range(240, 790, 62):
                c.fill(oval(x + (i % 2) * 30, y + 33, 15, 12), mix(colour, (24, 28, 44), 0.16))
    for x in (330, 640):
        c.fill(rounded(x, 296, x + 26, 811, 4), p.accent)


def pillow(c: Canvas) -> None:
    p = c.palette
    c.shadow(500, 722, 310)
    body = (
        "M190 330 Q500 400 810 330 Q856 330 844 380 Q790 520 844 670 Q850 720 800 712 Q500 640 200 "
        "712 Q150 720 156 670 Q210 520 156 380 Q144 330 190 330 Z"
    )
    c.solid(body, p.main, depth=44, shade=0.16)
    with c.clip(body):
        c.fill("M640 300 L900 300 L900 800 L640 800 Q690 520 640 300 Z", p.accent)
        c.line("M640 300 Q690 520 640 800", 10, p.pale)
    c.line("M300 480 Q360 500 400 480", 8, p.dark)
    c.line("M330 560 Q400 580 450 552", 8, p.dark)


def quilt(c: Canvas) -> None:
    p = c.palette
    c.shadow(500, 820, 300)
    body = mirrored("M500 210 L270 210 Q220 210 224 260 L260 760 Q264 815 330 815 L500 815")
    c.solid(body, p.main, depth=40)
    with c.clip(body):
        for y in range(290, 800, 100):
            c.line(f"M180 {y} Q500 {y + 30} 820 {y}", 7, p.dark)
        for x in (370, 630):
            c.line(f"M{x} 200 L{x} 830", 7, p.dark)
        c.fill("M780 210 L560 210 Q620 330 800 380 Z", p.accent)
        c.line("M560 210 Q620 330 800 380", 10, p.pale)
    for x in (300, 700):
        c.line(turned([(x, 815), (x, 860)], 0), 12, p.deep)
