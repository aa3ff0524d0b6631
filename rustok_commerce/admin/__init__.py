"""Commerce in the operators' tool. Every write is one of the commands that the APIs call too."""

from rustok_commerce.admin.attributes import AttributeAdmin, ProductTypeAdmin
from rustok_commerce.admin.categories import CategoryAdmin
from rustok_commerce.admin.channels import ChannelAdmin
from rustok_commerce.admin.collections import CollectionAdmin
from rustok_commerce.admin.credit import CreditAccountAdmin
from rustok_commerce.admin.customer_addresses import CustomerAddressAdmin
from rustok_commerce.admin.customers import CustomerAdmin, CustomerGroupAdmin
from rustok_commerce.admin.jobs import JobAdmin
from rustok_commerce.admin.orders import OrderAdmin
from rustok_commerce.admin.price_lists import PriceListAdmin
from rustok_commerce.admin.products import ProductAdmin
from rustok_commerce.admin.promotions import PromotionAdmin
from rustok_commerce.admin.sales_settings import SalesSettingsAdmin
from rustok_commerce.admin.shipping import ShippingMethodAdmin, ShippingZoneAdmin
from rustok_commerce.admin.stock import StockLocationAdmin, StockMovementAdmin
from rustok_commerce.admin.taxes import TaxClassAdmin, TaxZoneAdmin

__all__ = [
    "AttributeAdmin",
    "CategoryAdmin",
    "ChannelAdmin",
    "CollectionAdmin",
    "CreditAccountAdmin",
    "CustomerAddressAdmin",
    "CustomerAdmin",
    "CustomerGroupAdmin",
    "JobAdmin",
    "OrderAdmin",
    "PriceListAdmin",
    "ProductAdmin",
    "ProductTypeAdmin",
    "PromotionAdmin",
    "SalesSettingsAdmin",
    "ShippingMethodAdmin",
    "ShippingZoneAdmin",
    "StockLocationAdmin",
    "StockMovementAdmin",
    "TaxClassAdmin",
    "TaxZoneAdmin",
]
