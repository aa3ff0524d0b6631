"""The scripts of ``docs/examples`` do what they say, asked of the same servers as the storms."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from rustok.auth.dto import CreateUserRequest
from rustok.auth.services import users
from rustok.rbac.roles import Role
from rustok.tenancy.context import no_scope
from rustok_commerce import models
from rustok_outbox.relay import drain
from tests.factories import commerce, selling
from tests.rustok_commerce.races.server import Servers
from tests.rustok_commerce.races.shop import anomalies

pytestmark = [
    pytest.mark.processes,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("races"),
]
EXAMPLES = Path(__file__).resolve().parents[3] / "docs" / "examples"


@pytest.mark.parametrize("script", ["shop.sh", "shop-graphql.sh"])
def test_an_example_sells_ships_and_refunds(servers: Servers, script: str, tmp_path: Path, settings: Any) -> None:
    search = {**settings.RUSTOK["search"], "path": tmp_path / "search"}
    settings.RUSTOK = {**settings.RUSTOK, "search": search}
    staff = CreateUserRequest(email="clerk@a.test", role=Role.ADMIN, password="a long enough password")
    users.create_user(commerce.system(), staff)
    selling.method("post", selling.shipping_zone("de", "DE"), {"currency": "USD", "amount": 495})
    commerce.product(published=True, title="Lantern\nof brass")
    with no_scope():
        drain()
    environment = {
        **os.environ,
        "BASE": f"http://127.0.0.1:{servers.port}",
        "HOST": "a.test",
        "STAFF_EMAIL": "clerk@a.test",
        "STAFF_PASSWORD": "a long enough password",
    }

    done = subprocess.run([EXAMPLES / script], env=environment, capture_output=True, text=True, timeout=120)

    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    order = models.Order.objects.get()
    last = f"placed, partially_refunded, fulfilled; taken {order.total}, given back 1999"
    assert f"order {order.number}: {last}" in done.stdout.replace("\n", " ").replace("  ", " ")
    assert (order.total, order.captured_total, order.refunded_total) == (2 * 1999 + 495, 2 * 1999 + 495, 1999)
    level = models.StockLevel.objects.get()
    assert (level.on_hand, level.reserved) == (8, 0)
    assert models.TrialPayment.objects.get().refunded == 1999
    assert models.Payment.objects.count() == 1
    assert anomalies() == []
