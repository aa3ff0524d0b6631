"""Shoppers' routes of commerce, below ``/api/v1/store/``."""

from django.urls import path

from rustok_commerce.rest import (
    carts,
    checkout,
    credit,
    customers_store,
    own_orders,
    payments,
)

urlpatterns = [
    path("carts", carts.CartsView.as_view(), name="commerce-store-carts"),
    path("carts/<ulid:id>", carts.CartView.as_view(), name="commerce-store-cart"),
    path("carts/<ulid:id>/lines", carts.CartLinesView.as_view(), name="commerce-store-cart-lines"),
    path("carts/<ulid:id>/lines/<ulid:line_id>", carts.CartLineView.as_view(), name="commerce-store-cart-line"),
    path("carts/<ulid:id>/address", carts.CartAddressView.as_view(), name="commerce-store-cart-address"),
    path(
        "carts/<ulid:id>/shipping-options",
        carts.CartShippingOptionsView.as_view(),
        name="commerce-store-cart-shipping-options",
    ),
    path(
        "carts/<ulid:id>/shipping-method",
        carts.CartShippingMethodView.as_view(),
        name="commerce-store-cart-shipping-method",
    ),
    path("carts/<ulid:id>/promotions", carts.CartPromotionsView.as_view(), name="commerce-store-cart-promotions"),
    path("carts/<ulid:id>/credits", carts.CartCreditsView.as_view(), name="commerce-store-cart-credits"),
    path("carts/<ulid:id>/credits/<ulid:credit_id>", carts.CartCreditView.as_view(), name="commerce-store-cart-credit"),
    path("carts/<ulid:id>/refresh", carts.RefreshCartView.as_view(), name="commerce-store-cart-refresh"),
    path(
        "carts/<ulid:id>/payment-methods",
        checkout.CartPaymentMethodsView.as_view(),
        name="commerce-store-cart-payment-methods",
    ),
    path(
        "carts/<ulid:id>/payment-session",
        checkout.CartPaymentSessionView.as_view(),
        name="commerce-store-cart-payment-session",
    ),
    path("carts/<ulid:id>/complete", checkout.CompleteCartView.as_view(), name="commerce-store-cart-complete"),
    path(
        "carts/<ulid:id>/stop-reminders", carts.StopRemindersView.as_view(), name="commerce-store-cart-stop-reminders"
    ),
    path("carts/<ulid:id>/claim", carts.ClaimCartView.as_view(), name="commerce-store-cart-claim"),
    path("gift-cards/balance", credit.GiftCardBalanceView.as_view(), name="commerce-store-gift-card-balance"),
    path("customers/me/credit", credit.OwnCreditView.as_view(), name="commerce-store-own-credit"),
    path("customers/me", customers_store.OwnCustomerView.as_view(), name="commerce-store-customer"),
    path("customers/me/export", customers_store.OwnExportView.as_view(), name="commerce-store-export"),
    path("customers/me/erasure", customers_store.OwnErasureView.as_view(), name="commerce-store-erasure"),
    path("customers/me/addresses", customers_store.OwnAddressesView.as_view(), name="commerce-store-addresses"),
    path("customers/me/addresses/<ulid:id>", customers_store.OwnAddressView.as_view(), name="commerce-store-address"),
    path("countries", customers_store.CountriesView.as_view(), name="commerce-store-countries"),
    path("countries/<str:country>", customers_store.AddressFormView.as_view(), name="commerce-store-address-form"),
    path("orders", own_orders.OwnOrdersView.as_view(), name="commerce-store-orders"),
    path("orders/<ulid:id>", own_orders.OwnOrderView.as_view(), name="commerce-store-order"),
    path("orders/<ulid:id>/returns", own_orders.OwnReturnsView.as_view(), name="commerce-store-order-returns"),
    path(
        "orders/<ulid:id>/invoices/<ulid:invoice_id>/pdf",
        own_orders.OwnInvoicePdfView.as_view(),
        name="commerce-store-invoice-pdf",
    ),
    path("payments/webhooks/<slug:provider>", payments.WebhookView.as_view(), name="commerce-payment-webhook"),
]
