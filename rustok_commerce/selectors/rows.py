"""Reads many rows at the cost of their columns, not of their models' constructors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import BooleanField, F, Func, Model
from django.db.models.base import ModelState

from rustok.tenancy.context import require_tenant_id

M = TypeVar("M", bound=Model)


def read(model: type[M], rows: Any, *, without: tuple[str, ...] = ()) -> Iterator[M]:
    """Yield the rows of a query as objects of their model, a third as dear as the query's own objects.

    No signal tells of them. A column that is left out is read from the database, at the price of a statement, when it
    is asked for after all.

    :param without: columns that nobody will look at.
    """
    names = _names(model, without)
    tenant_id = require_tenant_id()
    for values in rows.values_list(*names):
        row = model.__new__(model)
        attributes = row.__dict__
        state = ModelState()
        state.adding, state.db = False, "default"
        attributes["_state"] = state
        attributes["tenant_id"] = tenant_id
        attributes.update(zip(names, values, strict=True))
        yield row


class Among(Func):
    """``column = ANY(ids)``: one parameter however many ids there are, where ``__in`` has one for each.

    With thousands of them, preparing and binding those costs more than reading the rows.
    """

    output_field = BooleanField()

    def __init__(self, column: str, ids: Iterable[UUID]) -> None:
        """Compare a column of this model."""
        super().__init__(F(column))
        self._ids = list(ids)

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **extra: Any) -> tuple[str, Any]:
        """Write the comparison."""
        column, params = compiler.compile(self.get_source_expressions()[0])
        return f"{column} = ANY(%s::uuid[])", [*params, self._ids]


@lru_cache(maxsize=256)
def _names(model: type[Model], without: tuple[str, ...]) -> tuple[str, ...]:
    left_out = {"tenant_id", *without}
    return tuple(field.attname for field in model._meta.concrete_fields if field.attname not in left_out)
