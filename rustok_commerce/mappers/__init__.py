"""Models to DTOs: the only place where a row becomes an answer."""

from rustok_commerce.mappers.aggregates import CategoryAggregate, ProductAggregate, VariantAggregate, choose
from rustok_commerce.mappers.attributes import (
    assigned_attributes,
    attribute_response,
    name_of,
    number_text,
    product_type_response,
)
from rustok_commerce.mappers.categories import category_response
from rustok_commerce.mappers.channels import channel_response, product_channel_response
from rustok_commerce.mappers.credit import (
    credit_account_response,
    credit_entry_response,
    gift_card_balance,
    is_usable,
    store_credit_response,
)
from rustok_commerce.mappers.customers import (
    address_of,
    customer_address_response,
    customer_group_response,
    customer_response,
    own_customer_response,
)
from rustok_commerce.mappers.inventory import location_response, movement_response
from rustok_commerce.mappers.order_parts import invoice_response, order_note
from rustok_commerce.mappers.orders import (
    OrderParts,
    due_of,
    order_response,
    order_summary,
    stored_address,
    tax_shares,
    to_refund_of,
)
from rustok_commerce.mappers.payments import (
    attempt_response,
    payment_event_response,
    payment_method_response,
    payment_response,
    payment_session_response,
    refund_response,
)
from rustok_commerce.mappers.prices import price_change_response, price_list_response, price_response
from rustok_commerce.mappers.products import (
    localized,
    named,
    price_ranges,
    product_response,
    product_summary,
    variant_response,
    variant_title,
)
from rustok_commerce.mappers.sales_settings import sales_settings_response
from rustok_commerce.mappers.shipping import shipping_method_response, shipping_option_response, shipping_zone_response
from rustok_commerce.mappers.taxes import tax_class_response, tax_zone_response

__all__ = [
    "CategoryAggregate",
    "OrderParts",
    "ProductAggregate",
    "VariantAggregate",
    "address_of",
    "assigned_attributes",
    "attempt_response",
    "attribute_response",
    "category_response",
    "channel_response",
    "choose",
    "credit_account_response",
    "credit_entry_response",
    "customer_address_response",
    "customer_group_response",
    "customer_response",
    "due_of",
    "gift_card_balance",
    "invoice_response",
    "is_usable",
    "localized",
    "location_response",
    "movement_response",
    "name_of",
    "named",
    "number_text",
    "order_note",
    "order_response",
    "order_summary",
    "own_customer_response",
    "payment_event_response",
    "payment_method_response",
    "payment_response",
    "payment_session_response",
    "price_change_response",
    "price_list_response",
    "price_ranges",
    "price_response",
    "product_channel_response",
    "product_response",
    "product_summary",
    "product_type_response",
    "refund_response",
    "sales_settings_response",
    "shipping_method_response",
    "shipping_option_response",
    "shipping_zone_response",
    "store_credit_response",
    "stored_address",
    "tax_class_response",
    "tax_shares",
    "tax_zone_response",
    "to_refund_of",
    "variant_response",
    "variant_title",
]
