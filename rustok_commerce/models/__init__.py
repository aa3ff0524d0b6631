"""Write tables of commerce."""

from rustok_commerce.models.assignments import AttributeAssignment
from rustok_commerce.models.attributes import Attribute, AttributeValue, ProductType, ProductTypeAttribute
from rustok_commerce.models.carts import Cart, CartCredit, CartLine
from rustok_commerce.models.categories import MAX_DEPTH, Category, CategoryTranslation, ProductCategory
from rustok_commerce.models.channels import Channel, ProductChannel
from rustok_commerce.models.collections import Collection, CollectionProduct, CollectionTranslation
from rustok_commerce.models.credit import CreditAccount, CreditEntry
from rustok_commerce.models.customers import Customer, CustomerAddress, CustomerGroup
from rustok_commerce.models.fulfilments import Fulfilment, FulfilmentLine, Return, ReturnLine
from rustok_commerce.models.inventory import StockLevel, StockLocation, StockMovement
from rustok_commerce.models.invoices import Invoice
from rustok_commerce.models.jobs import Job, JobError
from rustok_commerce.models.options import ProductOption, ProductOptionValue
from rustok_commerce.models.orders import (
    Order,
    OrderDiscount,
    OrderLine,
    OrderNote,
    OrderNumber,
    OrderShipping,
    OrderTransition,
)
from rustok_commerce.models.payment_methods import PaymentMethod
from rustok_commerce.models.payments import Payment, PaymentAttempt, PaymentEvent, Refund, RefundLine
from rustok_commerce.models.prices import Price, PriceChange, PriceList, PriceListChange
from rustok_commerce.models.products import Product, ProductMedia, ProductTag, ProductTranslation
from rustok_commerce.models.promotions import Coupon, Promotion, PromotionCustomer, PromotionTranslation, PromotionUse
from rustok_commerce.models.reservations import StockReservation
from rustok_commerce.models.sales_settings import NumberSequence, SalesSettings
from rustok_commerce.models.shipping import (
    ShippingMethod,
    ShippingMethodTranslation,
    ShippingRate,
    ShippingZone,
    ShippingZoneArea,
)
from rustok_commerce.models.slugs import Slug
from rustok_commerce.models.taxes import TaxClass, TaxRate, TaxZone, TaxZoneArea
from rustok_commerce.models.trial_payments import TrialMessage, TrialOperation, TrialPayment
from rustok_commerce.models.variants import Variant, VariantOptionValue, VariantTranslation

__all__ = [
    "MAX_DEPTH",
    "Attribute",
    "AttributeAssignment",
    "AttributeValue",
    "Cart",
    "CartCredit",
    "CartLine",
    "Category",
    "CategoryTranslation",
    "Channel",
    "Collection",
    "CollectionProduct",
    "CollectionTranslation",
    "Coupon",
    "CreditAccount",
    "CreditEntry",
    "Customer",
    "CustomerAddress",
    "CustomerGroup",
    "Fulfilment",
    "FulfilmentLine",
    "Invoice",
    "Job",
    "JobError",
    "NumberSequence",
    "Order",
    "OrderDiscount",
    "OrderLine",
    "OrderNote",
    "OrderNumber",
    "OrderShipping",
    "OrderTransition",
    "Payment",
    "PaymentAttempt",
    "PaymentEvent",
    "PaymentMethod",
    "Price",
    "PriceChange",
    "PriceList",
    "PriceListChange",
    "Product",
    "ProductCategory",
    "ProductChannel",
    "ProductMedia",
    "ProductOption",
    "ProductOptionValue",
    "ProductTag",
    "ProductTranslation",
    "ProductType",
    "ProductTypeAttribute",
    "Promotion",
    "PromotionCustomer",
    "PromotionTranslation",
    "PromotionUse",
    "Refund",
    "RefundLine",
    "Return",
    "ReturnLine",
    "SalesSettings",
    "ShippingMethod",
    "ShippingMethodTranslation",
    "ShippingRate",
    "ShippingZone",
    "ShippingZoneArea",
    "Slug",
    "StockLevel",
    "StockLocation",
    "StockMovement",
    "StockReservation",
    "TaxClass",
    "TaxRate",
    "TaxZone",
    "TaxZoneArea",
    "TrialMessage",
    "TrialOperation",
    "TrialPayment",
    "Variant",
    "VariantOptionValue",
    "VariantTranslation",
]
