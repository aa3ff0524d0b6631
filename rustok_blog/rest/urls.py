"""Staff's routes of the blog, below ``/api/v1/admin/``."""

from django.urls import path

from rustok_blog.rest import posts, series

urlpatterns = [
    path("blog/posts", posts.PostsView.as_view(), name="blog-posts"),
    path("blog/posts/<ulid:id>", posts.PostView.as_view(), name="blog-post"),
    path("blog/posts/<ulid:id>/translations", posts.PostTranslationsView.as_view(), name="blog-post-translations"),
    path("blog/posts/<ulid:id>/publish", posts.PublishPostView.as_view(), name="blog-publish-post"),
    path("blog/posts/<ulid:id>/unpublish", posts.UnpublishPostView.as_view(), name="blog-unpublish-post"),
    path("blog/posts/<ulid:id>/links", posts.PostLinksView.as_view(), name="blog-post-links"),
    path("blog/posts/<ulid:id>/comments", posts.PostCommentsView.as_view(), name="blog-post-comments"),
    path("blog/series", series.SeriesListView.as_view(), name="blog-series"),
    path("blog/series/<ulid:id>/posts", series.SeriesPostsView.as_view(), name="blog-series-posts"),
]
