"""Columns that every table of documents has."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from rustok.tenancy.models import TenantModel

LOCALE_LENGTH = 16
CHECKSUM_LENGTH = 32


class IndexedDocument(TenantModel):
    """One document per entity and locale, built by the domain that owns the entity; rebuilt at any time.

    ``locale`` is whom it is for, ``source_locale`` the language of its text. ``card`` is JSON as text: lists pass it
    through, which costs half of writing ``jsonb`` out. ``checksum`` covers every column that the source gave.
    """

    locale = models.CharField(max_length=LOCALE_LENGTH)
    source_locale = models.CharField(max_length=LOCALE_LENGTH)
    is_fallback = models.BooleanField()
    stale = models.BooleanField()
    source_version = models.BigIntegerField()
    title = models.CharField(max_length=255)
    status = models.CharField(max_length=32)
    is_visible = models.BooleanField()
    search_text = models.TextField()
    meta_title = models.CharField(max_length=255, null=True)
    meta_description = models.CharField(max_length=500, null=True)
    document = models.JSONField()
    card = models.TextField()
    checksum = models.CharField(max_length=CHECKSUM_LENGTH)
    indexed_at = models.DateTimeField(db_default=Now())

    class Meta(TenantModel.Meta):
        abstract = True

    def __str__(self) -> str:
        return f"{self.title} ({self.locale})"
