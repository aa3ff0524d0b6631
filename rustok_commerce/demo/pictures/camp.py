"""Drawings of shelters, clothing and camp lights."""

from rustok_commerce.demo.pictures.canvas import Canvas, mirrored, mix, oval, rounded, shifted, trace

FLAME = (255, 214, 122)
BRASS = (205, 164, 86)
WOOD = (176, 122, 78)
STEEL = (196, 205, 212)


def _ground(c: Canvas, y: float = 740) -> None:
    p = c.palette
    c.fill(
        (
            f"M0 {y - 90} L180 {y - 250} L320 {y - 120} L520 {y - 330} L760 {y - 110} L880 {y - 210} "
            f"L1000 {y - 90} L1000 1000 L0 1000 Z"
        ),
        mix(p.ground, p.main, 0.12),
    )
    c.fill(f"M0 {y} Q500 {y - 60} 1000 {y} L1000 1000 L0 1000 Z", mix(p.ground, p.main, 0.26))


def dome(c: Canvas) -> None:
    p = c.palette
    _ground(c)
    c.shadow(500, 782, 370)
    body = "M140 780 C180 520 330 330 500 325 C670 330 820 520 860 780 Z"
    c.solid(body, p.main, depth=60)
    with c.clip(body):
        c.fill("M500 320 C640 400 700 600 706 790 L900 790 L900 300 Z", p.dark)
        c.fill("M140 780 C180 520 330 330 500 325 C380 420 310 600 300 780 Z", p.light)
        c.fill("M100 730 L900 730 L900 800 L100 800 Z", p.accent)
    door = "M360 780 C370 600 430 490 500 470 C560 490 606 610 612 780 Z"
    c.fill(door, p.deep)
    c.fill("M500 470 C570 520 606 640 612 780 L545 780 C560 650 540 560 500 470 Z", p.pale)
    c.line("M500 325 C380 420 310 600 300 780", 8, p.pale)
    c.line("M500 325 C640 400 700 600 706 780", 8, p.pale)
    c.line("M150 740 L70 800", 5, p.deep)
    c.line("M850 740 L930 800", 5, p.deep)


def ridge(c: Canvas) -> None:
    p = c.palette
    _ground(c)
    c.shadow(520, 800, 370)
    c.fill("M380 300 L780 360 L910 770 L610 800 Z", p.dark)
    c.fill("M380 300 L780 360 L815 470 L430 430 Z", mix(p.dark, p.main, 0.35))
    c.fill("M380 300 L150 780 L610 800 Z", p.main)
    c.fill("M380 300 L320 790 L470 796 Z", p.deep)
    c.fill("M380 300 L250 786 L320 790 Z", p.light)
    c.line("M380 280 L384 796", 12, p.accent)
    c.line("M380 300 L780 360", 8, p.pale)
    c.line("M150 780 L90 810", 5, p.deep)
    c.line("M780 360 L950 800", 4, p.deep)


def tipi(c: Canvas) -> None:
    p = c.palette
    _ground(c, 780)
    c.shadow(500, 838, 340)
    for end in (430, 470, 540, 575):
        c.line(f"M500 260 L{end} 150", 11, WOOD)
    c.solid("M500 215 L170 815 Q500 860 830 815 Z", p.main, depth=70, shade=0.18)
    c.fill("M500 215 L640 838 Q740 832 830 815 Z", p.dark)
    c.fill("M500 470 L400 842 Q500 850 585 841 Z", p.deep)
    c.fill("M500 470 L400 842 L352 838 Q430 700 500 470 Z", p.light)
    c.fill("M500 470 L585 841 L630 838 Q560 700 500 470 Z", p.light)
    c.fill("M458 290 L541 290 L552 318 L447 318 Z", p.accent)
    c.fill("M250 670 L273 628 L727 628 L750 670 Q500 690 250 670 Z", p.accent)
    c.fill("M448 670 L470 590 L530 590 L552 670 L552 690 L440 690 Z", p.deep)


