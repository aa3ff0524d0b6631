"""What a tenant tells the search engine about words, and what its visitors looked for in vain.

These tables are not called ``index_``: nothing could rebuild them.
"""

from __future__ import annotations

from typing import Final

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from rustok.tenancy.models import TenantModel
from rustok_index.models.base import LOCALE_LENGTH

PHRASE_LENGTH: Final = 100
WORD_LENGTH: Final = 40


class SearchSynonym(TenantModel):
    """Phrases that stand for one another; with ``replacements`` it is they that are found as well, one way only.

    An empty ``locale`` is every one.
    """

    locale = models.CharField(max_length=LOCALE_LENGTH, blank=True, default="")
    phrases = ArrayField(models.CharField(max_length=PHRASE_LENGTH))
    replacements = ArrayField(models.CharField(max_length=PHRASE_LENGTH), blank=True, default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(TenantModel.Meta):
        db_table = "search_synonyms"
        verbose_name = "synonym"

    def __str__(self) -> str:
        phrases = ", ".join(self.phrases)
        return f"{phrases} → {', '.join(self.replacements)}" if self.replacements else phrases


class SearchStopWord(TenantModel):
    """A word that does not narrow a search. An empty ``locale`` is every one."""

    locale = models.CharField(max_length=LOCALE_LENGTH, blank=True, default="")
    word = models.CharField(max_length=WORD_LENGTH)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        db_table = "search_stop_words"
        verbose_name = "stop word"
        constraints = [models.UniqueConstraint(fields=["tenant", "locale", "word"], name="search_stop_words_word_uq")]

    def __str__(self) -> str:
        return self.word


class SearchPin(TenantModel):
    """What comes first when somebody looks for exactly this phrase. An empty ``locale`` is every one."""

    locale = models.CharField(max_length=LOCALE_LENGTH, blank=True, default="")
    phrase = models.CharField(max_length=PHRASE_LENGTH)
    entity_ids = ArrayField(models.UUIDField())
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(TenantModel.Meta):
        db_table = "search_pins"
        verbose_name = "pinned search result"
        constraints = [models.UniqueConstraint(fields=["tenant", "locale", "phrase"], name="search_pins_phrase_uq")]

    def __str__(self) -> str:
        return self.phrase


class SearchMiss(TenantModel):
    """A search that found nothing, and how often. Nothing says who looked."""

    locale = models.CharField(max_length=LOCALE_LENGTH)
    query = models.CharField(max_length=PHRASE_LENGTH)
    times = models.BigIntegerField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        db_table = "search_misses"
        verbose_name = "search that found nothing"
        verbose_name_plural = "searches that found nothing"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "locale", "query"], name="search_misses_query_uq"),
            models.CheckConstraint(condition=Q(times__gte=1), name="search_misses_times_ck"),
        ]
        indexes = [models.Index(fields=["tenant", "times", "id"], name="search_misses_times_ix")]

    def __str__(self) -> str:
        return self.query
