"""Model fields of tenant tables."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django.core.exceptions import FullResultSet
from django.db import models
from django.db.models.expressions import Expression
from django.db.models.lookups import Exact
from django.db.models.sql.where import AND, WhereNode

from rustok.ids import id_time
from rustok.tenancy.backend.keys import range_key, tenant_key
from rustok.tenancy.context import PLATFORM, current_scope, require_tenant_id
from rustok.tenancy.partitions import Interval


class CurrentTenant(Expression):
    """The tenant in scope, looked up when the SQL is compiled.

    So a queryset built at import time, or in another scope, cannot pin a tenant. With ``platform_sees_all`` a
    comparison with it is left out in the platform's scope.
    """

    allowed_default = True

    def __init__(self, *, platform_sees_all: bool = False) -> None:
        super().__init__(output_field=models.UUIDField())
        self.platform_sees_all = platform_sees_all

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """Return the tenant's id as a parameter.

        :raises TenantRequired: no tenant is in scope.
        """
        if self.platform_sees_all and current_scope() is PLATFORM:
            raise FullResultSet
        return "%s", [require_tenant_id()]

    def __repr__(self) -> str:
        return "CurrentTenant()"


class TenantKey(models.ForeignKey):
    """The ``tenant_id`` of a tenant table; filled from the scope.

    It marks the table for the schema editor: primary key ``(tenant_id, id)``, forced row-level security with its
    policies, composite foreign keys. ``hash_partitions`` splits the table by tenant; ``platform=True`` opens it to
    :func:`~rustok.tenancy.context.platform_scope`. It has no constraint in the database, so that no foreign key
    leaves a tenant's schema and one schema is a complete export.
    """

    is_tenant_key: ClassVar[bool] = True

    def __init__(
        self,
        to: Any = "rustok_tenancy.Tenant",
        on_delete: Any = models.PROTECT,
        *,
        platform: bool = False,
        hash_partitions: int = 0,
        **kwargs: Any,
    ) -> None:
        self.platform = platform
        self.hash_partitions = hash_partitions
        kwargs.setdefault("db_constraint", False)
        kwargs.setdefault("db_index", False)
        kwargs.setdefault("editable", False)
        kwargs.setdefault("related_name", "+")
        super().__init__(to, on_delete, **kwargs)

    def deconstruct(self) -> Any:
        """Describe the field to migrations."""
        name, path, args, kwargs = super().deconstruct()
        for keyword in ("db_constraint", "db_index", "editable", "on_delete", "related_name", "to"):
            kwargs.pop(keyword, None)
        if self.platform:
            kwargs["platform"] = True
        if self.hash_partitions:
            kwargs["hash_partitions"] = self.hash_partitions
        return name, path, args, kwargs

    def pre_save(self, model_instance: Any, add: bool) -> Any:
        """Fill the tenant from the scope where the caller gave none.

        :raises TenantRequired: no tenant is in scope.
        """
        value = getattr(model_instance, self.attname)
        if value is None:
            value = require_tenant_id()
            setattr(model_instance, self.attname, value)
        return value

    def current_condition(self, alias: str) -> Exact:
        """Return the condition that keeps a query on the table ``alias`` inside the scope."""
        return Exact(self.get_col(alias), CurrentTenant(platform_sees_all=self.platform))


class TenantForeignKey(models.ForeignKey):
    """A reference between tenant tables: in the database ``(tenant_id, x_id) -> (tenant_id, id)``.

    The tenant also joins every JOIN and every ``obj.related`` lookup, so that partitions are pruned. Its index, unless
    ``db_index=False``, is on ``(tenant_id, x_id)``.
    """

    is_tenant_foreign_key: ClassVar[bool] = True

    def get_extra_restriction(self, alias: str | None, related_alias: str) -> Any:
        """Put ``target.tenant_id = source.tenant_id`` into the JOIN; ``alias`` is the target."""
        mine, other = tenant_key(self.model), tenant_key(self.remote_field.model)
        if mine is None or other is None:
            return None
        return Exact(other.get_col(alias), mine.get_col(related_alias))

    def get_extra_descriptor_filter(self, instance: Any) -> Any:
        """Put the tenant into the query behind ``instance.related``."""
        mine, other = tenant_key(self.model), tenant_key(self.remote_field.model)
        if mine is None or other is None or not hasattr(instance, mine.attname):
            return {}
        return {other.attname: getattr(instance, mine.attname)}


class PartitionTimestamp(models.DateTimeField):
    """The creation time that a table is partitioned by; always the time within the row's UUIDv7.

    ``interval`` is ``"month"`` or ``"quarter"``. The primary key becomes ``(tenant_id, id, <this>)``. Give the model
    a ``CheckConstraint(condition=Q(created_at=UuidTimestamp("id")))``, so that the time can always be derived.
    """

    is_range_key: ClassVar[bool] = True

    def __init__(self, *args: Any, interval: Interval = "quarter", **kwargs: Any) -> None:
        self.interval: Interval = interval
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """Describe the field to migrations."""
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("editable", None)
        kwargs["interval"] = self.interval
        return name, path, args, kwargs

    def pre_save(self, model_instance: Any, add: bool) -> Any:
        """Derive the time from the row's id."""
        if getattr(model_instance, self.attname) is None:
            setattr(model_instance, self.attname, id_time(model_instance.pk))
        return getattr(model_instance, self.attname)


class UuidTimestamp(models.Func):
    """``uuid_extract_timestamp(x)``: the time within a UUIDv7."""

    function = "uuid_extract_timestamp"
    arity = 1
    output_field = models.DateTimeField()


class PartitionedForeignKey(TenantForeignKey):
    """A reference to a table partitioned by time.

    The model needs, beside ``order = PartitionedForeignKey(Order, ..., time_column="order_created_at")``, the column
    itself: ``order_created_at = GeneratedField(expression=UuidTimestamp("order_id"), ...)``. The database key, every
    JOIN and every ``line.order`` carry it, so that one partition is read.
    """

    def __init__(self, to: Any, on_delete: Any, *, time_column: str, **kwargs: Any) -> None:
        self.time_column = time_column
        super().__init__(to, on_delete, **kwargs)

    def deconstruct(self) -> Any:
        """Describe the field to migrations."""
        name, path, args, kwargs = super().deconstruct()
        kwargs["time_column"] = self.time_column
        return name, path, args, kwargs

    def get_extra_restriction(self, alias: str | None, related_alias: str) -> Any:
        """Add the partition column to the JOIN."""
        tenant = super().get_extra_restriction(alias, related_alias)
        target = cast(Any, range_key(self.remote_field.model))
        mine = cast(Any, self.model._meta.get_field(self.time_column))
        time: Any = Exact(target.get_col(alias), mine.get_col(related_alias))
        return WhereNode([tenant, time], connector=AND)

    def get_extra_descriptor_filter(self, instance: Any) -> Any:
        """Add the partition column to the query behind ``instance.related``."""
        found = super().get_extra_descriptor_filter(instance)
        value = getattr(instance, self.attname, None)
        target = cast(Any, range_key(self.remote_field.model))
        return {**found, target.attname: id_time(value)} if value is not None else found
