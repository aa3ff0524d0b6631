"""How far a rebuild has come."""

from __future__ import annotations

from django.db import models

from rustok.ids import generate_id
from rustok.tenancy.models import TenantModel


class ReindexProgress(TenantModel):
    """The checkpoint of a rebuild that is under way or was broken off: the last entity whose documents are made.

    ``in_place`` where there was nothing to read when it began: then it writes the tables themselves, else the shadow.
    ``run`` is drawn by every run, so that one that was overtaken by another notices.
    """

    index_name = models.CharField(max_length=32)
    locale = models.CharField(max_length=16, blank=True, default="")
    after = models.UUIDField(null=True)
    documents = models.BigIntegerField(default=0)
    in_place = models.BooleanField(default=False)
    run = models.UUIDField(default=generate_id)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(TenantModel.Meta):
        db_table = "index_reindex_progress"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "index_name", "locale"], name="index_reindex_progress_uq")
        ]

    def __str__(self) -> str:
        return f"{self.index_name} after {self.after}"
