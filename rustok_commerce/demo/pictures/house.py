"""Drawings of textiles, lamps and candles."""

from rustok_commerce.demo.pictures.camp import BRASS, FLAME, WOOD
from rustok_commerce.demo.pictures.canvas import Canvas, mirrored, mix, oval, rounded, turned

WAX = (250, 241, 222)


def _flame(c: Canvas, x: float, y: float, size: float = 1.0) -> None:
    c.glow(x, y - 50 * size, 190 * size, FLAME, 0.75)
    c.line(f"M{x} {y} L{x} {y - 26 * size}", 6, (70, 56, 50))
    for scale, colour in ((1.0, (246, 160, 62)), (0.55, (255, 238, 186))):
        h = 118 * size * scale
        w = 34 * size * scale
        base = y - 14 * size
        c.fill(
            mirrored(
                (
                    f"M{x} {base - h} Q{x - w * 1.6} {base - h * 0.4} {x - w} {base - h * 0.16} Q{x - w * 0.6} "
                    f"{base} {x} {base}"
                ),
                x,
            ),
            colour,
        )


def blanket(c: Canvas) -> None:
    p = c.palette
    c.shadow(500, 800, 320)
    for i, (y, colour) in enumerate(((690, p.dark), (585, p.main), (480, p.light), (375, p.main))):
        fold = rounded(190 + i * 6, y, 810 - i * 6, y + 112, 54)
        c.solid(fold, colour, depth=44)
        with c.clip(fold):
            c.fill(rounded(300, y, 350, y + 120, 0), p.pale)
            c.fill(rounded(366, y, 384, y + 120, 0), p.accent)
        c.line(f"M240 {y + 108} L760 {y + 108}", 5, p.deep)
    for x in range(216, 300, 17):
        c.line(f"M{x} 792 L{x - 4} 826", 6, p.pale)
    c.solid(rounded(620, 440, 730, 520, 8), p.pale, depth=10)
    c.fill("M640 504 L668 464 L684 486 L694 474 L712 504 Z", p.deep)


def throw(c: Canvas) -> None:
    p = c.palette
    c.shadow(500, 868, 260)
    c.line("M170 210 L830 210", 26, WOOD)
    cloth = "M270 196 Q500 182 730 196 L752 780 Q630 740 500 788 Q380 830 250 776 Z"
    c.solid(cloth, p.main, depth=40)
    with c.clip(cloth):
        for x in (330, 430, 545, 655):
            c.line(f"M{x} 220 Q{x - 18} 480 {x + 4} 820", 13, p.dark)
        for y, colour in ((610, p.pale), (650, p.accent), (690, p.pale)):
            c.line(f"M230 {y} Q380 {y + 46} 500 {y + 6} Q630 {y - 30} 770 {y}", 20, colour)
    for i in range(22):
        left = 258 + i * 22.8
        hem = 778 + (24 - abs(i - 6) * 5 if i < 12 else -8 - (4 - abs(i - 16)) * 5)
        c.line(f"M{left} {hem} L{left - 3} {hem + 60}", 7, p.light)


def cushion(c: Canvas) -> None:
    p = c.palette
    c.shadow(500, 828, 300)
    body = (
        "M210 210 Q500 270 790 210 Q824 214 818 250 Q760 510 818 790 Q820 824 786 818 Q500 760 214 "
        "818 Q180 824 182 790 Q240 510 182 250 Q176 214 210 210 Z"
    )
    c.solid(body, p.main, depth=44)
    with c.clip(body):
        for row in range(4):
            for column in range(4):
                x, y = 290 + column * 140, 310 + row * 140
                colour = (p.pale, p.accent, p.dark)[(row + column) % 3]
                c.fill([(x, y - 62), (x + 62, y), (x, y + 62), (x - 62, y)], colour)
                c.fill([(x, y - 26), (x + 26, y), (x, y + 26), (x - 26, y)], p.main)
        c.veil("M700 180 L850 180 L850 850 L640 850 Q740 520 700 180 Z", (24, 28, 44), 0.16)


