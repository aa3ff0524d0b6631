"""Schema editor: a ``TenantKey`` on a model becomes keys, row-level security and partitions of its table.

Made here and not by RunSQL in migrations, so that no table can be forgotten and none differs from its model.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.backends.ddl_references import Columns, Statement, Table
from django.db.backends.postgresql import schema

from rustok.tenancy.backend.keys import range_key, tenant_key
from rustok.tenancy.partitions import first_partitions
from rustok.tenancy.roles import APP_ROLE, PLATFORM_ROLE

CURRENT_TENANT_SQL = "(SELECT nullif(current_setting('app.tenant_id', true), '')::uuid)"
"""The tenant of the session. A sub-select, so that it is computed once per statement; ``nullif``, because the setting
is an empty string after a SET LOCAL has ended."""


class DatabaseSchemaEditor(schema.DatabaseSchemaEditor):
    """Emits composite keys ``(tenant_id, id)``, forced row-level security, policies and partitions."""

    # Foreign keys of added columns then take the same way as those of new tables: through _create_fk_sql().
    sql_create_column_inline_fk = None  # type: ignore[assignment]

    def create_model(self, model: Any) -> None:
        """Create the table and everything its tenant key asks for."""
        super().create_model(model)
        key = tenant_key(model)
        if key is None:
            return
        table = model._meta.db_table
        partitioned_by_time = range_key(model)
        if partitioned_by_time is not None:
            for statement in first_partitions(table, partitioned_by_time.interval):
                self.execute(statement)
        else:
            for remainder in range(key.hash_partitions):
                self.execute(
                    f"CREATE TABLE {self.quote_name(f'{table}_p{remainder}')} PARTITION OF {self.quote_name(table)}"
                    f" FOR VALUES WITH (MODULUS {key.hash_partitions}, REMAINDER {remainder})"
                )
        self.secure_table(table, key.column, platform=key.platform)

    def secure_table(self, table: str, tenant_column: str, *, platform: bool) -> None:
        """Force row-level security on a table and give it its policies."""
        name, column = self.quote_name(table), self.quote_name(tenant_column)
        mine = f"{column} = {CURRENT_TENANT_SQL}"
        self.execute(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
        self.execute(f"CREATE POLICY tenant_isolation ON {name} TO {APP_ROLE} USING ({mine}) WITH CHECK ({mine})")
        # Migrations, backups and the search views run as the owner; explicit, where BYPASSRLS would be for everything.
        self.execute(f"CREATE POLICY owner_all ON {name} TO CURRENT_USER USING (true) WITH CHECK (true)")
        if platform:
            self.execute(f"CREATE POLICY platform_all ON {name} TO {PLATFORM_ROLE} USING (true) WITH CHECK (true)")

    def table_sql(self, model: Any) -> Any:
        """Return CREATE TABLE with the composite key and the partitioning."""
        sql, parameters = super().table_sql(model)
        key = tenant_key(model)
        if key is None:
            return sql, parameters
        columns = [key.column, model._meta.pk.column]
        by_time = range_key(model)
        if by_time is not None:
            columns.append(by_time.column)
        definition = str(sql)
        if not definition.endswith(")"):
            raise NotImplementedError(f"{model._meta.label}: a tenant table takes no tablespace")
        definition = f"{definition[:-1]}, PRIMARY KEY ({', '.join(map(self.quote_name, columns))}))"
        if by_time is not None:
            definition += f" PARTITION BY RANGE ({self.quote_name(by_time.column)})"
        elif key.hash_partitions:
            definition += f" PARTITION BY HASH ({self.quote_name(key.column)})"
        return definition, parameters

    def _iter_column_sql(
        self, column_db_type: Any, params: Any, model: Any, field: Any, field_db_params: Any, include_default: bool
    ) -> Iterator[str]:
        parts = super()._iter_column_sql(  # type: ignore[misc]
            column_db_type, params, model, field, field_db_params, include_default
        )
        composite = tenant_key(model) is not None
        return (part for part in parts if not (composite and part == "PRIMARY KEY"))

    def _create_fk_sql(self, model: Any, field: Any, suffix: str) -> Statement:
        target = field.target_field.model
        mine, other = tenant_key(model), tenant_key(target)
        if mine is None or other is None:
            return super()._create_fk_sql(model, field, suffix)  # type: ignore[misc,no-any-return]
        columns, to_columns = [mine.column, field.column], [other.column, field.target_field.column]
        by_time = range_key(target)
        if by_time is not None:
            # The target's key ends with its partition column; the source generates it from the id.
            columns.append(field.time_column)
            to_columns.append(by_time.column)
        table, to_table = model._meta.db_table, target._meta.db_table
        return Statement(
            self.sql_create_fk,
            table=Table(table, self.quote_name),
            name=self._fk_constraint_name(model, field, suffix),  # type: ignore[attr-defined]
            column=Columns(table, columns, self.quote_name),
            to_table=Table(to_table, self.quote_name),
            to_column=Columns(to_table, to_columns, self.quote_name),
            deferrable=self.connection.ops.deferrable_sql(),
        )

    def _field_indexes_sql(self, model: Any, field: Any) -> list[Any]:
        key = tenant_key(model)
        if key is None or not getattr(field, "is_tenant_foreign_key", False):
            return super()._field_indexes_sql(model, field)  # type: ignore[misc,no-any-return]
        if not self._field_should_be_indexed(model, field):  # type: ignore[attr-defined]
            return []
        return [self._create_index_sql(model, fields=[key, field])]  # type: ignore[attr-defined]

    def _constraint_names(self, model: Any, column_names: Any = None, **kwargs: Any) -> list[str]:
        found: list[str] = super()._constraint_names(model, column_names, **kwargs)  # type: ignore[misc]
        key = tenant_key(model)
        if found or key is None or not column_names or len(column_names) != 1:
            return found
        if not (kwargs.get("foreign_key") or kwargs.get("index")):
            return found
        composite = [key.column, *column_names]
        return super()._constraint_names(model, composite, **kwargs)  # type: ignore[misc,no-any-return]
