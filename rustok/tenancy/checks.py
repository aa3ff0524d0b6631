"""System checks: models that would let tenants meet, and a login that would make row-level security mean nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from django.apps import AppConfig, apps
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError, models
from django.db.models.constants import LOOKUP_SEP

from rustok.tenancy.backend.keys import range_key, tenant_key
from rustok.tenancy.backend.login import UnsafeLogin, login_faults
from rustok.tenancy.context import no_scope
from rustok.tenancy.owner import connections_default

# Their operators are not leakproof, so PostgreSQL does not use an index on them under row-level security.
_UNINDEXABLE: Final = (models.DecimalField, models.JSONField, ArrayField, SearchVectorField)


@register(Tags.models)
def check_models(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """Report models that break the rules of tenancy."""
    found: list[CheckMessage] = []
    for model in apps.get_models(include_auto_created=True):
        config = apps.get_app_config(model._meta.app_label)
        if app_configs is not None and config not in app_configs:
            continue
        found.extend(model_faults(model, tenant_app=config.name in settings.TENANT_APPS))
    return found


def model_faults(model: type[models.Model], *, tenant_app: bool) -> Iterator[CheckMessage]:
    """Report what is wrong with one model.

    :param tenant_app: the model's app has its tables in cells, so every one of its tables belongs to tenants.
    """
    key = tenant_key(model)
    if model._meta.auto_created:
        owner: Any = model._meta.auto_created
        if tenant_app or tenant_key(owner) is not None:
            yield Error(
                f"{model._meta.label} is made for a ManyToManyField and has no tenant",
                hint="Name a model with a tenant as through=.",
                obj=owner,
                id="rustok_tenancy.E002",
            )
        return
    if key is None:
        if tenant_app and model._meta.managed and not model._meta.proxy:
            yield Error(
                "A table of a tenant app belongs to tenants",
                hint="Subclass TenantModel.",
                obj=model,
                id="rustok_tenancy.E001",
            )
        return
    if model._meta.proxy or not model._meta.managed:
        return
    yield from _keys(model)
    yield from _uniques(model, key)
    yield from _references(model)
    yield from _indexes(model)


def _keys(model: type[models.Model]) -> Iterator[CheckMessage]:
    if not isinstance(model._meta.pk, models.UUIDField):
        yield Error("The primary key is a UUID", hint="Subclass TenantModel.", obj=model, id="rustok_tenancy.E003")
    if model._meta.base_manager_name != "objects":
        yield Error(
            "Queries made by Django itself would not name the tenant",
            hint="class Meta(TenantModel.Meta): keeps base_manager_name.",
            obj=model,
            id="rustok_tenancy.E004",
        )
    by_time = range_key(model)
    if by_time is not None and by_time.interval not in ("month", "quarter"):
        yield Error('interval is "month" or "quarter"', obj=by_time, id="rustok_tenancy.E005")


def _uniques(model: type[models.Model], key: models.Field) -> Iterator[CheckMessage]:
    reviewed = getattr(model, "global_uniques", ())
    for field in model._meta.local_fields:
        if field.unique and not field.primary_key:
            yield Error(
                "unique=True reaches over tenants and tells one what another has",
                hint='UniqueConstraint(fields=["tenant", ...]).',
                obj=field,
                id="rustok_tenancy.E006",
            )
    sets: list[tuple[str, tuple[str, ...]]] = [
        ("unique_together", tuple(names)) for names in model._meta.unique_together
    ]
    sets += [
        (constraint.name, tuple(constraint.fields) or _columns(constraint.expressions))
        for constraint in model._meta.constraints
        if isinstance(constraint, models.UniqueConstraint)
    ]
    for name, fields in sets:
        if name not in reviewed and (not fields or fields[0] not in (key.name, key.attname)):
            yield Error(
                f"{name} does not begin with the tenant",
                hint=f'Put "{key.name}" first, or name the constraint in global_uniques with the reason.',
                obj=model,
                id="rustok_tenancy.E007",
            )


def _references(model: type[models.Model]) -> Iterator[CheckMessage]:
    for field in model._meta.local_fields:
        if not isinstance(field, models.ForeignKey) or not isinstance(field.related_model, type):
            continue
        target = field.related_model
        if tenant_key(target) is None or getattr(field, "is_tenant_key", False):
            continue
        if not getattr(field, "is_tenant_foreign_key", False):
            yield Error(
                f"A reference to {target._meta.label} could lead to another tenant's row",
                hint="Use TenantForeignKey.",
                obj=field,
                id="rustok_tenancy.E008",
            )
        elif range_key(target) is not None and not hasattr(field, "time_column"):
            yield Error(
                f"{target._meta.label} is partitioned by time",
                hint="Use PartitionedForeignKey.",
                obj=field,
                id="rustok_tenancy.E009",
            )


def _indexes(model: type[models.Model]) -> Iterator[CheckMessage]:
    fields: list[Any] = list(model._meta.local_fields)
    for field in fields:
        if field.db_index and not field.unique and not getattr(field, "is_tenant_foreign_key", False):
            yield Error(
                "db_index=True makes an index that does not begin with the tenant",
                hint='Index(fields=["tenant", ...]).',
                obj=field,
                id="rustok_tenancy.E010",
            )
    for index in model._meta.indexes:
        names = [name.lstrip("-") for name in index.fields] or list(_columns(index.expressions))
        if isinstance(index, GinIndex):
            continue
        for name in names:
            field = _field(model, name)
            if isinstance(field, _UNINDEXABLE):
                yield Error(
                    f"{index.name}: PostgreSQL will not use an index on {name} under row-level security",
                    hint="Money is bigint minor units; search runs on the read model's owner-rights views.",
                    obj=model,
                    id="rustok_tenancy.E011",
                )


def _columns(expressions: Sequence[Any]) -> tuple[str, ...]:
    """Name the fields of an index or constraint on expressions, in order."""
    names: list[str] = []
    for expression in expressions:
        stack = [expression]
        while stack:
            node = stack.pop(0)
            if isinstance(node, models.F):
                names.append(str(getattr(node, "name", "")).partition(LOOKUP_SEP)[0])
            stack[:0] = [source for source in getattr(node, "get_source_expressions", list)() if source is not None]
    return tuple(names)


def _field(model: type[models.Model], name: str) -> Any:
    for field in model._meta.local_fields:
        if name in (field.name, field.attname):
            return field
    return None


@register(Tags.database)
def check_runtime_role(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Refuse a login that row-level security does not hold: a superuser, BYPASSRLS, or the owner of tables.

    For ``manage.py check --database default``; the backend refuses it too, when a process first connects.
    """
    if not databases or connections_default().as_owner:
        return []
    try:
        with no_scope(), connections_default().cursor() as cursor:
            faults = login_faults(cursor)
    except DatabaseError as exc:
        return [Error(f"The database cannot be asked for the role: {exc}", id="rustok_tenancy.E020")]
    except UnsafeLogin as exc:
        return [Error(str(exc), hint="Provisioning makes rustok_app.", id="rustok_tenancy.E021")]
    return [Error(f"The application's database role {fault}", id="rustok_tenancy.E021") for fault in faults]
