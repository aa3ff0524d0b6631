"""Staff's routes of files, below ``/api/v1/admin/``."""

from django.urls import path

from rustok.api.media import views

urlpatterns = [
    path("media", views.AssetsView.as_view(), name="media-assets"),
    path("media/<ulid:id>", views.AssetView.as_view(), name="media-asset"),
]
