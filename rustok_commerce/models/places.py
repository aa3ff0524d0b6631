"""Where in the world something holds."""

from __future__ import annotations

from django.db import models

from rustok.tenancy.models import TenantModel


class Area(TenantModel):
    """A country, a region of it, or postcodes in it, of a zone.

    ``country`` is ISO 3166-1, ``*`` the rest of the world; ``region`` empty is all of the country. ``postcode_from``
    and ``postcode_to`` bound a range, both inside, compared as normalised text of equal length; empty: all.
    """

    country = models.CharField(max_length=2)
    region = models.CharField(max_length=150, blank=True)
    postcode_from = models.CharField(max_length=32, blank=True)
    postcode_to = models.CharField(max_length=32, blank=True)

    class Meta(TenantModel.Meta):
        abstract = True

    def __str__(self) -> str:
        postcodes = f"{self.postcode_from}–{self.postcode_to}" if self.postcode_from else ""
        return " ".join(part for part in (self.country, self.region, postcodes) if part)