def towel(c: Canvas) -> None:
    p = c.palette
    c.shadow(500, 880, 220, opacity=0.25)
    c.fill(oval(500, 160, 60), WOOD)
    c.fill(oval(500, 160, 24), mix(WOOD, (30, 20, 20), 0.4))
    c.line("M500 160 L500 240", 12, p.accent)
    cloth = "M330 260 Q500 190 670 260 L720 830 Q600 866 500 836 Q400 866 280 830 Z"
    c.solid(cloth, p.light, depth=40)
    with c.clip(cloth):
        for row in range(16):
            for column in range(13):
                x, y = 262 + column * 40, 230 + row * 40
                c.fill(rounded(x, y, x + 26, y + 26, 5), mix(p.light, p.main, 0.55))
        c.fill(rounded(200, 700, 800, 724, 0), p.accent)
        c.fill(rounded(200, 742, 800, 754, 0), p.accent)
        c.line("M500 240 Q460 560 500 850", 12, p.dark)


def rug(c: Canvas) -> None:
    p = c.palette
    c.shadow(500, 846, 330)
    sheet = "M250 250 L750 250 L850 770 L150 770 Z"
    c.fill(sheet, p.main)
    with c.clip(sheet):
        for i, colour in enumerate((p.deep, p.pale, p.accent, p.pale, p.deep)):
            top = 300 + i * 92
            zig = [(100 + k * 50, top + (0 if k % 2 else 44)) for k in range(17)]
            c.fill([*zig, *[(x, y + 34) for x, y in reversed(zig)]], colour)
    for i in range(30):
        x = 154 + i * 24
        c.line(f"M{x} 772 L{x - 6 + i * 0.4} 806", 6, p.pale)
    c.solid(rounded(228, 196, 772, 282, 43), p.light, depth=40)
    c.fill(oval(262, 239, 26, 40), p.dark)
    c.fill(oval(262, 239, 13, 22), p.light)


def tablelamp(c: Canvas) -> None:
    p = c.palette
    c.glow(500, 430, 480, (255, 232, 176), 0.85)
    c.shadow(500, 868, 200)
    c.solid(mirrored("M500 480 L478 480 L470 560 Q400 600 404 690 Q410 760 460 800 L470 830 L500 830"), WOOD, depth=40)
    c.solid(rounded(380, 822, 620, 866, 18), mix(WOOD, (40, 20, 10), 0.2), depth=30)
    shade = "M385 170 L615 170 L730 490 L270 490 Z"
    c.solid(shade, mix(p.main, (255, 246, 220), 0.55), depth=50, shade=0.14)
    with c.clip(shade):
        c.glow(500, 420, 230, (255, 250, 226), 0.9)
        c.fill(rounded(200, 472, 800, 500, 0), p.accent)
        c.fill(rounded(200, 160, 800, 182, 0), p.accent)
    c.line("M640 846 Q760 850 790 900", 7, p.deep)


def pendant(c: Canvas) -> None:
    p = c.palette
    c.veil("M270 610 L730 610 L930 1000 L70 1000 Z", (255, 240, 190), 0.55)
    c.line("M500 0 L500 250", 9, p.deep)
    c.solid(rounded(462, 232, 538, 312, 14), BRASS, depth=20)
    c.fill(oval(500, 600, 90, 74), (255, 248, 222))
    bell = mirrored("M500 300 C430 300 410 340 400 390 C380 470 250 480 214 604 L500 622")
    c.solid(bell, p.main, depth=70)
    c.fill(oval(500, 606, 286, 40), p.pale)
    c.fill(oval(500, 616, 70, 26), (255, 226, 140))
    c.veil("M440 340 C420 460 310 480 264 570 L290 576 C340 500 440 480 462 340 Z", (255, 255, 255), 0.35)


