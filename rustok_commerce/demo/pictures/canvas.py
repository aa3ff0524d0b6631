"""A small vector canvas over Pillow: paths in a 1000 x 1000 space, anti-aliased by supersampling."""

import io
import math
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageDraw, ImageFilter

SIDE = 1200  # pixels of the finished picture
OVERSAMPLE = 2
SCALE = SIDE * OVERSAMPLE / 1000
CURVE_STEPS = 18
QUALITY = 74

Colour = tuple[int, int, int]
Point = tuple[float, float]


def rgb(code: str) -> Colour:
    """Read "#rrggbb"."""
    return int(code[1:3], 16), int(code[3:5], 16), int(code[5:7], 16)


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """Blend: 0 gives the first colour, 1 the second."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """Colours of one picture; `main` is the product, `accent` its trim."""

    ground: Colour
    main: Colour
    accent: Colour

    @property
    def dark(self) -> Colour:
        """Product in shade."""
        return mix(self.main, (24, 28, 44), 0.28)

    @property
    def deep(self) -> Colour:
        """Seams, inner sides."""
        return mix(self.main, (24, 28, 44), 0.55)

    @property
    def light(self) -> Colour:
        """Product in full light."""
        return mix(self.main, (255, 250, 238), 0.3)

    @property
    def pale(self) -> Colour:
        """Nearly white, tinted by the ground."""
        return mix(self.ground, (255, 253, 248), 0.72)

    @property
    def disc(self) -> Colour:
        """The backdrop behind the product."""
        return mix(self.ground, (255, 253, 248), 0.4)

    @property
    def floor(self) -> Colour:
        """What the product stands on."""
        return mix(self.ground, self.main, 0.16)

    @property
    def shadow(self) -> Colour:
        """Soft shadow on the floor."""
        return mix(self.ground, (30, 30, 50), 0.6)


def trace(path: str) -> list[Point]:
    """Turn an SVG-like path (absolute M, L, Q, C, Z) into points.

    :raises ValueError: on any other command.
    """
    points: list[Point] = []
    for command, numbers in re.findall(r"([A-Z])([^A-Z]*)", path):
        if command not in "MLQCZ":
            raise ValueError(f"unknown path command {command!r}")
        values = [float(number) for number in numbers.split()]
        pairs = list(zip(values[::2], values[1::2], strict=True))
        if command in "ML":
            points += pairs
        elif command in "QC":
            step = 2 if command == "Q" else 3
            for start in range(0, len(pairs), step):
                points += _curve([points[-1], *pairs[start : start + step]])
    return points


def _curve(controls: list[Point]) -> list[Point]:
    """Points of a Bezier curve of any degree, its start left out."""
    degree = len(controls) - 1
    points = []
    for step in range(1, CURVE_STEPS + 1):
        t = step / CURVE_STEPS
        weights = [math.comb(degree, i) * t**i * (1 - t) ** (degree - i) for i in range(degree + 1)]
        points.append(
            (
                sum(w * p[0] for w, p in zip(weights, controls, strict=True)),
                sum(w * p[1] for w, p in zip(weights, controls, strict=True)),
            )
        )
    return points


def mirrored(path: str, axis: float = 500) -> list[Point]:
    """Close an open path by its mirror image across a vertical axis."""
    points = trace(path)
    return points + [(2 * axis - x, y) for x, y in reversed(points)]


def rounded(left: float, top: float, right: float, bottom: float, radius: float) -> list[Point]:
    """A rectangle with round corners."""
    radius = min(radius, (right - left) / 2, (bottom - top) / 2)
    if radius <= 0:
        return [(left, top), (right, top), (right, bottom), (left, bottom)]
    corners = (
        (right - radius, top + radius, -90),
        (right - radius, bottom - radius, 0),
        (left + radius, bottom - radius, 90),
        (left + radius, top + radius, 180),
    )
    return [
        (
            x + radius * math.cos(math.radians(start + turn)),
            y + radius * math.sin(math.radians(start + turn)),
        )
        for x, y, start in corners
        for turn in range(0, 91, 9)
    ]


def oval(x: float, y: float, rx: float, ry: float | None = None) -> list[Point]:
    """An ellipse, or a circle when one radius is given."""
    ry = rx if ry is None else ry
    return [(x + rx * math.cos(a * math.pi / 36), y + ry * math.sin(a * math.pi / 36)) for a in range(72)]


def turned(points: list[Point], degrees: float, x: float = 500, y: float = 500) -> list[Point]:
    """Rotate points clockwise about a centre."""
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return [(x + (px - x) * cos - (py - y) * sin, y + (px - x) * sin + (py - y) * cos) for px, py in points]


def shifted(points: list[Point], dx: float, dy: float = 0) -> list[Point]:
    """Move points."""
    return [(x + dx, y + dy) for x, y in points]


Shape = str | list[Point]


def _points(shape: Shape) -> list[Point]:
    return trace(shape) if isinstance(shape, str) else shape


class Canvas:
    """The picture being drawn; every coordinate is in thousandths of its side."""

    def __init__(self, palette: Palette) -> None:
        self.palette = palette
        pixels = SIDE * OVERSAMPLE
        self._image = Image.new("RGB", (pixels, pixels), palette.ground)
        self._draw = ImageDraw.Draw(self._image)
        self._origin = (0, 0)  # pixels; a clip draws into a cut-out of the picture

    def fill(self, shape: Shape, colour: Colour) -> None:
        """Fill a shape with one colour."""
        self._draw.polygon(self._pixels(_points(shape)), fill=colour)

    def solid(self, shape: Shape, colour: Colour, *, depth: float = 34, shade: float = 0.24) -> None:
        """Fill a shape and shade its right edge, `depth` wide, so that it looks round."""
        points = _points(shape)
        self.fill(points, mix(colour, (24, 28, 44), shade))
        with self.clip(points):
            self.fill(shifted(points, -depth, -depth / 5), colour)

    def line(self, shape: Shape, width: float, colour: Colour) -> None:
        """Draw an open path with round caps and joints."""
        points = self._pixels(_points(shape))
        self._draw.line(points, fill=colour, width=max(1, round(width * SCALE)), joint="curve")
        radius = width * SCALE / 2
        for x, y in (points[0], points[-1]):
            self._draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)

    @contextmanager
    def clip(self, shape: Shape) -> Iterator[None]:
        """Let what is drawn inside the block appear within the shape only."""
        points = _points(shape)
        box = self._box(points)
        whole = self._image, self._draw, self._origin
        before = self._image.crop(box)
        self._image = before.copy()
        self._draw = ImageDraw.Draw(self._image)
        self._origin = (self._origin[0] + box[0], self._origin[1] + box[1])
        try:
            yield
            clipped = ImageChops.composite(self._image, before, self._mask(points, self._image.size))
        finally:
            self._image, self._draw, self._origin = whole
        self._image.paste(clipped, box[:2])

    def veil(self, shape: Shape, colour: Colour, opacity: float) -> None:
        """Lay a see-through colour over what is there."""
        points = _points(shape)
        box = self._box(points)
        size = box[2] - box[0], box[3] - box[1]
        mask = self._mask(points, size, offset=box[:2]).point(lambda level: int(level * opacity))
        self._image.paste(colour, box, mask)

    def shadow(self, x: float, y: float, rx: float, ry: float = 26, opacity: float = 0.42) -> None:
        """Cast a soft shadow on the floor, centred at x, y."""
        reach = ry * 2.2
        box = self._box([(x - rx - reach, y - ry - reach), (x + rx + reach, y + ry + reach)])
        # Blurring is slow on many pixels and loses nothing on few.
        small = (max(1, (box[2] - box[0]) // 16), max(1, (box[3] - box[1]) // 16))
        mask = Image.new("L", small, 0)
        inset_x, inset_y = reach * SCALE / 16, reach * SCALE / 16
        ImageDraw.Draw(mask).ellipse(
            (inset_x, inset_y, small[0] - inset_x, small[1] - inset_y), fill=int(255 * opacity)
        )
        mask = mask.filter(ImageFilter.GaussianBlur(ry * SCALE / 22))
        wide = mask.resize((box[2] - box[0], box[3] - box[1]), Image.Resampling.BILINEAR)
        self._image.paste(self.palette.shadow, box, wide)

    def glow(self, x: float, y: float, radius: float, colour: Colour, opacity: float = 0.8) -> None:
        """Light up a round area, strongest in the middle."""
        box = self._box([(x - radius, y - radius), (x + radius, y + radius)])
        light = Image.radial_gradient("L").point(lambda level: int(max(0.0, 1 - level / 181) ** 1.6 * 255 * opacity))
        self._image.paste(colour, box, light.resize((box[2] - box[0], box[3] - box[1])))

    def webp(self) -> bytes:
        """Finish: scale down and encode."""
        buffer = io.BytesIO()
        self._image.reduce(OVERSAMPLE).save(buffer, "WEBP", quality=QUALITY, method=2)
        return buffer.getvalue()

    def _pixels(self, points: list[Point]) -> list[Point]:
        left, top = self._origin
        return [(x * SCALE - left, y * SCALE - top) for x, y in points]

    def _box(self, points: list[Point]) -> tuple[int, int, int, int]:
        """Pixels around the points, at least one, in the image being drawn on."""
        pixels = self._pixels(points)
        left, top = (math.floor(min(axis)) for axis in zip(*pixels, strict=True))
        right, bottom = (math.ceil(max(axis)) + 1 for axis in zip(*pixels, strict=True))
        return left, top, right, bottom

    def _mask(self, points: list[Point], size: tuple[int, int], *, offset: tuple[int, int] = (0, 0)) -> Image.Image:
        mask = Image.new("L", size, 0)
        pixels = [(x - offset[0], y - offset[1]) for x, y in self._pixels(points)]
        ImageDraw.Draw(mask).polygon(pixels, fill=255)
        return mask
