"""Staff's routes of commerce, below ``/api/v1/admin/``."""

from django.urls import path

from rustok_commerce.rest import attributes, channels, collections, combinations, prices, schedules, sellability, views

urlpatterns = [
    path("collections", collections.CollectionsView.as_view(), name="commerce-collections"),
    path("collections/preview", collections.CollectionPreviewView.as_view(), name="commerce-collection-preview"),
    path("collections/<ulid:id>", collections.CollectionView.as_view(), name="commerce-collection"),
    path(
        "collections/<ulid:id>/products",
        collections.CollectionProductsView.as_view(),
        name="commerce-collection-products",
    ),
    path(
        "collections/<ulid:id>/products/removal",
        collections.CollectionRemovalView.as_view(),
        name="commerce-collection-removal",
    ),
    path("products", views.ProductsView.as_view(), name="commerce-products"),
    path("products/<ulid:id>", views.ProductView.as_view(), name="commerce-product"),
    path("products/<ulid:id>/publish", views.PublishProductView.as_view(), name="commerce-product-publish"),
    path("products/<ulid:id>/unpublish", views.UnpublishProductView.as_view(), name="commerce-product-unpublish"),
    path("products/<ulid:id>/archive", views.ArchiveProductView.as_view(), name="commerce-product-archive"),
    path("products/<ulid:id>/schedule", schedules.ScheduleView.as_view(), name="commerce-product-schedule"),
    path("products/<ulid:id>/sellability", sellability.SellabilityView.as_view(), name="commerce-product-sellability"),
    path("products/<ulid:id>/translations", views.TranslationsView.as_view(), name="commerce-product-translations"),
    path(
        "products/<ulid:id>/translations/<str:locale>",
        views.TranslationView.as_view(),
        name="commerce-product-translation",
    ),
    path("products/<ulid:id>/options", views.OptionsView.as_view(), name="commerce-product-options"),
    path("products/<ulid:id>/variants", views.VariantsView.as_view(), name="commerce-variants"),
    path("variants/<ulid:id>", views.VariantView.as_view(), name="commerce-variant"),
    path("variants/<ulid:id>/prices", prices.PricesView.as_view(), name="commerce-prices"),
    path("variants/<ulid:id>/price-changes", prices.PriceChangesView.as_view(), name="commerce-price-changes"),
    path("prices", prices.PriceGridView.as_view(), name="commerce-price-grid"),
    path("price-lists", prices.PriceListsView.as_view(), name="commerce-price-lists"),
    path("price-lists/<ulid:id>", prices.PriceListView.as_view(), name="commerce-price-list"),
    path("price-lists/<ulid:id>/activate", prices.ActivateView.as_view(), name="commerce-price-list-activate"),
    path("price-lists/<ulid:id>/deactivate", prices.DeactivateView.as_view(), name="commerce-price-list-deactivate"),
    path("variants/<ulid:id>/movements", views.MovementsView.as_view(), name="commerce-movements"),
    path("stock", views.StockView.as_view(), name="commerce-stock"),
    path("stock/adjustments", views.AdjustmentsView.as_view(), name="commerce-stock-adjustments"),
    path("stock-locations", views.LocationsView.as_view(), name="commerce-stock-locations"),
    path("attributes", attributes.AttributesView.as_view(), name="commerce-attributes"),
    path("attributes/<ulid:id>", attributes.AttributeView.as_view(), name="commerce-attribute"),
    path("product-types", attributes.ProductTypesView.as_view(), name="commerce-product-types"),
    path("product-types/<ulid:id>", attributes.ProductTypeView.as_view(), name="commerce-product-type"),
    path(
        "products/<ulid:id>/type",
        attributes.ProductTypeOfProductView.as_view(),
        name="commerce-product-set-type",
    ),
    path(
        "products/<ulid:id>/attributes",
        attributes.AttributesOfProductView.as_view(),
        name="commerce-product-attributes",
    ),
    path(
        "products/<ulid:id>/variants/generate",
        combinations.GenerateVariantsView.as_view(),
        name="commerce-variants-generate",
    ),
    path(
        "variants/<ulid:id>/attributes",
        attributes.AttributesOfVariantView.as_view(),
        name="commerce-variant-attributes",
    ),
    path("categories", views.CategoriesView.as_view(), name="commerce-categories"),
    path("categories/<ulid:id>", views.CategoryView.as_view(), name="commerce-category"),
    path("channels", channels.ChannelsView.as_view(), name="commerce-channels"),
    path("channels/<ulid:id>", channels.ChannelView.as_view(), name="commerce-channel"),
    path("channels/<ulid:id>/default", channels.DefaultChannelView.as_view(), name="commerce-channel-default"),
    path("products/<ulid:id>/channels", channels.ProductChannelsView.as_view(), name="commerce-product-channels"),
]
