"""Changes things until it is stopped."""

from __future__ import annotations

import random
import time
from uuid import UUID

from django.db import Error, connection, transaction

from rustok.context import RequestContext
from rustok.tenancy.context import platform_scope, tenant_scope
from rustok.tenancy.models import Tenant
from tests.rustok_outbox.ledger import books


def write(*, seed: int, rate: float) -> None:
    """Write about ``rate`` changes a second; go on when PostgreSQL is back."""
    chance = random.Random(seed)
    tenants: list[Tenant] = []
    things = [UUID(int=0x01900000_0000_7000_8000_000000000000 + number) for number in range(40)]
    while True:
        try:
            if not tenants:
                with platform_scope(), transaction.atomic():
                    tenants = list(Tenant.objects.select_related("cell").filter(is_platform=False))
            tenant = chance.choice(tenants)
            with tenant_scope(tenant), transaction.atomic():
                ctx = RequestContext.system(tenant.id)
                for thing in sorted(chance.sample(things, chance.choice((1, 1, 1, 3)))):
                    books.change(ctx, UUID(int=thing.int ^ tenant.id.int & 0xFFFF))
        except Error:
            connection.close()
            time.sleep(0.1)
        time.sleep(chance.expovariate(rate))