def tarp(c: Canvas) -> None:
    p = c.palette
    _ground(c)
    c.shadow(500, 800, 330)
    for x in (170, 830):
        c.line(f"M{x} 120 L{x} 800", 26, mix(WOOD, (30, 30, 40), 0.35))
    c.line("M170 300 L830 300", 7, p.deep)
    c.fill("M250 300 L750 300 Q770 480 880 590 Q500 540 300 610 Q270 440 250 300 Z", p.dark)
    c.fill("M250 300 L750 300 Q700 480 720 620 Q450 560 120 640 Q230 480 250 300 Z", p.main)
    c.fill("M250 300 L420 300 Q330 480 340 590 Q220 610 120 640 Q230 480 250 300 Z", p.light)
    c.line("M120 640 L70 790", 5, p.accent)
    c.line("M720 620 L690 800", 5, p.accent)
    c.line("M880 590 L930 790", 5, p.accent)
    c.fill(rounded(400, 730, 620, 800, 20), WOOD)
    c.fill(oval(405, 765, 26, 35), mix(WOOD, p.pale, 0.5))


def hammock(c: Canvas) -> None:
    p = c.palette
    _ground(c, 800)
    c.shadow(500, 850, 280)
    for x in (130, 870):
        c.solid(rounded(x - 34, 90, x + 34, 850, 10), mix(WOOD, (40, 40, 40), 0.25), depth=22)
        c.fill(rounded(x - 40, 300, x + 40, 336, 8), p.accent)
    c.line("M150 318 L262 430", 9, p.deep)
    c.line("M850 318 L738 430", 9, p.deep)
    c.fill("M255 420 Q500 700 745 420 Q690 560 500 600 Q310 560 255 420 Z", p.deep)
    body = "M255 420 Q330 640 500 650 Q670 640 745 420 Q720 760 500 770 Q280 760 255 420 Z"
    c.solid(body, p.main, depth=20)
    with c.clip(body):
        for shift in (-120, 0, 120):
            c.line(f"M{500 + shift} 560 Q{500 + shift * 0.7} 700 {500 + shift * 0.4} 800", 22, p.accent)


def jacket(c: Canvas) -> None:
    p = c.palette
    c.shadow(500, 872, 230)
    for sleeve in (
        "M345 270 Q250 300 220 440 L180 750 Q176 790 214 796 L270 800 L360 430 Z",
        "M655 270 Q750 300 780 440 L820 750 Q824 790 786 796 L730 800 L640 430 Z",
    ):
        c.solid(sleeve, p.dark, depth=18)
    for x in (178, 732):
        c.fill(rounded(x, 752, x + 90, 802, 12), p.deep)
    c.solid(mirrored("M500 215 L420 230 Q330 262 318 330 L312 850 Q316 870 340 870 L500 870"), p.main, depth=40)
    c.solid(mirrored("M500 130 C420 130 392 190 400 282 Q450 330 500 330"), p.dark, depth=20)
    c.fill(mirrored("M500 170 C450 170 432 210 438 270 Q470 306 500 306"), p.deep)
    c.line("M500 300 L500 866", 12, p.accent)
    c.fill(rounded(488, 330, 512, 384, 8), p.pale)
    c.line("M374 590 L428 730", 12, p.accent)
    c.line("M626 590 L572 730", 12, p.accent)
    c.fill("M318 420 Q410 450 494 420 L494 432 Q410 462 318 432 Z", p.dark)
    c.fill("M682 420 Q590 450 506 420 L506 432 Q590 462 682 432 Z", p.deep)
    c.fill(rounded(560, 490, 630, 520, 6), p.pale)


def beanie(c: Canvas) -> None:
    p = c.palette
    c.shadow(500, 790, 280)
    crown = mirrored("M500 240 C330 240 262 380 256 620 L500 640")
    c.solid(crown, p.main, depth=60)
    with c.clip(crown):
        for i in range(-4, 5):
            c.line(f"M500 236 Q{500 + i * 74} 330 {500 + i * 68} 640", 8, p.dark)
    cuff = rounded(228, 570, 772, 780, 46)
    c.solid(cuff, p.light, depth=50)
    with c.clip(cuff):
        for x in range(250, 780, 44):
            c.line(f"M{x} 560 L{x} 800", 9, mix(p.light, p.dark, 0.4))
    c.fill(rounded(560, 640, 660, 710, 10), p.accent)
    c.fill("M578 694 L603 660 L616 676 L626 666 L642 694 Z", p.pale)


