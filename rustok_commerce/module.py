"""The commerce module and what it contributes."""

from __future__ import annotations

from rustok.modules.contract import RustokModule


class CommerceModule(RustokModule):
    """Products, variants, prices, stock."""

    slug = "commerce"
    name = "Commerce"
    description = "Products, variants, prices, stock."
    version = "1.0.0"