def desklamp(c: Canvas) -> None:
    p = c.palette
    c.veil("M560 340 L760 480 L900 850 L330 850 Z", (255, 240, 190), 0.6)
    c.shadow(380, 852, 200)
    c.solid("M210 850 Q214 800 290 800 L460 800 Q536 800 540 850 Z", p.main, depth=40)
    c.line("M375 806 L240 520", 20, p.accent)
    c.line("M240 520 L560 270", 20, p.accent)
    c.line("M262 500 L420 420", 7, p.deep)
    c.fill(oval(240, 520, 30), p.deep)
    c.fill(oval(240, 520, 12), p.pale)
    c.fill(oval(375, 806, 22), p.deep)
    head = turned(mirrored("M640 190 Q586 190 586 250 Q500 300 490 390 L640 390", 640), -32, 640, 290)
    c.solid(head, p.main, depth=30)
    c.fill(turned(oval(640, 392, 150, 24), -32, 640, 290), (255, 246, 214))
    c.fill(oval(574, 262, 24), p.deep)


def paperlamp(c: Canvas) -> None:
    p = c.palette
    c.glow(500, 440, 500, (255, 236, 190), 0.8)
    c.shadow(500, 862, 180)
    for path in ("M400 860 L470 700", "M600 860 L530 700", "M380 800 L620 800"):
        c.line(path, 20, WOOD)
    globe = oval(500, 450, 280, 270)
    c.fill(globe, (253, 240, 212))
    with c.clip(globe):
        c.glow(480, 430, 300, (255, 253, 242), 1.0)
        for i in range(-5, 6):
            y = 450 + i * 48
            c.line(f"M200 {y} Q500 {y + 26 + i * 3} 800 {y}", 4, (222, 196, 152))
        c.veil("M690 150 Q840 450 690 760 L850 760 L850 150 Z", p.main, 0.16)
    c.fill(rounded(450, 172, 550, 194, 8), WOOD)
    c.fill(rounded(450, 706, 550, 728, 8), WOOD)


def floorlamp(c: Canvas) -> None:
    p = c.palette
    c.glow(500, 300, 420, (255, 236, 186), 0.9)
    c.shadow(500, 900, 230)
    c.line("M500 440 L500 895", 20, mix(WOOD, (30, 20, 20), 0.25))
    c.line("M484 440 L300 905", 20, WOOD)
    c.line("M516 440 L700 905", 20, WOOD)
    c.line("M410 640 L590 640", 9, BRASS)
    c.solid(rounded(450, 400, 550, 462, 12), BRASS, depth=24)
    shade = "M320 150 L680 150 L706 410 L294 410 Z"
    c.solid(shade, mix(p.main, (255, 246, 220), 0.55), depth=50, shade=0.14)
    with c.clip(shade):
        c.glow(490, 330, 260, (255, 252, 232), 0.9)
        c.fill(rounded(200, 396, 800, 416, 0), p.accent)
        c.fill(rounded(200, 144, 800, 164, 0), p.accent)


def jarcandle(c: Canvas) -> None:
    p = c.palette
    c.shadow(500, 822, 230)
    jar = rounded(300, 330, 700, 818, 60)
    c.fill(jar, mix(p.pale, (255, 255, 255), 0.4))
    with c.clip(jar):
        c.fill(rounded(322, 440, 678, 800, 40), mix(WAX, p.main, 0.16))
        c.fill(oval(500, 444, 178, 28), WAX)
        c.veil(rounded(640, 330, 720, 830, 0), p.deep, 0.16)
        c.veil(rounded(330, 360, 350, 780, 10), (255, 255, 255), 0.6)
    _flame(c, 500, 444, 1.1)
    c.solid(rounded(372, 540, 628, 740, 10), p.main, depth=14)
    c.line("M410 700 L590 700", 7, p.pale)
    c.fill("M420 670 L480 584 L512 628 L536 600 L580 670 Z", p.pale)
    c.fill(oval(300 + 200, 330, 200, 16), p.disc)
    c.veil(oval(500, 330, 184, 11), (255, 255, 255), 0.6)


