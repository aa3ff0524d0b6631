"""Whoever has a token sees a node as it would be published, for a while."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.test import Client
from django.utils import timezone

from rustok.context import RequestContext
from rustok.tenancy.dto import UpdateTenantRequest
from rustok.tenancy.models import Tenant
from rustok.tenancy.services import tenants
from rustok.testing.api import ApiClient
from rustok_content import errors, models
from rustok_content.dto.lifecycle import CreatePreviewRequest
from rustok_content.selectors.previews import list_previews
from rustok_content.services import previews
from tests.factories.content import node, write

pytestmark = pytest.mark.django_db


def test_a_preview_shows_what_waits_and_what_is_not_published(ctx: RequestContext) -> None:
    made = node(ctx, published=True, tags=("Tea",))
    write(ctx, made.id, title="Waiting", body="**new**")
    write(ctx, made.id, "ru", title="Черновик")
    token = previews.create_preview(ctx, made.id, CreatePreviewRequest()).token

    shown, russian = previews.look(ctx, token), previews.look(replace(ctx, locale="ru"), token)

    assert (shown["title"], shown["body"], shown["tags"]) == ("Waiting", "<p><strong>new</strong></p>", ["Tea"])
    assert (russian["title"], russian["locale"], russian["is_fallback"]) == ("Черновик", "ru", False)
    assert models.NodeTranslation.objects.get(locale="en").title == "Hello"


def test_a_language_without_a_text_is_shown_in_the_one_that_stands_for_it(ctx: RequestContext) -> None:
    made = node(ctx)
    token = previews.create_preview(ctx, made.id, CreatePreviewRequest()).token

    shown = previews.look(replace(ctx, locale="ru"), token)

    assert (shown["title"], shown["source_locale"], shown["is_fallback"]) == ("Hello", "en", True)


def test_only_the_hash_of_a_token_is_kept_and_it_is_told_once(ctx: RequestContext) -> None:
    made = node(ctx)
    preview = previews.create_preview(ctx, made.id, CreatePreviewRequest(hours=2))

    (listed,) = list_previews(ctx, made.id)

    assert (listed.id, hasattr(listed, "token")) == (preview.id, False)
    assert len(preview.token) >= 43
    assert preview.token not in str(list(models.PreviewToken.objects.values()))
    assert dt.timedelta(hours=1, minutes=59) < listed.expires_at - listed.created_at <= dt.timedelta(hours=2)


def test_a_token_that_is_over_revoked_or_made_up_shows_nothing(ctx: RequestContext) -> None:
    made = node(ctx)
    old, revoked = (previews.create_preview(ctx, made.id, CreatePreviewRequest()) for _ in range(2))
    models.PreviewToken.objects.filter(pk=old.id).update(expires_at=timezone.now())
    previews.revoke_preview(ctx, revoked.id)

    for token in (old.token, revoked.token, "made-up"):
        with pytest.raises(errors.PreviewNotFound):
            previews.look(ctx, token)


def test_anybody_with_the_token_asks_for_it_and_no_cache_keeps_it(ctx: RequestContext, tenant_a: Tenant) -> None:
    made = node(ctx)
    token = previews.create_preview(ctx, made.id, CreatePreviewRequest()).token
    visitor = ApiClient("a")

    answer = visitor.get(f"/api/v1/store/preview/{token}")
    none = visitor.get("/api/v1/store/preview/made-up")
    asked = visitor.graphql("query($token: String!) { previewedNode(token: $token) { title kind } }", {"token": token})

    assert (answer.status_code, answer.json()["title"]) == (200, "Hello")
    assert (answer.headers["Cache-Control"], answer.headers["X-Robots-Tag"]) == ("private, no-store", "noindex")
    assert (none.status_code, none.json()["code"]) == (404, "content.preview.not_found")
    assert asked.json()["data"]["previewedNode"] == {"title": "Hello", "kind": "page"}


def test_a_link_opens_our_own_page_where_the_storefront_has_none(ctx: RequestContext, tenant_a: Tenant) -> None:
    made = node(ctx, title="<b>Tea</b>", body="**new** <script>alert(1)</script>", ru="Чай")
    preview = previews.create_preview(ctx, made.id, CreatePreviewRequest())
    visitor = Client(headers={"X-Tenant-ID": tenant_a.slug})

    shown, russian = visitor.get(preview.url), visitor.get(f"{preview.url}?locale=ru")

    assert (shown.status_code, shown["Cache-Control"], shown["X-Robots-Tag"]) == (200, "private, no-store", "noindex")
    assert "<h1>&lt;b&gt;Tea&lt;/b&gt;</h1>" in shown.content.decode()
    assert "<strong>new</strong>" in shown.content.decode()
    assert "<script" not in shown.content.decode()
    assert "<h1>Чай</h1>" in russian.content.decode()
    previews.revoke_preview(ctx, preview.id)
    assert visitor.get(preview.url).status_code == 404


def test_a_link_leads_to_the_storefronts_page_of_previews(ctx: RequestContext) -> None:
    made = node(ctx, slug="tea", published=True)

    def link(address: str) -> tuple[str, str]:
        tenants.update_tenant(ctx, ctx.tenant_id, UpdateTenantRequest(settings={"preview_url": address}))
        preview = previews.create_preview(ctx, made.id, CreatePreviewRequest())
        return preview.url, preview.token

    url, token = link("https://shop.example/{locale}/preview/{path}?token={token}")
    assert url == f"https://shop.example/en/preview/tea?token={token}"
    for nowhere in ("https://shop.example/preview", "javascript:alert('{token}')"):
        url, token = link(nowhere)
        assert url == f"/admin/rustok_content/node/preview/{token}/"
