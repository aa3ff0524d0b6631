"""Staff's routes of search, below ``/api/v1/admin/``."""

from __future__ import annotations

from django.urls import path

from rustok_index.rest import settings

urlpatterns = [
    path("search/synonyms", settings.SynonymsView.as_view(), name="search-synonyms"),
    path("search/synonyms/<ulid:id>", settings.SynonymView.as_view(), name="search-synonym"),
    path("search/stop-words", settings.StopWordsView.as_view(), name="search-stop-words"),
    path("search/stop-words/<ulid:id>", settings.StopWordView.as_view(), name="search-stop-word"),
    path("search/pins", settings.PinsView.as_view(), name="search-pins"),
    path("search/pins/<ulid:id>", settings.PinView.as_view(), name="search-pin"),
    path("search/misses", settings.MissesView.as_view(), name="search-misses"),
]
