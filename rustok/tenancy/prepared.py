"""Rows by statements that PostgreSQL has prepared: for the few commands that run so often that statements are dear.

A queryset is put together, compiled, bound and planned anew whenever it is asked, which takes many times what its row
does. What is here is written once and then only run (:mod:`rustok.tenancy.backend.reads`). It asks for no model signals
and no defaults of a changed row: commands tell what happened by events.

Row-level security holds as for every statement. Each names the tenant besides, so that its indexes are used.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from operator import attrgetter
from typing import Any, Final, Generic, TypeVar
from uuid import UUID

from django.db import DatabaseError, connections
from django.db.models import JSONField, Model
from django.db.models.base import ModelState
from django.db.transaction import TransactionManagementError

from rustok.tenancy.backend.keys import range_key
from rustok.tenancy.context import require_tenant_id

M = TypeVar("M", bound=Model)

_SKIPPED: Final = frozenset({"tenant_id"})


def rows(statement: str, *params: Any) -> list[tuple[Any, ...]]:
    """Run a prepared statement that reads; return its rows as tuples."""
    wrapper: Any = connections["default"]
    found: list[tuple[Any, ...]] = wrapper.reader.rows(statement, params)
    return found


def written(statement: str, *params: Any) -> list[tuple[Any, ...]]:
    """Run a statement that writes, and returns rows, in the caller's transaction.

    :raises TransactionManagementError: none is open; a read whose connection has died is asked again, a write never.
    """
    if not connections["default"].in_atomic_block:
        raise TransactionManagementError("a prepared statement that writes needs a transaction")
    return rows(statement, *params)


class Read(Generic[M]):
    """A read of rows of one model, or of several joined ones, that is always the same but for its values.

    ``source`` is what comes after ``SELECT … FROM``; its first value is the tenant's id. ``joined`` are the other
    models by the name of their table in ``source``; each is put into the attribute that is named after it, None where
    nothing was joined. An attribute of a joined one is reached by its path (``product__tax_class``). ``also`` are
    expressions by the attribute that holds what they come to.
    """

    def __init__(
        self,
        model: type[M],
        name: str,
        source: str,
        *,
        also: Mapping[str, str] | None = None,
        **joined: tuple[str, type[Model]],
    ) -> None:
        self._parts: list[tuple[str, str, type[Model]]] = [("", name, model)]
        self._parts += [(path.replace("__", "."), name, other) for path, (name, other) in joined.items()]
        self._also = dict(also or {})
        self._source = source

    def all(self, *values: Any) -> list[M]:
        """Return the rows for these values."""
        tenant_id = require_tenant_id()
        return [self._made(row, tenant_id) for row in rows(self._statement, tenant_id, *values)]

    def first(self, *values: Any) -> M | None:
        """Return the first row for these values, None where there is none."""
        return next(iter(self.all(*values)), None)

    @cached_property
    def _statement(self) -> str:
        columns = [
            f'{name}."{field.column}"' + ("::text" if isinstance(field, JSONField) else "")
            for _, name, model in self._parts
            for field in _fields(model)
        ]
        return f"SELECT {', '.join([*columns, *self._also.values()])} FROM {self._source}"

    @cached_property
    def _slices(self) -> list[tuple[str, type[Model], tuple[str, ...], tuple[str, ...], slice]]:
        found, start = [], 0
        for path, _, model in self._parts:
            fields = _fields(model)
            names = tuple(field.attname for field in fields)
            texts = tuple(field.attname for field in fields if isinstance(field, JSONField))
            found.append((path, model, names, texts, slice(start, start + len(fields))))
            start += len(fields)
        return found

    def _made(self, row: tuple[Any, ...], tenant_id: Any) -> M:
        (_, model, names, texts, part), *joined = self._slices
        made: Any = _object(model, names, texts, row[part], tenant_id)
        for path, model, names, texts, part in joined:
            owner, _, attribute = path.rpartition(".")
            holder = attrgetter(owner)(made) if owner else made
            if holder is not None:
                values = row[part]
                # The key of a row that there is is never null.
                there = None if values[0] is None else _object(model, names, texts, values, tenant_id)
                holder._state.fields_cache[attribute] = there
        if self._also:
            made.__dict__.update(zip(self._also, row[-len(self._also) :], strict=True))
        return made  # type: ignore[no-any-return]


def insert(*groups: Sequence[Model], then: str = "", values: Sequence[Any] = ()) -> None:
    """Insert new rows, of as many tables as there are groups, by one statement; a group has rows of one model.

    ``then`` is what the same statement does besides, with ``values``: perhaps some common table expressions, each with
    a comma before it, and a last change. The rows that were inserted are there by ``new_`` and the name of their table.
    Parts of a statement run in no order but that in which one reads what another returns.

    :raises IntegrityError: a constraint refuses them; then none is there.
    """
    filled = [group for group in groups if group]
    if not filled:
        return
    said = [_text([_said(row) for row in group]) for group in filled]
    written(_insert(tuple(type(group[0]) for group in filled), then), *said, *values)
    for group in filled:
        for row in group:
            row._state.adding, row._state.db = False, "default"


def update(row: Model, *names: str) -> None:
    """Write fields of a row, whose lock the caller holds.

    :raises DatabaseError: there is no such row of the tenant.
    """
    model = type(row)
    time = range_key(model)
    keys = [row.pk] if time is None else [row.pk, getattr(row, time.attname)]
    said = {field.column: field.pre_save(row, False) for field in _named(model, names)}
    if not written(_update(model, names), _text(said), require_tenant_id(), *keys):
        raise DatabaseError(f"{model.__name__} {row.pk} is not there any more")


@lru_cache(maxsize=256)
def _fields(model: type[Model]) -> tuple[Any, ...]:
    """Return the columns of a model, its key first, without the tenant."""
    fields: Sequence[Any] = model._meta.concrete_fields
    return tuple(
        sorted((field for field in fields if field.attname not in _SKIPPED), key=lambda field: not field.primary_key)
    )


@lru_cache(maxsize=256)
def _named(model: type[Model], names: tuple[str, ...]) -> tuple[Any, ...]:
    fields: Any = model._meta
    return tuple(fields.get_field(name) for name in names)


@lru_cache(maxsize=256)
def _written(model: type[Model]) -> tuple[Any, ...]:
    return tuple(field for field in model._meta.concrete_fields if not field.generated)


def _object(
    model: type[Model], names: Sequence[str], texts: Sequence[str], values: Sequence[Any], tenant_id: Any
) -> Model:
    made: Any = model.__new__(model)
    attributes = made.__dict__
    state = ModelState()
    state.adding, state.db = False, "default"
    attributes["_state"] = state
    attributes["tenant_id"] = tenant_id
    attributes.update(zip(names, values, strict=True))
    for name in texts:
        if attributes[name] is not None:
            attributes[name] = json.loads(attributes[name])
    return made  # type: ignore[no-any-return]


def _said(row: Model) -> Mapping[str, Any]:
    # What a field fills in by itself, as the tenant and the time within an id, it does before it is saved.
    return {field.column: field.pre_save(row, True) for field in _written(type(row))}


# Python's own JSON: that of orjson has no numbers of any length, which a column may hold.


def _text(said: Any) -> str:
    return json.dumps(said, default=_plain, allow_nan=False)


def _plain(value: object) -> str:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, dt.datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is in no column that is written prepared")


# A row is sent as one text, whatever its columns: values sent one by one would be prepared anew for each of their
# types, and a small number is not of the type of a large one.


@lru_cache(maxsize=256)
def _insert(models: tuple[type[Model], ...], then: str) -> str:
    if then:
        made = ", ".join(f"new_{model._meta.db_table} AS ({_inserted(model)} RETURNING *)" for model in models)
        return f"WITH {made} {then} RETURNING 1"
    *before, last = [_inserted(model) for model in models]
    parts = ", ".join(f"part_{n} AS ({part})" for n, part in enumerate(before))
    return f"{'WITH ' + parts if parts else ''} {last} RETURNING 1"


def _inserted(model: type[Model]) -> str:
    table = model._meta.db_table
    columns = ", ".join(f'"{field.column}"' for field in _written(model))
    return f'INSERT INTO "{table}" ({columns}) SELECT {columns} FROM json_populate_recordset(NULL::"{table}", %s::json)'


@lru_cache(maxsize=256)
def _update(model: type[Model], names: tuple[str, ...]) -> str:
    table = model._meta.db_table
    changes = ", ".join(f'"{field.column}" = said."{field.column}"' for field in _named(model, names))
    time = range_key(model)
    keys = ["id"] if time is None else ["id", time.column]
    chosen = " AND ".join(f'kept."{key}" = %s' for key in keys)
    return (
        f'UPDATE "{table}" kept SET {changes} FROM json_populate_record(NULL::"{table}", %s::json) said'
        f" WHERE kept.tenant_id = %s AND {chosen} RETURNING 1"
    )
