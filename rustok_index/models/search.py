"""What the PostgreSQL search engine knows: empty while another engine is chosen."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from rustok.tenancy.models import TenantModel
from rustok_index.models.base import LOCALE_LENGTH

INDEX_LENGTH = 32


class IndexSearchEntry(TenantModel):
    """One entity in one locale, as it is searched; read through the view ``index_search_read``.

    Under row-level security a search vector's index would not serve: its operators are not leakproof. The view has its
    owner's rights and the tenant's condition. ``keys`` are all that is filtered by and counted, each with a letter for
    what it is; ``prices`` by market. A row of no locale stands for the index itself.
    """

    index_name = models.CharField(max_length=INDEX_LENGTH)
    entity_id = models.UUIDField()
    locale = models.CharField(max_length=LOCALE_LENGTH, blank=True)
    title_order = models.CharField(max_length=100, blank=True)
    vector = SearchVectorField()
    keys = ArrayField(models.TextField())
    prices = models.JSONField()
    has_stock = models.BooleanField()
    created = models.BigIntegerField()

    class Meta(TenantModel.Meta):
        db_table = "index_search_entries"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "index_name", "entity_id", "locale"], name="index_search_entries_entity_uq"
            )
        ]
        indexes = [
            GinIndex(fields=["tenant", "vector"], name="index_search_entries_vector_ix"),
            GinIndex(fields=["tenant", "keys"], name="index_search_entries_keys_ix"),
            models.Index(
                fields=["tenant", "index_name", "locale", "created", "entity_id"], name="index_search_entries_new_ix"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.index_name} {self.entity_id} ({self.locale})"


class IndexSearchWord(TenantModel):
    """A word that entries in a locale have or had; typing errors are forgiven by what is like it.

    ``word`` is without accents, ``written`` as it was found first.
    """

    index_name = models.CharField(max_length=INDEX_LENGTH)
    locale = models.CharField(max_length=LOCALE_LENGTH)
    letters = models.IntegerField()
    word = models.CharField(max_length=100)
    written = models.CharField(max_length=100)

    class Meta(TenantModel.Meta):
        db_table = "index_search_words"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "index_name", "locale", "letters", "word"], name="index_search_words_word_uq"
            )
        ]

    def __str__(self) -> str:
        return f"{self.word} ({self.locale})"
