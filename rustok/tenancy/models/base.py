"""Base of every model whose rows belong to a tenant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar
from uuid import UUID

from django.db import models

from rustok.ids import generate_id, id_time
from rustok.tenancy.backend.keys import range_key, tenant_key
from rustok.tenancy.fields import CurrentTenant, TenantKey

M = TypeVar("M", bound=models.Model, covariant=True)


class TenantQuerySet(models.QuerySet[M]):
    """Rows of the tenant in scope. Evaluating it without a scope raises ``TenantRequired``."""

    def _filter_or_exclude_inplace(self, negate: bool, args: Any, kwargs: dict[str, Any]) -> None:
        if not negate:
            kwargs = self._with_time(kwargs)
        super()._filter_or_exclude_inplace(negate, args, kwargs)  # type: ignore[misc]

    def _with_time(self, kwargs: dict[str, Any]) -> dict[str, Any]:
        """Add the time within the id to a lookup by id, so that one partition is read and not all of them."""
        by_time = range_key(self.model)
        if by_time is None or by_time.name in kwargs:
            return kwargs
        for name in ("pk", "id", "pk__exact", "id__exact"):
            value = _uuid(getattr(kwargs.get(name), "pk", kwargs.get(name)))
            # An id without a time is in no table partitioned by it: the lookup itself finds nothing.
            if value is not None and value.version == 7:
                return {**kwargs, by_time.name: id_time(value)}
        return kwargs

    def for_update(self, *, keys: bool = False) -> Self:
        """Lock the rows of this table in id order, not those of joined ones.

        Rows that refer to them may be written meanwhile: what a foreign key looks for stays as it is.

        :param keys: not even that, for a row that is going to be deleted or that nothing may refer to from now on.
        """
        return self.select_for_update(of=("self",), no_key=not keys).order_by("pk")


def _uuid(value: Any) -> UUID | None:
    if isinstance(value, str):
        try:
            return UUID(value)
        except ValueError:
            return None
    return value if isinstance(value, UUID) else None


class TenantManager(models.Manager.from_queryset(TenantQuerySet)):  # type: ignore[misc]
    """Adds the tenant to every query, also to those Django makes itself (save, refresh, related objects)."""

    use_in_migrations = False

    def get_queryset(self) -> Any:
        """Return the rows of the tenant in scope."""
        key: Any = tenant_key(self.model)
        condition = CurrentTenant(platform_sees_all=key.platform)
        return super().get_queryset().filter(**{key.attname: condition})


class TenantModel(models.Model):
    """A table of tenants' rows: UUIDv7 ``id``, ``tenant``, and a manager that fails closed.

    In the database the primary key is ``(tenant_id, id)``. A subclass may replace ``tenant`` to set
    ``platform`` or ``hash_partitions``, names its ``db_table``, and inherits ``Meta`` from ``TenantModel.Meta``.

    ``secret_columns`` prove who somebody is or open a door, by themselves or by what they are made of: an export of the
    tenant replaces them. A table of ``only_proofs`` holds nothing else that is worth keeping, and stays behind.
    """

    id = models.UUIDField(primary_key=True, default=generate_id, editable=False)
    tenant = TenantKey()

    if TYPE_CHECKING:
        tenant_id: Any

    objects: ClassVar[Any] = TenantManager()
    secret_columns: ClassVar[tuple[str, ...]] = ()
    only_proofs: ClassVar[bool] = False

    class Meta:
        abstract = True
        base_manager_name = "objects"
