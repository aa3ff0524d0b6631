"""All routes. Modules bring their own; nothing here names one."""

from rustok.api.urls import urlpatterns

__all__ = ["urlpatterns"]
