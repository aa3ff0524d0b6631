"""Layered settings. ``DJANGO_SETTINGS_MODULE`` picks the layer; the Celery app binds with Django's start."""

from settings.celery import app as celery_app

__all__ = ["celery_app"]
