"""A checkout beside its floor: the same rows by bare SQL in one transaction; carts of any size; many buyers at a time.

The floor knows what to write: it copies the rows that a completion has written before. It locks what a checkout must
lock, takes stock by the conditional statement, draws a number, writes the order and its events, and commits.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from typing import Any, Final
from uuid import UUID

import orjson
import psycopg
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from benchmarks.figures import Row, row
from benchmarks.home import say
from benchmarks.posting import post
from benchmarks.world import World
from rustok.api.wsgi import application
from rustok.ids import generate_id, id_time, to_ulid
from rustok.tenancy.context import tenant_scope
from rustok_commerce import models
from rustok_commerce.services import reservations, stock_plans
from rustok_outbox.services import log
from tests.rustok_commerce.races.shop import Filled, carts_with, variant_of

_PIECES: Final = 1_000_000
_SIZES: Final = (0, 50, 99)
_CLIENTS: Final = 4
_SECONDS: Final = 3.0
_PRICE: Final = 1999

_WRITTEN: Final = """
SELECT o.id AS order_id, c.status AS cart,
    (SELECT count(*) FROM commerce_order_numbers n WHERE n.order_id = o.id) AS numbers,
    (SELECT count(*) FROM commerce_order_lines l WHERE l.order_id = o.id) AS lines,
    (SELECT count(*) FROM commerce_order_shipping s WHERE s.order_id = o.id) AS deliveries,
    (SELECT count(*) FROM commerce_order_discounts d WHERE d.order_id = o.id) AS discounts,
    (SELECT count(*) FROM commerce_order_transitions t WHERE t.order_id = o.id) AS transitions,
    (SELECT count(*) FROM commerce_stock_reservations r WHERE r.order_id = o.id) AS reservations,
    (SELECT count(*) FROM commerce_payments p WHERE p.order_id = o.id) AS payments,
    (SELECT count(*) FROM commerce_payment_attempts a JOIN commerce_payments p ON p.id = a.payment_id
      WHERE p.order_id = o.id) AS attempts,
    (SELECT array_agg(e.type ORDER BY e.type) FROM sys_events e WHERE e.aggregate_id IN (o.id, c.id)) AS events
  FROM commerce_carts c JOIN commerce_orders o ON o.cart_id = c.id WHERE c.id = %s
