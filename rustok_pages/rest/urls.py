"""Staff's routes of pages and reusable blocks, below ``/api/v1/admin/``."""

from django.urls import path

from rustok_pages.rest import blocks, pages

urlpatterns = [
    path("page-templates", pages.PageTemplatesView.as_view(), name="pages-templates"),
    path("pages", pages.PagesView.as_view(), name="pages-pages"),
    path("pages/<ulid:id>", pages.PageView.as_view(), name="pages-page"),
    path("pages/<ulid:id>/translations", pages.PageTranslationsView.as_view(), name="pages-page-translations"),
    path(
        "pages/<ulid:id>/translations/<str:locale>",
        pages.PageTranslationView.as_view(),
        name="pages-page-translation",
    ),
    path("pages/<ulid:id>/move", pages.MovePageView.as_view(), name="pages-move-page"),
    path("pages/<ulid:id>/publish", pages.PublishPageView.as_view(), name="pages-publish-page"),
    path("pages/<ulid:id>/unpublish", pages.UnpublishPageView.as_view(), name="pages-unpublish-page"),
    path("pages/<ulid:id>/home", pages.HomePageView.as_view(), name="pages-home-page"),
    path("reusable-blocks", blocks.BlocksView.as_view(), name="pages-blocks"),
    path("reusable-blocks/<ulid:id>", blocks.BlockView.as_view(), name="pages-block"),
    path(
        "reusable-blocks/<ulid:id>/translations",
        blocks.BlockTranslationsView.as_view(),
        name="pages-block-translations",
    ),
    path("reusable-blocks/<ulid:id>/publish", blocks.PublishBlockView.as_view(), name="pages-publish-block"),
    path("reusable-blocks/<ulid:id>/unpublish", blocks.UnpublishBlockView.as_view(), name="pages-unpublish-block"),
]
