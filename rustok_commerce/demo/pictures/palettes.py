"""Named palettes of the product pictures."""

from rustok_commerce.demo.pictures.canvas import Palette, rgb


def _palette(ground: str, main: str, accent: str) -> Palette:
    return Palette(ground=rgb(ground), main=rgb(main), accent=rgb(accent))


PALETTES = {
    "moss": _palette("#dfe5d3", "#6f8452", "#d98f4e"),
    "slate": _palette("#d9e0e4", "#5f7483", "#e0a458"),
    "clay": _palette("#f1ddcf", "#c4684a", "#2f4858"),
    "sand": _palette("#eee4d1", "#c9a777", "#55697a"),
    "lake": _palette("#d3e4e8", "#3f86a0", "#e8a25c"),
    "ink": _palette("#dadde8", "#34425f", "#e3a857"),
    "ochre": _palette("#f3e6c8", "#d99b35", "#3d5a5b"),
    "berry": _palette("#f0dadb", "#a63d4f", "#ecb88a"),
    "oat": _palette("#e4ddd0", "#d8c6a5", "#7a8a5f"),
    "pine": _palette("#d5e2da", "#35604f", "#d8a15b"),
    "snow": _palette("#cfdde6", "#e9eef0", "#7594aa"),
    "night": _palette("#2c3550", "#55628a", "#f3b561"),
    "orange": _palette("#f6e0cc", "#e1762f", "#34435c"),
    "yellow": _palette("#f5ebc6", "#e6b422", "#39434f"),
}