def _sock(c: Canvas, dx: float, dy: float, light: bool) -> None:
    p = c.palette
    colour = p.main if light else p.dark
    sock = shifted(
        trace(
            "M330 200 L510 200 L510 520 Q515 570 560 600 L700 690 Q760 740 720 800 Q690 840 630 826 "
            "L420 770 Q330 740 330 640 Z"
        ),
        dx,
        dy,
    )
    c.solid(sock, colour, depth=30)
    with c.clip(sock):
        c.fill(rounded(300 + dx, 190 + dy, 540 + dx, 262 + dy, 0), p.accent)
        c.fill(rounded(300 + dx, 300 + dy, 540 + dx, 326 + dy, 0), p.pale)
        c.fill(rounded(300 + dx, 350 + dy, 540 + dx, 376 + dy, 0), p.pale)
        c.fill(oval(340 + dx, 730 + dy, 110, 104), p.accent)
        c.fill(oval(716 + dx, 790 + dy, 110, 92), p.accent)


def socks(c: Canvas) -> None:
    c.shadow(510, 850, 260)
    _sock(c, 70, -50, False)
    _sock(c, -70, 20, True)


def shirt(c: Canvas) -> None:
    p = c.palette
    c.shadow(500, 868, 230)
    body = mirrored("M500 215 L400 200 L270 260 Q228 284 216 340 L160 700 L268 730 L322 480 L316 860 L500 860")
    c.solid(body, p.main, depth=44)
    with c.clip(body):
        for x in range(190, 850, 96):
            c.veil(rounded(x, 180, x + 26, 880, 0), p.deep, 0.45)
        for y in range(250, 880, 96):
            c.veil(rounded(100, y, 900, y + 26, 0), p.deep, 0.45)
            c.veil(rounded(100, y + 40, 900, y + 45, 0), p.pale, 0.5)
    c.fill(rounded(474, 230, 526, 860, 0), p.dark)
    for y in range(320, 840, 92):
        c.fill(oval(500, y, 11), p.accent)
    for left in (350, 546):
        c.solid(rounded(left, 420, left + 104, 540, 12), p.dark, depth=10)
        c.fill(rounded(left, 420, left + 104, 456, 8), p.deep)
        c.fill(oval(left + 52, 456, 9), p.accent)
    c.solid("M500 250 L400 200 L410 168 Q500 190 590 168 L600 200 Z", p.deep, depth=10)
    c.fill("M500 250 L398 200 L378 268 L440 316 Z", p.light)
    c.fill("M500 250 L602 200 L622 268 L560 316 Z", p.dark)


def mittens(c: Canvas) -> None:
    p = c.palette
    c.shadow(500, 850, 290)
    shape = (
        "M230 620 L230 380 C230 240 420 240 425 380 L430 470 Q440 430 475 440 Q510 460 492 510 L430"
        " 640 L430 660 L230 660 Z"
    )
    for dx, mirror in ((-30, False), (30, True)):
        glove = trace(shape)
        if mirror:
            glove = [(1000 - x, y) for x, y in glove]
        glove = shifted(glove, dx)
        c.solid(glove, p.main, depth=34)
        left = (230 if not mirror else 570) + dx
        c.line(f"M{left + 34} 560 Q{left + 100} 500 {left + 166} 560", 8, p.dark)
        c.solid(rounded(left - 24, 640, left + 224, 810, 40), p.pale, depth=30, shade=0.14)
        c.fill(rounded(left - 10, 626, left + 210, 664, 14), p.accent)
    c.line("M300 810 C320 900 680 900 700 810", 8, p.accent)


def lantern(c: Canvas) -> None:
    p = c.palette
    c.glow(500, 520, 470, FLAME, 0.75)
    c.shadow(500, 842, 200)
    c.line("M360 330 C360 90 640 90 640 330", 16, p.light)
    c.solid(rounded(390, 250, 610, 330, 30), p.main)
    c.solid(rounded(340, 312, 660, 366, 22), p.light)
    glass = rounded(372, 366, 628, 690, 40)
    c.fill(glass, mix(FLAME, (255, 255, 255), 0.35))
    with c.clip(glass):
        c.glow(500, 540, 190, (255, 255, 245), 1.0)
    for x in (400, 588):
        c.fill(rounded(x, 366, x + 12, 690, 4), p.main)
    c.solid(rounded(330, 686, 670, 836, 36), p.main, depth=50)
    c.fill(oval(500, 762, 36), p.accent)
    c.fill(oval(500, 762, 18), p.pale)


