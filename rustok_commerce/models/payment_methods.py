"""Which ways to pay a shop offers."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from rustok.tenancy.models import TenantModel


class PaymentMethod(TenantModel):
    """A way to pay, done by a provider. Empty ``channels`` and ``currencies`` mean all of the shop's.

    ``names`` and ``instructions`` are by locale; instructions tell the buyer what to do, as where to transfer to.
    ``options`` are the provider's own and hold no secret: keys to its API come from the installation's settings.
    """

    code = models.CharField(max_length=63)
    provider = models.CharField(max_length=63)
    names = models.JSONField(default=dict)
    instructions = models.JSONField(default=dict, blank=True)
    channels = ArrayField(models.CharField(max_length=63), default=list, blank=True)
    currencies = ArrayField(models.CharField(max_length=3), default=list, blank=True)
    options = models.JSONField(default=dict, blank=True)
    position = models.PositiveIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta(TenantModel.Meta):
        db_table = "commerce_payment_methods"
        constraints = [models.UniqueConstraint(fields=["tenant", "code"], name="commerce_payment_methods_code_uq")]

    def __str__(self) -> str:
        return self.code
