"""Many threads, few connections: every answer is its own tenant's."""

from __future__ import annotations

import io
import json
import random
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import close_old_connections, connection, transaction
from django.http import HttpRequest, JsonResponse
from django.urls import path

from rustok.tenancy.context import TenantRequired, current_scope, platform_scope, tenant_scope
from rustok.tenancy.models import Tenant
from rustok.tenancy.owner import connections_default
from tests.rustok.tenancy.sample.models import Article, Message

pytestmark = pytest.mark.django_db(transaction=True)


def read(request: HttpRequest) -> JsonResponse:
    """Read in autocommit, in a transaction, across tenants and after a rollback."""
    found = set(Article.objects.values_list("title", flat=True))
    with transaction.atomic():
        found |= {row.title for row in Article.objects.all()}
    with platform_scope():
        Tenant.objects.count()
    with transaction.atomic():
        Article.objects.update(title="never")
        transaction.set_rollback(True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT title FROM sample_articles")
        found |= {title for (title,) in cursor.fetchall()}
    return JsonResponse({"titles": sorted(found)})


def fail(request: HttpRequest) -> JsonResponse:
    """Die in the middle of a transaction, in another scope."""
    with transaction.atomic(), platform_scope():
        Tenant.objects.count()
        raise ZeroDivisionError


urlpatterns = [path("read/", read), path("fail/", fail)]


@pytest.fixture
def articles(tenants, settings):
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = ["rustok.tenancy.middleware.TenantMiddleware"]
    for slug, tenant in tenants.items():
        with tenant_scope(tenant):
            Article.objects.create(slug="home", title=f"home of {slug}")
    return tenants


def ask(handler: WSGIHandler, slug: str, where: str) -> tuple[int, bytes]:
    status: list[str] = []
    response = handler(
        {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": where,
            "SERVER_NAME": f"{slug}.test",
            "HTTP_HOST": f"{slug}.test",
            "SERVER_PORT": "80",
            "wsgi.input": io.BytesIO(),
            "wsgi.url_scheme": "http",
        },
        lambda line, _: status.append(line),
    )
    body = b"".join(response)
    response.close()
    return int(status[0][:3]), body


@pytest.mark.parametrize("mode", ["plain", "kept", "pool"])
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_every_answer_is_of_its_own_tenant(articles, mode, caplog):
    caplog.set_level("CRITICAL", logger="django.request")
    connection.close()
    values = connections_default().settings_dict
    if mode == "kept":
        values["CONN_MAX_AGE"] = 600
    elif mode == "pool":
        values["OPTIONS"]["pool"] = {"min_size": 1, "max_size": 3, "timeout": 30}
    handler = WSGIHandler()
    wrong: list[object] = []
    source = random.Random(7)
    plan = [(source.choice("abx"), source.random() < 0.2) for _ in range(240)]

    def one(step: tuple[str, bool]) -> None:
        slug, fails = step
        status, body = ask(handler, slug, "/fail/" if fails else "/read/")
        if fails:
            if status != 500:
                wrong.append((slug, status))
        elif status != 200 or json.loads(body)["titles"] != [f"home of {slug}"]:
            wrong.append((slug, status, body))
        if current_scope() is not None:
            wrong.append("scope left behind")
        if mode != "pool":
            close_old_connections()

    try:
        with ThreadPoolExecutor(6) as threads:
            list(threads.map(one, plan))
            list(threads.map(lambda _: connection.close(), range(6)))
        assert wrong == []
    finally:
        connection.close()
        if mode == "pool":
            connections_default().close_pool()
        values["OPTIONS"].pop("pool", None)
        values["CONN_MAX_AGE"] = 0


def test_a_pooled_connection_carries_nobody(articles):
    connection.close()
    values = connections_default().settings_dict
    values["OPTIONS"]["pool"] = {"min_size": 1, "max_size": 1, "timeout": 10}
    try:
        with tenant_scope(articles["a"]):
            assert Article.objects.count() == 1
        with platform_scope():
            Tenant.objects.count()
        wrapper = connections_default()
        wrapper.close()
        raw = wrapper.pool.getconn()
        state = raw.execute(
            "SELECT current_user, current_setting('app.tenant_id', true), current_setting('search_path')"
        ).fetchone()
        wrapper.pool.putconn(raw)
        assert state == ("rustok_app", "", "")
    finally:
        connection.close()
        connections_default().close_pool()
        values["OPTIONS"].pop("pool", None)


def test_a_new_thread_has_no_tenant(articles):
    found: list[object] = []

    def work() -> None:
        try:
            found.append(Article.objects.count())
        except TenantRequired:
            found.append("refused")
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pool.sample_articles")
            found.append(cursor.fetchone())
        connection.close()

    with tenant_scope(articles["a"]):
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    assert found == ["refused", (0,)]


def test_threads_of_a_transaction_pooler(articles):
    """SET LOCAL, many threads, each with several transactions of changing tenants."""
    values = connections_default().settings_dict
    values["TENANCY_SET_LOCAL"] = True
    connection.close()
    wrong: list[object] = []

    def one(seed: int) -> None:
        source = random.Random(seed)
        for _ in range(10):
            slug = source.choice("abx")
            with tenant_scope(articles[slug]), transaction.atomic():
                titles = list(Article.objects.values_list("title", flat=True))
                Message.objects.create(text=slug)
                if titles != [f"home of {slug}"] or {m.text for m in Message.objects.all()} != {slug}:
                    wrong.append((slug, titles))
        connection.close()

    try:
        with ThreadPoolExecutor(4) as threads:
            list(threads.map(one, range(12)))
        assert wrong == []
    finally:
        connection.close()
        values["TENANCY_SET_LOCAL"] = False
