"""Models that break the rules are found before they have a table."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core.checks import run_checks
from django.db import models
from django.test.utils import isolate_apps

from rustok.tenancy.checks import check_models, check_runtime_role, model_faults
from rustok.tenancy.fields import PartitionTimestamp, TenantForeignKey, TenantKey
from rustok.tenancy.models import TenantModel
from tests.rustok.tenancy.sample.models import Article, Purchase


def faults(model, *, tenant_app=True):
    return sorted(fault.id.rpartition(".")[2] for fault in model_faults(model, tenant_app=tenant_app))


def test_our_own_models_are_clean():
    assert [str(fault) for fault in check_models(None)] == []


def test_a_good_model_is_silent():
    assert faults(Article) == []
    assert faults(Purchase) == []


@isolate_apps("tests.rustok.tenancy.sample")
def test_a_model_without_tenant():
    class Bare(models.Model):  # noqa: DJ008
        class Meta:
            app_label = "rustok_sample"

    assert faults(Bare) == ["E001"]
    assert faults(Bare, tenant_app=False) == []


@isolate_apps("tests.rustok.tenancy.sample", "rustok.tenancy", "django.contrib.contenttypes")
def test_an_automatic_table_between_models():
    class Left(TenantModel):
        rights = models.ManyToManyField("Right")

        class Meta(TenantModel.Meta):
            app_label = "rustok_sample"

    class Right(TenantModel):
        class Meta(TenantModel.Meta):
            app_label = "rustok_sample"

    assert faults(Left.rights.through) == ["E002"]
    assert faults(Left.rights.through, tenant_app=False) == ["E002"]


@isolate_apps("tests.rustok.tenancy.sample", "rustok.tenancy")
def test_keys_and_managers():
    class Numbered(models.Model):  # noqa: DJ008
        tenant = TenantKey()
        created_at = PartitionTimestamp(interval="week")

        class Meta:
            app_label = "rustok_sample"

    assert faults(Numbered) == ["E003", "E004", "E005"]


@isolate_apps("tests.rustok.tenancy.sample", "rustok.tenancy")
def test_uniques_over_tenants():
    class Unique(TenantModel):
        code = models.CharField(max_length=9, unique=True)
        name = models.CharField(max_length=9)

        class Meta(TenantModel.Meta):
            app_label = "rustok_sample"
            unique_together = [("name", "code")]
            constraints = [
                models.UniqueConstraint(fields=["name"], name="plain"),
                models.UniqueConstraint(models.functions.Lower("name"), name="expression"),
                models.UniqueConstraint("tenant", models.functions.Lower("code"), name="fine"),
                models.UniqueConstraint(fields=["tenant", "name"], name="fine_too"),
            ]

    assert faults(Unique) == ["E006", "E007", "E007", "E007"]


@isolate_apps("tests.rustok.tenancy.sample", "rustok.tenancy")
def test_references():
    class Wrong(TenantModel):
        article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+", db_index=False)
        purchase = TenantForeignKey(Purchase, on_delete=models.CASCADE, related_name="+")
        fine = TenantForeignKey(Article, on_delete=models.CASCADE, related_name="+")

        class Meta(TenantModel.Meta):
            app_label = "rustok_sample"

    assert faults(Wrong) == ["E008", "E009"]


@isolate_apps("tests.rustok.tenancy.sample", "rustok.tenancy")
def test_indexes():
    class Indexed(TenantModel):
        slug = models.SlugField()
        price = models.DecimalField(max_digits=9, decimal_places=2)
        data = models.JSONField(default=dict)

        class Meta(TenantModel.Meta):
            app_label = "rustok_sample"
            indexes = [
                models.Index(fields=["tenant", "price"], name="price"),
                models.Index(fields=["tenant", "-data"], name="data"),
                models.Index(fields=["tenant", "id"], name="fine"),
            ]

    assert faults(Indexed) == ["E010", "E011", "E011"]


@pytest.mark.django_db
def test_the_login_is_checked(db):
    assert check_runtime_role(databases=["default"]) == []
    assert check_runtime_role(databases=None) == []
    tenancy = apps.get_app_config("rustok_tenancy")
    assert run_checks(app_configs=[tenancy], tags=["models"]) == []
