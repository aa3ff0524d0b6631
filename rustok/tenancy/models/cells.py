"""Schemas of the database that hold tenants' tables."""

from __future__ import annotations

from django.db import models
from django_tenants.models import TenantMixin

from rustok.tenancy.context import POOL_SCHEMA


class Cell(TenantMixin):
    """A schema: what django-tenants calls a tenant. The pool is shared by many tenants, a silo holds one."""

    # Structure is made by rustok.tenancy.services.cells as the owning role, never by saving a row.
    auto_create_schema = False
    auto_drop_schema = False

    shared = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "cells"

    def __str__(self) -> str:
        return str(self.schema_name)

    @property
    def isolation(self) -> str:
        """``pool`` or ``silo``."""
        return POOL_SCHEMA if self.shared else "silo"


class Blueprint(models.Model):
    """The DDL that makes a cell, recorded while one was migrated from empty; replayed for the next one.

    ``fingerprint`` names the set of migrations it stands for, so a changed set records anew.
    """

    fingerprint = models.CharField(max_length=64, primary_key=True)
    statements = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "cell_blueprints"

    def __str__(self) -> str:
        return self.fingerprint
