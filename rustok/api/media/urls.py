"""Staff's routes of files, below ``/api/v1/admin/``."""

from django.urls import path

from rustok.api.media import views

urlpatterns = [
    path("media", views.AssetsView.as_view(), name="media-assets"),
    path("media/uploads", views.UploadsView.as_view(), name="media-uploads"),
    path("media/uploads/<ulid:id>/complete", views.CompleteUploadView.as_view(), name="media-upload-complete"),
    path("media/<ulid:id>", views.AssetView.as_view(), name="media-asset"),
    path("media/<ulid:id>/rendition", views.RenditionView.as_view(), name="media-rendition-url"),
    path("media/<ulid:id>/usages", views.UsagesView.as_view(), name="media-usages"),
]
