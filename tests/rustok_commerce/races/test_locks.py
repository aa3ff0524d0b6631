"""What a held row keeps others from, and what it does not."""

from __future__ import annotations

import threading
from uuid import UUID

import pytest
from django.db import OperationalError, connection, transaction

from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant
from rustok_commerce import models
from tests.factories import commerce

pytestmark = pytest.mark.django_db(transaction=True)


def may_be_referred_to(tenant: Tenant, product_id: UUID) -> bool:
    """Look for a product as the foreign key of another transaction does."""
    found: list[bool] = []

    def look() -> None:
        try:
            with tenant_scope(tenant), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(
                    "SELECT 1 FROM commerce_products WHERE tenant_id = %s AND id = %s FOR KEY SHARE NOWAIT",
                    [tenant.id, product_id],
                )
                found.append(cursor.fetchone() is not None)
        except OperationalError:
            found.append(False)
        finally:
            connection.close()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    return found[0]


def test_a_row_held_for_a_change_may_be_referred_to(shop: Tenant) -> None:
    product = commerce.product()

    with transaction.atomic():
        held = models.Product.objects.for_update().get(id=product.id)
        held.title = "Another"
        held.save()

        assert may_be_referred_to(shop, product.id)


def test_a_row_that_is_going_to_be_deleted_may_not(shop: Tenant) -> None:
    product = commerce.product()

    with transaction.atomic():
        models.Product.objects.for_update(keys=True).get(id=product.id)

        assert not may_be_referred_to(shop, product.id)

    assert may_be_referred_to(shop, product.id)
