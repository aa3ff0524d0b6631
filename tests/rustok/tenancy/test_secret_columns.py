"""Every column whose name smells like a secret is declared as one, or said here to be none."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Final

import orjson
import pytest
from django.db import models

from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant, TenantModel
from rustok.tenancy.services.transfer.exporting import export_tenant
from rustok.tenancy.services.transfer.rows import tables, without_secrets
from rustok_commerce import models as commerce

SMELL: Final = re.compile(
    r"token|secret|(?:^|_)key|password|passphrase|hash|(?:^|_)seed|salt|nonce|signature|credential|private|otp|pin(?:_|$)"
)
NO_SECRETS: Final = {
    ("users", "token_version"): "a counter",
    ("members", "name_key"): "the name without its case",
    ("members", "is_private"): "a switch",
    ("composer_drafts", "key"): "where a draft belongs",
    ("commerce_attributes", "key"): "a name for programs",
    ("commerce_attribute_values", "key"): "a name for programs",
    ("commerce_product_types", "key"): "a name for programs",
    ("commerce_product_options", "key"): "a name for programs",
    ("commerce_product_option_values", "key"): "a name for programs",
    ("commerce_cart_lines", "personalisation_key"): "what two lines are compared by",
    ("commerce_promotion_uses", "customer_key"): "the order's e-mail address",
    ("commerce_promotion_customers", "customer_key"): "the order's e-mail address",
}


def columns() -> set[tuple[str, str]]:
    return {
        (model._meta.db_table, field.column)
        for model in tables(with_secrets=True)
        for field in model._meta.concrete_fields
        if field.column is not None and SMELL.search(field.column)
    }


def test_columns_that_smell_like_secrets_are_declared_or_said_to_be_none() -> None:
    declared = {
        (model._meta.db_table, name)
        for model in tables(with_secrets=True)
        if issubclass(model, TenantModel)
        for name in model.secret_columns
    }
    proofs = {model._meta.db_table for model in tables(with_secrets=True) if getattr(model, "only_proofs", False)}

    undeclared = {(table, name) for table, name in columns() - declared - NO_SECRETS.keys() if table not in proofs}
    assert undeclared == set(), "declare them as secret_columns, or say above what they are"
    assert NO_SECRETS.keys() <= columns() - declared, "what is said to be no secret is there, and not declared"


def test_what_is_declared_is_a_column() -> None:
    for model in tables(with_secrets=True):
        names = {field.column for field in model._meta.concrete_fields}
        assert set(getattr(model, "secret_columns", ())) <= names, model._meta.db_table


@pytest.mark.parametrize("model", [m for m in tables(with_secrets=True) if getattr(m, "secret_columns", ())])
def test_a_secret_is_replaced_by_what_fits_the_column_and_nobody_knows(model: type[models.Model]) -> None:
    row = {name: {"client": "known"} if is_json(model, name) else "known" for name in model.secret_columns}  # type: ignore[attr-defined]

    done = without_secrets(model, dict(row))

    for name, value in done.items():
        field = model._meta.get_field(name)
        assert "known" not in str(value)
        assert field.to_python(value) == value or str(field.to_python(value)) == value
        if isinstance(field, models.CharField):
            assert 32 < len(value) <= (field.max_length or 0)
    assert without_secrets(model, dict(row)) != done or all(is_json(model, name) for name in row)
    empty = dict.fromkeys(row)
    assert without_secrets(model, dict(empty)) == empty


@pytest.mark.django_db
def test_keys_of_requests_and_what_providers_told_stay_behind(tenant_a: Tenant) -> None:
    with tenant_scope(tenant_a):
        payment = commerce.Payment.objects.create(
            cart_id=tenant_a.id, provider="test", state="pending", currency="USD", amount=100, client_data={"s": "pi_x"}
        )
        commerce.PaymentAttempt.objects.create(
            payment=payment, kind="create", status="pending", amount=100, request_hash="h" * 64, request_key="k" * 32
        )
        told = {"client_secret": "pi_y"}
        commerce.PaymentEvent.objects.create(provider="test", event_id="e1", type="x", payload=told)
        file = io.BytesIO()
        export_tenant(file)

    lines = zipfile.ZipFile(file).read("tenant.jsonl")
    found = {line["table"]: line["row"] for line in map(orjson.loads, lines.splitlines()) if "table" in line}
    assert found["commerce_payments"]["client_data"] == {}
    assert found["commerce_payment_events"]["payload"] == {}
    assert found["commerce_payment_attempts"]["request_key"][0] == "!"
    for secret in (b"pi_x", b"pi_y", b"k" * 32, b"h" * 64):
        assert secret not in lines


def is_json(model: type[models.Model], name: str) -> bool:
    return isinstance(model._meta.get_field(name), models.JSONField)
