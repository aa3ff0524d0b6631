"""Documents that a rebuild has made and nobody reads yet."""

from __future__ import annotations

from django.db import models

from rustok.tenancy.models import TenantModel
from rustok_index.models.base import LOCALE_LENGTH


class IndexShadow(TenantModel):
    """What will stand in the place of an entity's document in a locale when the rebuild is done.

    Only what differs from what is read now. ``row`` is the JSON of the document's row, ``narrow`` of the rows that
    follow from it, by table; a ``row`` of null goes away. Text, since it is parsed once, if at all.
    """

    index_name = models.CharField(max_length=32)
    entity_id = models.UUIDField()
    locale = models.CharField(max_length=LOCALE_LENGTH)
    row = models.TextField(null=True)
    narrow = models.TextField()

    class Meta(TenantModel.Meta):
        db_table = "index_shadow"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "index_name", "entity_id", "locale"], name="index_shadow_entity_uq"
            )
        ]

    def __str__(self) -> str:
        return f"{self.index_name} {self.entity_id} ({self.locale})"
