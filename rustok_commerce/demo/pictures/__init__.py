"""Product pictures, drawn: flat shapes in the product's palette, the same bytes every time."""

from collections.abc import Callable

from rustok_commerce.demo.catalog import find_product
from rustok_commerce.demo.pictures import blades, camp, carry, house, kitchen, workshop
from rustok_commerce.demo.pictures.canvas import Canvas, oval
from rustok_commerce.demo.pictures.palettes import PALETTES

Drawing = Callable[[Canvas], None]

_DRAWINGS: tuple[Drawing, ...] = (
    carry.backpack, carry.rolltop, carry.duffel, carry.tote, carry.hippack,
    carry.mummy, carry.mat, carry.foammat, carry.pillow, carry.quilt,
    camp.dome, camp.ridge, camp.tipi, camp.tarp, camp.hammock,
    camp.jacket, camp.beanie, camp.socks, camp.shirt, camp.mittens,
    camp.lantern, camp.headlamp, camp.torch, camp.stringlights, camp.candlelantern,
    blades.foldingknife, blades.beltknife, blades.axe, blades.compass, blades.trowel,
    kitchen.bottle, kitchen.thermos, kitchen.softflask, kitchen.canister, kitchen.hipflask,
    kitchen.enamelmug, kitchen.stonecup, kitchen.tumbler, kitchen.kuksa, kitchen.espresso,
    kitchen.dutchoven, kitchen.skillet, kitchen.kettle, kitchen.stove, kitchen.cutlery,
    house.blanket, house.throw, house.cushion, house.towel, house.rug,
    house.tablelamp, house.pendant, house.desklamp, house.paperlamp, house.floorlamp,
    house.jarcandle, house.pillars, house.soap, house.matches, house.balm,
    workshop.gloves, workshop.helmet, workshop.goggles, workshop.bolt, workshop.washers, workshop.screw,
    workshop.wrench, workshop.hammer, workshop.toolbox, workshop.tape, workshop.cartridge, workshop.drum,
)  # fmt: skip
DRAWINGS = {drawing.__name__: drawing for drawing in _DRAWINGS}

# These bring their own scenery or light.
_NO_DISC = {"dome", "ridge", "tipi", "tarp", "hammock", "stringlights"}


def draw(product_key: str) -> bytes:
    """Draw the picture of a product, named by its handle, as a square WebP of 1200 pixels.

    :raises KeyError: when no demo catalogue has that handle.
    """
    product = find_product(product_key)
    if product is None:
        raise KeyError(product_key)
    canvas = Canvas(PALETTES[product.picture.palette])
    if product.picture.drawing not in _NO_DISC:
        dark = product.picture.palette == "night"
        if not dark:
            canvas.fill(oval(500, 500, 410), canvas.palette.disc)
    DRAWINGS[product.picture.drawing](canvas)
    return canvas.webp()
