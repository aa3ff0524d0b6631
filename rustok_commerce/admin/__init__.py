"""Commerce in the operators' tool. Every write is one of the commands that the APIs call too."""

from rustok_commerce.admin.categories import CategoryAdmin
from rustok_commerce.admin.products import ProductAdmin
from rustok_commerce.admin.stock import StockLocationAdmin, StockMovementAdmin

__all__ = ["CategoryAdmin", "ProductAdmin", "StockLocationAdmin", "StockMovementAdmin"]
