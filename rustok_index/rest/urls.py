"""Routes below ``/api/v1/store/``."""

from __future__ import annotations

from django.urls import path

from rustok_index.rest import reads, views

urlpatterns = [
    path("products", views.ProductListView.as_view()),
    path("products/<str:handle>", views.ProductView.as_view()),
    path("products/<str:handle>/json-ld", views.ProductMarkupView.as_view()),
    path("categories", views.CategoryListView.as_view()),
    path("categories/<str:slug>", views.CategoryView.as_view()),
    path("attributes", views.AttributeListView.as_view()),
    path("sitemap", views.SitemapView.as_view()),
    path("collections", views.CollectionListView.as_view()),
    path("collections/<str:slug>", views.CollectionView.as_view()),
    path("channels", views.ChannelListView.as_view()),
    path("search", views.SearchView.as_view()),
    path("suggest", views.SuggestView.as_view()),
    path("pages", reads.PageView.as_view()),
    path("menus/<str:location>", reads.MenuView.as_view()),
    path("tags", reads.TagListView.as_view()),
    path("tags/<str:slug>", reads.TagView.as_view()),
    path("content-categories", reads.NodeCategoryListView.as_view()),
    path("content-categories/<str:module>/<str:slug>", reads.NodeCategoryView.as_view()),
    path("nodes/<str:kind>", views.NodeListView.as_view()),
    path("nodes/<str:kind>/<str:slug>", views.NodeView.as_view()),
]
