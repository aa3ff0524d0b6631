"""Files and their texts."""

from __future__ import annotations

from django.db import models

from rustok.tenancy.fields import TenantForeignKey
from rustok.tenancy.models import TenantModel


class Asset(TenantModel):
    """A picture, stored once per tenant whatever it is called: the digest of its bytes is unique.

    ``width`` and ``height`` are those of the picture as it is seen: a camera's note to turn it is followed.
    """

    sha256 = models.CharField(max_length=64, editable=False)
    storage_name = models.CharField(max_length=255, editable=False)
    filename = models.CharField(max_length=255)
    content_type = models.CharField(max_length=64, editable=False)
    size = models.BigIntegerField(editable=False)
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    transparent = models.BooleanField(default=False, editable=False)
    animated = models.BooleanField(default=False, editable=False)
    focal_x = models.PositiveSmallIntegerField(default=500)
    focal_y = models.PositiveSmallIntegerField(default=500)
    created_by_id = models.UUIDField(null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(TenantModel.Meta):
        db_table = "media_assets"
        verbose_name = "picture"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "sha256"], name="media_assets_sha256_uq"),
            models.CheckConstraint(
                condition=models.Q(focal_x__lte=1000, focal_y__lte=1000), name="media_assets_focal_ck"
            ),
        ]

    def __str__(self) -> str:
        return self.filename


class AssetTranslation(TenantModel):
    """The text that stands for a picture, in one language."""

    asset = TenantForeignKey(Asset, on_delete=models.CASCADE, related_name="translations")
    locale = models.CharField(max_length=16)
    alt = models.CharField(max_length=500)

    class Meta(TenantModel.Meta):
        db_table = "media_asset_translations"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "asset", "locale"], name="media_asset_translations_locale_uq")
        ]

    def __str__(self) -> str:
        return f"{self.locale}: {self.alt}"
