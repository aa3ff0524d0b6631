"""Staff's routes of nodes and categories, below ``/api/v1/admin/``."""

from django.urls import path

from rustok_content.rest import blocks, views

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
    path("node-categories", views.CategoriesView.as_view(), name="content-categories"),
    path("node-categories/<ulid:id>", views.CategoryView.as_view(), name="content-category"),
]