"""

App = Callable[[dict[str, Any], Callable[..., Any]], Any]


def checkout(world: World, rounds: int) -> list[Row]:
    """Measure completions in turn with the floor, in this process; then additions to carts; then many at a time."""
    stack: App = application()
    with tenant_scope(world.tenant):
        variant = variant_of(stock=_PIECES, price=_PRICE)
        carts = carts_with(variant, 2 * rounds + 60, price=_PRICE, method="manual")
    _complete(stack, carts[0])
    floor = Floor(world.environment["DATABASE_URL"], world.tenant.id, carts[0].id)
    times: dict[str, list[float]] = {"floor": [], "stack": []}
    say("checkouts …")
    try:
        for n in range(1, rounds + 20):
            for which, cart, buy in (
                ("floor", carts[2 * n], lambda cart: floor.complete(cart.id)),
                ("stack", carts[2 * n + 1], lambda cart: _complete(stack, cart)),
            ):
                started = time.perf_counter()
                buy(cart)
                if n >= 20:
                    times[which].append(time.perf_counter() - started)
        floor.compare(carts[2].id, carts[3].id)
    finally:
        floor.close()
    rows = [
        row("complete: floor, bare SQL", times["floor"]),
        row("complete: REST, manual payment", times["stack"], floor=times["floor"], goal="≥ 0.25 (4 × the floor)"),
    ]
    rows += _adding(world, stack, rounds)
    rows += _at_once(world, stack, variant)
    with tenant_scope(world.tenant):
        if drifts := reservations.check():
            raise RuntimeError(f"stock does not agree with what is promised: {drifts}")
    return rows


def _adding(world: World, stack: App, rounds: int) -> list[Row]:
    """Measure how long it takes to put a piece into carts of different sizes."""
    rows: list[Row] = []
    with tenant_scope(world.tenant):
        variants = [variant_of(stock=_PIECES, price=_PRICE) for _ in range(max(_SIZES) + 1)]
    smallest: list[float] | None = None
    for size in _SIZES:
        say(f"adding to a cart of {size} …")
        seen = []
        with tenant_scope(world.tenant):
            carts = carts_with(variants[0], rounds // 4 + 10, price=_PRICE)
            models.CartLine.objects.filter(cart_id__in=[cart.id for cart in carts]).delete()
            models.CartLine.objects.bulk_create(
                models.CartLine(
                    cart_id=cart.id,
                    product_id=generate_id(),
                    variant_id=variant.id,
                    quantity=1,
                    seen_price=_PRICE,
                )
                for cart in carts
                for variant in variants[:size]
            )
        for n, cart in enumerate(carts):
            body = {"variant_id": to_ulid(variants[-1].id), "quantity": 1}
            started = time.perf_counter()
            _post(stack, cart, "lines", body, 201)
            if n >= 10:
                seen.append(time.perf_counter() - started)
        smallest = smallest or seen
        rows.append(row(f"add to a cart of {size} lines", seen, floor=smallest, goal="constant: ≥ 0.80 of the first"))
    return rows


def _at_once(world: World, stack: App, variant: Any) -> list[Row]:
    """Let four buyers buy one thing at a time, for some seconds."""
    say("checkouts by four clients …")
    with tenant_scope(world.tenant):
        carts = iter(carts_with(variant, 600, price=_PRICE, method="manual"))
    lock = threading.Lock()
    seen: list[float] = []
    until = time.perf_counter() + _SECONDS

    def client() -> None:
        while time.perf_counter() < until:
            with lock:
                cart = next(carts, None)
            if cart is None:
                return
            started = time.perf_counter()
            _complete(stack, cart)
            seen.append(time.perf_counter() - started)

    begun = time.perf_counter()
    threads = [threading.Thread(target=client) for _ in range(_CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rate = len(seen) / (time.perf_counter() - begun)
    return [row(f"complete, {_CLIENTS} clients in one process: {rate:.0f}/s", seen)]


def _complete(stack: App, cart: Filled) -> None:
    _post(stack, cart, "complete", {}, 200)


def _post(stack: App, cart: Filled, step: str, data: Any, status: int) -> None:
    post(stack, cart.path(step), data, status=status, HTTP_X_CART_TOKEN=cart.token)


class Floor:
    """Writes what a completion writes, by bare SQL on one connection."""

    def __init__(self, url: str, tenant_id: UUID, cart_id: UUID) -> None:
        self.tenant_id = tenant_id
        self._connection = psycopg.connect(url, row_factory=dict_row, prepare_threshold=0)
        self._connection.execute(
            "SELECT set_config('app.tenant_id', %s, false), set_config('search_path', 'pool,public', false)",
            (str(tenant_id),),
        )
        order = self._rows("SELECT * FROM commerce_orders WHERE cart_id = %s", cart_id)[0]
        self._order = order
        self._lines = self._rows("SELECT * FROM commerce_order_lines WHERE order_id = %s", order["id"])
        self._moves = self._rows("SELECT * FROM commerce_order_transitions WHERE order_id = %s", order["id"])
        self._promised = self._rows("SELECT * FROM commerce_stock_reservations WHERE order_id = %s", order["id"])
        # What came with the order: its own events, the cart's, and that of the stock, which is of the order as well.
        self._events = self._rows(
            "SELECT * FROM sys_events WHERE aggregate_id = ANY(%s) AND type <> 'cart.updated'", [order["id"], cart_id]
        )
        self._connection.commit()

    def compare(self, ours: UUID, theirs: UUID) -> None:
        """Make sure that the floor has written as many rows of each kind for a cart as a completion has for another.

        :raises RuntimeError: it has not, and what it takes says nothing.
        """
        written = []
        for cart_id in (ours, theirs):
            row = self._rows(_WRITTEN, cart_id)[0]
            written.append({name: count for name, count in row.items() if name != "order_id"})
        self._connection.commit()
        if written[0] != written[1]:
            raise RuntimeError(f"the floor wrote {written[0]}, a completion {written[1]}")

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def complete(self, cart_id: UUID) -> None:
        """Make an order of a cart."""
        run = self._connection.execute
        tenant, order_id = self.tenant_id, generate_id()
        placed = id_time(order_id)
        run("SELECT * FROM commerce_carts WHERE tenant_id = %s AND id = %s FOR UPDATE", (tenant, cart_id)).fetchone()
        goods = run(
            "SELECT l.quantity, v.*, p.amount, s.id AS level_id, s.on_hand, s.reserved FROM commerce_cart_lines l"
            " JOIN commerce_variants v ON v.tenant_id = l.tenant_id AND v.id = l.variant_id"
            " JOIN commerce_prices p ON p.tenant_id = l.tenant_id AND p.variant_id = v.id AND p.currency = 'USD'"
            " JOIN commerce_stock_levels s ON s.tenant_id = l.tenant_id AND s.variant_id = v.id"
            " WHERE l.tenant_id = %s AND l.cart_id = %s",
            (tenant, cart_id),
        ).fetchall()
        paid = run(
            "SELECT * FROM commerce_payments WHERE tenant_id = %s AND cart_id = %s FOR UPDATE", (tenant, cart_id)
        ).fetchone()
        for each in goods:
            taken = each["quantity"]
            run(stock_plans.CHANGE, (taken, tenant, each["level_id"], taken, taken))
        number = run(
            "UPDATE commerce_number_sequences SET next_number = next_number + 1 WHERE tenant_id = %s AND kind = 'order'"
            " RETURNING next_number",
            (tenant,),
        ).fetchone()
        said = f"F{number['next_number'] if number else 0}"
        run(
            "INSERT INTO commerce_order_numbers (id, tenant_id, number, order_id, cart_id) VALUES (%s, %s, %s, %s, %s)",
            (generate_id(), tenant, said, order_id, cart_id),
        )
        self._copy("commerce_orders", [self._order], id=order_id, cart_id=cart_id, number=said, created_at=placed)
        self._copy("commerce_order_lines", self._lines, order_id=order_id)
        self._copy("commerce_order_transitions", self._moves, order_id=order_id)
        self._copy("commerce_stock_reservations", self._promised, order_id=order_id, order_line_id=generate_id())
        run(
            "UPDATE commerce_payments SET order_id = %s, version = version + 1 WHERE tenant_id = %s AND id = %s",
            (order_id, tenant, paid["id"] if paid else None),
        )
        run(
            "UPDATE commerce_carts SET status = 'completed', order_id = %s, updated_at = now()"
            " WHERE tenant_id = %s AND id = %s",
            (order_id, tenant, cart_id),
        )
        for event in self._events:
            event_id = generate_id()
            about = cart_id if event["aggregate_type"] == "cart" else order_id
            run(
                log._STORE,
                (
                    *(generate_id(), tenant, event["aggregate_type"], about, event["shard"], event_id, tenant),
                    *(id_time(event_id), event["aggregate_type"], about, event["type"], event["schema_version"]),
                    *(orjson.dumps(event["payload"]).decode(), event["correlation_id"], None, None, None),
                ),
            )
        self._connection.commit()

    def _rows(self, query: str, value: Any) -> list[dict[str, Any]]:
        return self._connection.execute(query, (value,)).fetchall()  # type: ignore[call-overload, no-any-return]

    def _copy(self, table: str, rows: Sequence[dict[str, Any]], **changes: Any) -> None:
        for found in rows:
            values = {**found, "id": generate_id(), **changes}
            # What an order's parts repeat of its time, the table works out from the id.
            values = {name: value for name, value in values.items() if name in found and name != "order_created_at"}
            columns, marks = ", ".join(values), ", ".join(["%s"] * len(values))
            given = [Jsonb(value) if isinstance(value, (dict, list)) else value for value in values.values()]
            self._connection.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", given)  # type: ignore[arg-type]
