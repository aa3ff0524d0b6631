"""Make partitions by time before they are needed. The runtime role may do it: the work is in a definer's function."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.conf import settings
from django.db import connection

from rustok.tenancy.backend.keys import range_key
from rustok.tenancy.context import PUBLIC_SCHEMA, no_scope, platform_scope
from rustok.tenancy.models import Cell
from rustok.tenancy.partitions import AHEAD, Interval


def partitioned_tables() -> Iterator[tuple[str, str, Interval]]:
    """Iterate over (schema, table, interval) of every table partitioned by time."""
    with platform_scope():
        cells = list(Cell.objects.order_by("schema_name").values_list("schema_name", flat=True))
    for model in apps.get_models():
        key = range_key(model)
        if key is None or not model._meta.managed:
            continue
        shared = model._meta.app_config is not None and model._meta.app_config.name in settings.SHARED_APPS
        for schema in [PUBLIC_SCHEMA] if shared else cells:
            yield schema, model._meta.db_table, key.interval


def ensure_partitions(*, ahead: int | None = None) -> list[str]:
    """Make the partitions of the current period and of those ahead; return the names of the new ones.

    :param ahead: periods after the current one; by default what :data:`rustok.tenancy.partitions.AHEAD` says.
    """
    made: list[str] = []
    for schema, table, interval in list(partitioned_tables()):
        with no_scope(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT public.rustok_ensure_partitions(%s, %s, %s, %s)",
                [schema, table, interval, AHEAD[interval] if ahead is None else ahead],
            )
            (names,) = cursor.fetchone()
        made.extend(f"{schema}.{name}" for name in names)
    return made
