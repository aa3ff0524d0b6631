"""Numbers of orders and documents, each kind counted by itself in every shop."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.db import connection

from rustok.ids import generate_id
from rustok.tenancy.context import require_tenant_id
from rustok.tenancy.prepared import written

FIRST_ORDER: Final = 1001
"""A shop's first order does not say that it is the first."""

_ORDER_NUMBER: Final = """
WITH taken AS (
    INSERT INTO commerce_number_sequences AS sequence (id, tenant_id, kind, next_number)
    VALUES (%s, %s, 'order', %s + 1)
    ON CONFLICT (tenant_id, kind) DO UPDATE SET next_number = sequence.next_number + 1
    RETURNING tenant_id, next_number - 1 AS number
)
INSERT INTO commerce_order_numbers (id, tenant_id, number, order_id, cart_id)
SELECT %s, taken.tenant_id, COALESCE(settings.order_prefix, '') || taken.number, %s, %s
FROM taken LEFT JOIN commerce_sales_settings settings ON settings.tenant_id = taken.tenant_id
ON CONFLICT (tenant_id, number) DO NOTHING
RETURNING number
"""


def take_order_number(order_id: UUID, cart_id: UUID | None) -> str:
    """Give an order its number, which no other order of the shop has.

    The counter's row stays locked until the transaction ends, and every other order waits for it: take the number as
    late as possible. A transaction that fails leaves no gap, since the counter goes back with it.

    :raises IntegrityError: the cart has an order already.
    """
    values = (generate_id(), require_tenant_id(), FIRST_ORDER, generate_id(), order_id, cart_id)
    while True:
        # No row: with another prefix, an older order has this very number. The next one is free.
        for (number,) in written(_ORDER_NUMBER, *values):
            return str(number)


_NEXT: Final = """
INSERT INTO commerce_number_sequences AS sequence (id, tenant_id, kind, next_number)
VALUES (%s, %s, %s, 2)
ON CONFLICT (tenant_id, kind) DO UPDATE SET next_number = sequence.next_number + 1
RETURNING next_number - 1
"""


def take_next(kind: str) -> int:
    """Take the next number of a kind. The counter's row stays locked until the transaction ends, so there are no gaps.

    A transaction that is given up gives the number back, and nobody has got a later one meanwhile.
    """
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [generate_id(), require_tenant_id(), kind])
        return int(cursor.fetchone()[0])