def headlamp(c: Canvas) -> None:
    p = c.palette
    c.shadow(500, 806, 240)
    c.line("M300 560 C130 480 160 210 500 205 C840 210 870 480 700 560", 66, p.accent)
    c.line("M300 560 C130 480 160 210 500 205 C840 210 870 480 700 560", 12, p.main)
    c.solid(rounded(260, 490, 740, 790, 90), p.main, depth=50)
    c.solid(oval(500, 640, 122), p.deep, depth=16)
    c.fill(oval(500, 640, 96), STEEL)
    c.glow(500, 640, 130, (255, 246, 206), 1.0)
    c.fill(oval(500, 640, 34), (255, 250, 232))
    c.fill(oval(330, 640, 30), (210, 66, 60))
    c.solid(rounded(430, 470, 570, 516, 18), p.accent, depth=14)
    c.line("M655 590 L655 690", 20, p.dark)


def torch(c: Canvas) -> None:
    p = c.palette
    c.shadow(470, 800, 330, opacity=0.3)
    c.veil("M590 470 L1000 130 L1000 700 Z", (255, 243, 190), 0.75)
    body = trace("M110 690 L520 505 L556 585 L146 770 Q112 780 100 752 Q92 712 110 690 Z")
    c.solid(body, p.main, depth=16)
    with c.clip(body):
        for i in range(9):
            x = 190 + i * 28
            y = 655 - i * 12.6
            c.line(f"M{x} {y} L{x + 40} {y + 90}", 8, p.dark)
    c.solid("M500 490 L618 380 Q700 460 716 580 L560 600 Z", p.light, depth=26)
    c.solid("M606 386 Q622 364 646 378 Q722 450 734 566 Q734 590 708 590 Q700 470 606 386 Z", p.accent, depth=10)
    c.fill(rounded(398, 528, 450, 560, 14), p.accent)


def stringlights(c: Canvas) -> None:
    p = c.palette
    for wire, bulbs in (
        (
            "M-20 230 Q250 480 500 330 Q750 190 1020 380",
            ((90, 315), (250, 385), (420, 365), (590, 290), (760, 270), (920, 325)),
        ),
        (
            "M-20 560 Q260 830 520 650 Q780 500 1020 700",
            ((110, 656), (290, 722), (470, 680), (640, 600), (810, 594), (950, 655)),
        ),
    ):
        c.line(wire, 9, p.pale)
        for x, y in bulbs:
            c.glow(x, y + 96, 150, FLAME, 0.8)
            c.fill(rounded(x - 17, y - 4, x + 17, y + 48, 8), p.main)
            c.fill(
                mirrored(
                    (
                        f"M{x} {y + 46} L{x - 18} {y + 46} Q{x - 52} {y + 80} {x - 40} {y + 118} Q{x - 26} {y + 146}"
                        f" {x} {y + 146}"
                    ),
                    x,
                ),
                FLAME,
            )
            c.fill(oval(x - 12, y + 96, 11, 20), (255, 247, 220))


def candlelantern(c: Canvas) -> None:
    p = c.palette
    c.shadow(500, 858, 190)
    c.line("M420 240 C420 110 580 110 580 240", 14, BRASS)
    c.solid("M500 190 L640 318 L360 318 Z", BRASS, depth=40)
    c.solid(rounded(340, 312, 660, 350, 8), mix(BRASS, (30, 20, 10), 0.2))
    glass = rounded(362, 350, 638, 760, 0)
    c.fill(glass, mix(p.pale, FLAME, 0.3))
    c.glow(500, 540, 220, FLAME, 0.9)
    c.solid(rounded(452, 600, 548, 760, 10), (248, 240, 224), depth=22, shade=0.12)
    c.line("M500 600 L500 576", 6, (60, 50, 50))
    c.fill(mirrored("M500 468 Q456 540 472 572 Q484 590 500 590"), (246, 160, 62))
    c.fill(mirrored("M500 520 Q482 556 488 574 Q494 584 500 584"), (255, 240, 190))
    for x in (354, 493, 632):
        c.fill(rounded(x, 346, x + 14, 764, 3), BRASS if x != 493 else mix(BRASS, p.pale, 0.5))
    c.solid(rounded(330, 756, 670, 850, 12), BRASS, depth=50)
