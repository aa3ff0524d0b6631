"""Staff's routes of nodes and categories, below ``/api/v1/admin/``."""

from django.urls import path

from rustok_content.rest import addresses, blocks, categories, menus, tags, views

urlpatterns = [
    path("block-types", blocks.BlockTypesView.as_view(), name="content-block-types"),
    path("bodies/render", blocks.RenderBodyView.as_view(), name="content-render-body"),
    path("nodes", views.NodesView.as_view(), name="content-nodes"),
    path("nodes/<ulid:id>", views.NodeView.as_view(), name="content-node"),
    path("nodes/<ulid:id>/translations", views.NodeTranslationsView.as_view(), name="content-node-translations"),
    path(
        "nodes/<ulid:id>/translations/<str:locale>",
        views.NodeTranslationView.as_view(),
        name="content-node-translation",
    ),
    path("nodes/<ulid:id>/publish", views.PublishNodeView.as_view(), name="content-node-publish"),
    path("nodes/<ulid:id>/unpublish", views.UnpublishNodeView.as_view(), name="content-node-unpublish"),
    path("nodes/<ulid:id>/addresses", addresses.NodeAddressesView.as_view(), name="content-node-addresses"),
    path("node-categories", categories.CategoriesView.as_view(), name="content-categories"),
    path("node-categories/order", categories.OrderCategoriesView.as_view(), name="content-order-categories"),
    path("node-categories/<ulid:id>", categories.CategoryView.as_view(), name="content-category"),
    path("node-categories/<ulid:id>/merge", categories.MergeCategoryView.as_view(), name="content-merge-category"),
    path("node-tags", tags.TagsView.as_view(), name="content-tags"),
    path("node-tags/<ulid:id>", tags.TagView.as_view(), name="content-tag"),
    path("node-tags/<ulid:id>/merge", tags.MergeTagsView.as_view(), name="content-merge-tags"),
    path("menus", menus.MenusView.as_view(), name="content-menus"),
    path("menus/<ulid:id>", menus.MenuView.as_view(), name="content-menu"),
    path("menus/<ulid:id>/items", menus.MenuItemsView.as_view(), name="content-menu-items"),
    path("addresses", addresses.AddressesView.as_view(), name="content-addresses"),
    path("redirects", addresses.RedirectsView.as_view(), name="content-redirects"),
    path("redirects/import", addresses.ImportRedirectsView.as_view(), name="content-import-redirects"),
    path("redirects/<ulid:id>", addresses.RedirectView.as_view(), name="content-redirect"),
]