def pillars(c: Canvas) -> None:
    c.shadow(500, 832, 320)
    for x, top, width in ((330, 470, 84), (680, 560, 78), (500, 340, 96)):
        body = rounded(x - width, top, x + width, 826, 22)
        c.solid(body, (236, 176, 76), depth=46)
        with c.clip(body):
            for row in range(18):
                for column in range(8):
                    hx = x - width + column * 34 + (row % 2) * 17
                    hy = top + 30 + row * 30
                    c.line(turned([(hx + 12, hy), (hx - 12, hy)], 0), 3, (208, 142, 52))
        c.fill(oval(x, top + 8, width, 20), (248, 204, 118))
        _flame(c, x, top + 8)


def soap(c: Canvas) -> None:
    p = c.palette
    c.shadow(500, 760, 320)
    c.solid("M180 640 L820 640 L780 754 L220 754 Z", WOOD, depth=30)
    for x in range(300, 760, 90):
        c.fill(rounded(x, 664, x + 36, 754, 8), mix(WOOD, (40, 20, 10), 0.35))
    c.solid(rounded(240, 400, 760, 650, 70), p.main, depth=44)
    c.fill(rounded(240, 400, 716, 590, 70), p.light)
    c.line("M330 470 Q470 420 640 480", 7, p.main)
    c.line("M320 530 Q480 560 650 520", 7, p.main)
    c.fill("M420 540 L478 450 L508 496 L530 470 L570 540 Z", p.dark)
    for x, y, r in ((270, 360, 44), (350, 322, 28), (716, 350, 36), (640, 300, 20), (780, 410, 24)):
        c.veil(oval(x, y, r), (255, 255, 255), 0.75)
        c.fill(oval(x - r * 0.3, y - r * 0.3, r * 0.2), (255, 255, 255))


def matches(c: Canvas) -> None:
    p = c.palette
    c.shadow(500, 862, 190)
    for i, tilt in enumerate((-16, -9, -3, 4, 10, 17)):
        x = 410 + i * 36
        stick = rounded(x - 8, 150 + (i % 3) * 26, x + 8, 520, 3)
        c.fill(turned(stick, tilt, 500, 620), (226, 190, 140))
        c.fill(turned(oval(x, 156 + (i % 3) * 26, 16, 24), tilt, 500, 620), p.main)
    tube = rounded(350, 430, 650, 860, 20)
    c.solid(tube, p.pale, depth=52, shade=0.16)
    with c.clip(tube):
        c.fill(rounded(300, 430, 700, 480, 0), p.main)
        c.fill(rounded(300, 800, 700, 870, 0), p.main)
        c.fill(rounded(600, 800, 700, 870, 0), p.dark)
        c.fill("M300 790 L420 640 L490 720 L560 620 L700 790 Z", p.accent)
        c.fill(oval(500, 570, 44), p.main)
    c.fill(oval(500, 434, 150, 18), p.deep)


def balm(c: Canvas) -> None:
    p = c.palette
    c.shadow(460, 790, 300)
    c.solid("M160 600 L720 600 L720 720 Q720 786 440 786 Q160 786 160 720 Z", BRASS, depth=50)
    c.fill(oval(440, 600, 280, 92), mix(BRASS, (255, 255, 255), 0.35))
    c.fill(oval(440, 604, 250, 76), mix(WAX, p.main, 0.45))
    c.line("M300 604 Q440 650 560 590", 20, mix(WAX, p.main, 0.25))
    lid = oval(700, 460, 236)
    c.solid(lid, mix(BRASS, (60, 40, 20), 0.15), depth=20)
    c.fill(oval(694, 456, 206), p.main)
    c.line(oval(694, 456, 176), 6, p.pale)
    c.fill("M590 530 L670 400 L716 466 L748 428 L806 530 Z", p.pale)
