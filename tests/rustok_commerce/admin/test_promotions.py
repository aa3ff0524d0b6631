"""Promotions, coupons, gift cards and store credit in the operator's hands."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from rustok.rbac.roles import Role
from rustok.tenancy.models import Tenant
from rustok_commerce import models
from rustok_commerce.admin.promotion_fields import KINDS, is_shown_whole, shown_fields
from tests.factories import commerce
from tests.factories.promotions import TEN_PERCENT, stored_coupon, stored_promotion, usd
from tests.rustok_commerce.admin.operator import save, signed_in, typed

LIST = "/admin/rustok_commerce/promotion/"
CREDIT = "/admin/rustok_commerce/creditaccount/"


def told(answer: Any) -> str:
    """Return the text of a page."""
    return answer.content.decode() if isinstance(answer.content, bytes) else str(answer.content)


def changed(client: Client, url: str, **values: Any) -> Any:
    """Send a form with some values changed."""
    return save(client, url, {**typed(client, url), **values})


def test_a_promotion_is_made_by_words_and_switched_on(admin: Client) -> None:
    category = commerce.category(name="Lamps")
    product = commerce.product(handle="storm-lantern", variants=[commerce.variant(sku="MATCHES")])

    changed(
        admin,
        f"{LIST}add/",
        code="summer",
        name="Summer",
        kind="percent_lines",
        percent="12.5",
        maximums="20 usd",
        of_categories=[str(category.id)],
        of_products="storm-lantern, MATCHES",
        of_tags="light, summer",
        of_full_price="on",
        subtotal="50 USD, 45.50 EUR",
        quantity="2",
        name__ru="Лето",
        usage_limit="10",
    )

    row = models.Promotion.objects.get()
    assert (row.code, row.name, row.status, row.usage_limit) == ("summer", "Summer", "draft", 10)
    assert row.effect == {
        "percent": {
            "rate_ppm": 125_000,
            "maximums": usd(2000),
            "of": {
                "product_ids": [str(product.id)],
                "variant_ids": [str(product.variants[0].id)],
                "category_ids": [str(category.id)],
                "tags": ["light", "summer"],
                "skip_reduced": True,
            },
        }
    }
    assert row.conditions == [
        {"subtotal": {"minimums": [*usd(5000), {"currency": "EUR", "amount": 4550}]}},
        {"quantity": {"minimum": 2}},
    ]
    assert [(text.locale, text.name) for text in row.translations.all()] == [("ru", "Лето")]
    page = f"{LIST}{row.pk}/change/"
    before = (row.effect, row.conditions)
    save(admin, page, {**typed(admin, page), "rustok_commerce_promotion_switch_on": ""})
    row.refresh_from_db()
    assert (row.status, (row.effect, row.conditions)) == ("active", before)
    assert "holds now" in told(admin.get(LIST)).lower()


@pytest.mark.parametrize(
    ("typed_in", "effect"),
    [
        ({"kind": "percent_cart", "percent": "10"}, {"percent": {"rate_ppm": 100_000, "target": "cart"}}),
        ({"kind": "fixed_cart", "amounts": "5 USD"}, {"fixed": {"amounts": usd(500)}}),
        ({"kind": "fixed_lines", "amounts": "5 USD"}, {"fixed": {"amounts": usd(500), "target": "lines"}}),
        ({"kind": "fixed_price", "amounts": "9.99 USD"}, {"fixed_price": {"amounts": usd(999)}}),
        ({"kind": "free_shipping", "methods": "post, fast"}, {"free_shipping": {"method_codes": ["post", "fast"]}}),
        (
            {"kind": "buy_get", "buy_quantity": "2", "get_tags": "sock", "percent": "50", "limit": "3"},
            {"buy_get": {"buy_quantity": 2, "get_of": {"tags": ["sock"]}, "rate_ppm": 500_000, "limit": 3}},
        ),
        (
            {"kind": "tiered", "tiers": "50 USD: 5 %\n100 USD: 15 USD"},
            {
                "tiered": {
                    "tiers": [
                        {"minimums": usd(5000), "rate_ppm": 50_000},
                        {"minimums": usd(10_000), "amounts": usd(1500)},
                    ]
                }
            },
        ),
    ],
)
def test_every_effect_is_typed_stored_and_shown_again(
    admin: Client, typed_in: dict[str, str], effect: dict[str, Any]
) -> None:
    changed(admin, f"{LIST}add/", code="offer", name="Offer", **{"percent": "", **typed_in})

    row = models.Promotion.objects.get()
    assert row.effect == effect
    assert is_shown_whole(row)
    changed(admin, f"{LIST}{row.pk}/change/", name="Renamed")
    again = models.Promotion.objects.get()
    assert (again.name, again.effect, again.version) == ("Renamed", effect, 2)


@pytest.mark.parametrize(
    ("typed_in", "said"),
    [
        ({"kind": "fixed_cart", "amounts": "five"}, "is no amount"),
        ({"kind": "fixed_cart", "amounts": "5.001 USD"}, "is no amount in USD"),
        ({"kind": "fixed_cart", "amounts": "5 JPY"}, "does not sell in JPY"),
        ({"kind": "tiered", "tiers": "5 %"}, "is no tier"),
        ({"kind": "percent_lines", "percent": "101"}, "100"),
        ({"kind": "percent_lines", "percent": ""}, "rate_ppm"),
        ({"of_products": "nothing"}, "is called nothing"),
    ],
)
def test_what_cannot_be_meant_is_told_and_nothing_made(admin: Client, typed_in: dict[str, str], said: str) -> None:
    url = f"{LIST}add/"

    answer = admin.post(url, {**typed(admin, url), "code": "offer", "name": "Offer", **typed_in})

    assert answer.status_code == 200
    assert said in str(answer.context["adminform"].form.errors)
    assert not models.Promotion.objects.exists()


def test_what_the_api_made_and_the_form_cannot_show_stays(admin: Client) -> None:
    conditions: list[dict[str, Any]] = [
        {"subtotal": {"minimums": usd(3000), "of": {"tags": ["light"]}}},
        {"quantity": {"minimum": 2, "of": {"tags": ["warm"]}}},
    ]
    row = stored_promotion(conditions=conditions)

    answer = admin.get(f"{LIST}{row.pk}/change/")
    changed(admin, f"{LIST}{row.pk}/change/", name="Renamed")

    assert "say more than this form can" in told(answer)
    again = models.Promotion.objects.get()
    assert (again.name, again.conditions) == ("Renamed", conditions)


def test_products_and_categories_are_left_out(admin: Client) -> None:
    category, product = commerce.category(name="Books"), commerce.product(handle="lantern")

    new = {"code": "lamps", "name": "Lamps", "kind": "percent_lines", "percent": "10"}
    changed(admin, f"{LIST}add/", **new, of_not_categories=[str(category.id)], of_not_products="lantern")

    row = models.Promotion.objects.get()
    left_out = {"excluded_product_ids": [str(product.id)], "excluded_category_ids": [str(category.id)]}
    assert row.effect == {"percent": {"rate_ppm": 100_000, "of": left_out}}
    assert is_shown_whole(row)
    changed(admin, f"{LIST}{row.pk}/change/", name="All lamps")
    assert models.Promotion.objects.get().effect == row.effect
    url = f"{LIST}add/"
    sku = product.variants[0].sku
    refused = admin.post(url, {**typed(admin, url), **new, "code": "more", "of_not_products": sku})
    assert refused.context["adminform"].form.errors == {"of_not_products": [f"No product is called {sku}."]}


def test_a_form_shows_the_fields_of_the_chosen_kind(admin: Client) -> None:
    page = told(admin.get(f"{LIST}add/"))

    shown = shown_fields()
    assert all(f'x-show="{escape(condition)}"' in page for condition in shown.values())
    assert 'x-model.fill="kind"' in page

    def of(kind: str) -> set[str]:
        return {name for name, condition in shown.items() if f"'{kind}'" in condition}

    assert of("percent_shipping") == {"percent", "maximums"}
    assert of("free_shipping") == {"methods"}
    assert of("fixed_cart") == {"amounts", *(name for name in shown if name.startswith("of_"))}
    assert {"percent", "buy_quantity", "get_quantity", "limit", "get_tags", "of_tags"} <= of("buy_get")
    assert set().union(*(of(kind) for kind, _ in KINDS)) == set(shown)


def test_coupons_are_made_found_switched_off_and_exported(admin: Client) -> None:
    row = stored_promotion(needs_coupon=True)
    url = f"{LIST}{row.pk}/coupons/"

    many = {"many-count": "30", "many-beginning": "VIP", "many-length": "10", "many-usage_limit": "1"}
    assert admin.post(url, {"form": "many", **many}).status_code == 302
    assert admin.post(url, {"form": "one", "one-code": "welcome10"}).status_code == 302
    assert models.Coupon.objects.filter(promotion=row).count() == 31
    assert admin.post(url, {"form": "one", "one-code": "WELCOME10"}).status_code == 200
    file = SimpleUploadedFile("codes.csv", b"code,usage_limit\nFROM-FILE,7\n")
    assert admin.post(url, {"form": "file", "file": file}).status_code == 302
    bad = SimpleUploadedFile("codes.csv", b"code\nGOOD\nno good\n")
    assert "3" in str(admin.post(url, {"form": "file", "file": bad}).context["errors"])
    assert models.Coupon.objects.filter(promotion=row).count() == 32

    found = admin.get(f"{url}?q=wel")
    assert [coupon.code for coupon in found.context["coupons"]] == ["WELCOME10"]
    coupon = models.Coupon.objects.get(code="WELCOME10")
    assert admin.post(url, {"off": str(coupon.pk)}).status_code == 302
    coupon.refresh_from_db()
    assert not coupon.is_active
    exported = told(admin.get(f"{url}?export=1")).splitlines()
    assert (exported[0], len(exported)) == ("code,usage_limit,expires_at,is_active,used_count", 33)
    assert admin.post(url, {"delete": str(coupon.pk)}).status_code == 302
    assert not models.Coupon.objects.filter(code="WELCOME10").exists()


def test_a_trial_says_why_it_does_not_apply_and_stores_nothing(admin: Client) -> None:
    commerce.product(variants=[commerce.variant(sku="LAMP")], published=True)
    row = stored_promotion(conditions=[{"subtotal": {"minimums": usd(3000)}}], needs_coupon=True)
    stored_coupon(row.id, "SAVE")
    url = f"{LIST}{row.pk}/trial/"

    def ask(**data: str) -> Any:
        return admin.get(url, {"currency": "USD", "sku_0": "LAMP", "pieces_0": "1", **data})

    assert ask().context["found"]["why"] == ["This offer holds with a code only."]
    assert ask(code="save").context["found"]["why"] == ["The cart does not reach what this offer asks for."]
    holding = ask(code="save", pieces_0="2")
    assert (holding.context["found"]["holds"], holding.context["found"]["why"]) == ("$4.00", [])
    assert "takes off $4.00" in told(holding)
    assert "There is no variant" in told(ask(sku_1="NOSUCH"))
    assert models.Promotion.objects.get().used_count == 0


def test_a_gift_card_is_issued_and_its_code_shown_once(admin: Client) -> None:
    expires = (timezone.localtime() + dt.timedelta(days=9)).strftime("%Y-%m-%dT%H:%M")
    url = f"{CREDIT}add/"
    made = admin.post(
        url,
        {**typed(admin, url), "kind": "gift_card", "amount": "25.50", "currency": "USD", "expires_at": expires},
        follow=True,
    )

    card = models.CreditAccount.objects.get()
    assert (card.kind, card.balance, card.currency) == ("gift_card", 2550, "USD")
    assert f"-{card.last4}. It is shown this once" in told(made)
    page = f"{CREDIT}{card.pk}/change/"
    assert "shown this once" not in told(admin.get(page))

    changed(admin, page, amount="-5.50", reason="damaged", note="for Ada")
    card.refresh_from_db()
    assert (card.balance, card.note) == (2000, "for Ada")
    assert "damaged" in told(admin.get(page))
    refused = admin.post(page, {**typed(admin, page), "amount": "-100", "reason": "more"})
    assert refused.status_code == 200
    assert models.CreditEntry.objects.count() == 2
    models.CreditAccount.objects.update(expires_at=timezone.now())
    save(admin, page, {**typed(admin, page), "rustok_commerce_creditaccount_write_off": ""})
    assert models.CreditAccount.objects.get().balance == 0
    page = told(admin.get(CREDIT))
    assert "Gift cards and store credit" in page
    assert "redit account" not in page


def test_store_credit_is_granted_to_a_customer(admin: Client) -> None:
    models.Customer.objects.create(email="ada@example.com", locale="en")
    url = f"{CREDIT}add/"
    data = {**typed(admin, url), "kind": "store_credit", "amount": "10", "currency": "EUR"}

    assert admin.post(url, data).status_code == 200
    assert admin.post(url, {**data, "email": "nobody@example.com"}).status_code == 200
    assert not models.CreditAccount.objects.exists()
    save(admin, url, {**data, "email": "Ada@example.com"})

    row = models.CreditAccount.objects.get()
    assert (row.kind, row.balance, row.customer.email) == ("store_credit", 1000, "ada@example.com")


def test_who_may_only_look_sees_and_changes_nothing(shop: Tenant) -> None:
    editor = signed_in(shop, Role.EDITOR)
    row = stored_promotion(TEN_PERCENT, name="Summer")

    assert "Summer" in told(editor.get(LIST))
    assert editor.get(f"{LIST}{row.pk}/change/").status_code == 200
    assert editor.get(f"{LIST}add/").status_code == 403
    assert editor.post(f"{LIST}{row.pk}/coupons/", {"form": "one", "one-code": "MINE"}).status_code == 403
    assert editor.get(f"{CREDIT}add/").status_code == 403
    assert not models.Coupon.objects.exists()
