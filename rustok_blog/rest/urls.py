"""Staff's routes of the blog, below ``/api/v1/admin/``."""

from django.urls import path

from rustok_blog.rest import posts

urlpatterns = [
    path("blog/posts/<ulid:id>/comments", posts.PostCommentsView.as_view(), name="blog-post-comments"),
]
