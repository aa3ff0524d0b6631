"""All routes. Modules bring their own; nothing here names one."""

from rustok.api.urls import handler400, handler403, handler404, handler500, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]
