"""Routes at the root of a site."""

from __future__ import annotations

from django.urls import path, re_path

from rustok_index.rest import site

urlpatterns = [
    path("robots.txt", site.robots, name="site-robots"),
    path("sitemap.xml", site.sitemap_index, name="site-sitemap"),
    re_path(
        r"^sitemaps/(?P<locale>[A-Za-z0-9-]{1,16})/(?P<group>[a-z]+)-(?P<first>[0-9a-f]{32})\.xml$",
        site.sitemap_part,
        name="site-sitemap-part",
    ),
    re_path(r"^feeds/blog\.(?P<format>rss|atom)$", site.feed, name="site-feed"),
    re_path(r"^feeds/category/(?P<category>[^/]+)\.(?P<format>rss|atom)$", site.feed, name="site-feed-category"),
    re_path(r"^feeds/tag/(?P<tag>[^/]+)\.(?P<format>rss|atom)$", site.feed, name="site-feed-tag"),
    re_path(r"^feeds/author/(?P<author>[^/]+)\.(?P<format>rss|atom)$", site.feed, name="site-feed-author"),
]
