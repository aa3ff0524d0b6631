"""What leaves the process carries the tenant: task messages, cache keys, file names."""

from __future__ import annotations

import pytest
from celery import Celery
from celery.contrib.testing.worker import start_worker
from django.core.cache import cache
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage

from rustok.ids import generate_id, to_ulid
from rustok.tenancy.cache import make_key
from rustok.tenancy.context import (
    PLATFORM,
    Scope,
    TenantRequired,
    current_scope,
    current_tenant_id,
    platform_scope,
    tenant_scope,
)
from rustok.tenancy.storage import TenantStorageMixin, tenant_path
from rustok.tenancy.tasks import HEADER, PlatformTask, TenantTask
from settings.celery import app as project
from tests.rustok.tenancy.sample.models import Article


@pytest.fixture
def app(settings):
    """A Celery application of this test, on the worker's own Valkey database."""
    application = Celery("test", broker=settings.REDIS_URL, backend=settings.REDIS_URL, set_as_current=False)
    application.conf.task_default_queue = f"test-{generate_id()}"
    application.conf.worker_hijack_root_logger = False
    application.conf.broker_connection_retry_on_startup = True

    @application.task(shared=False, base=TenantTask, name="titles")
    def titles():
        return [str(current_tenant_id()), list(Article.objects.values_list("title", flat=True))]

    @application.task(shared=False, base=PlatformTask, name="platform")
    def platform():
        return current_scope() is PLATFORM

    @application.task(shared=False, base=TenantTask, name="retrying", bind=True, max_retries=1)
    def retrying(self):
        if self.request.retries == 0:
            raise self.retry(countdown=0)
        return str(current_tenant_id())

    application.finalize()
    yield application
    # Its thread would try for seconds to reach a server that the session has stopped.
    application.backend.result_consumer.stop()
    application.close()
    # Celery's test worker makes its application everybody's: later tests would send to this one's queue.
    project.set_default()
    project.set_current()


@pytest.mark.django_db(transaction=True)
@pytest.mark.filterwarnings("ignore")
def test_a_worker_works_in_the_senders_tenant(tenants, app):
    for slug, tenant in tenants.items():
        with tenant_scope(tenant):
            Article.objects.create(slug="home", title=f"home of {slug}")
    with start_worker(app, pool="solo", perform_ping_check=False, shutdown_timeout=20):
        for slug, tenant in tenants.items():
            with tenant_scope(tenant):
                result = app.tasks["titles"].delay()
            assert result.get(timeout=20) == [str(tenant.id), [f"home of {slug}"]]
        with tenant_scope(tenants["b"]):
            assert app.tasks["retrying"].delay().get(timeout=20) == str(tenants["b"].id)
        assert app.tasks["platform"].delay().get(timeout=20) is True
        forged = app.send_task("titles")
        with pytest.raises(TenantRequired, match=HEADER):
            forged.get(timeout=20)


def test_a_tenants_task_cannot_be_sent_without_tenant(app):
    with pytest.raises(TenantRequired):
        app.tasks["titles"].delay()
    with platform_scope(), pytest.raises(TenantRequired):
        app.tasks["titles"].delay()


@pytest.mark.django_db
def test_a_tenants_task_called_directly_needs_the_scope(tenants, app):
    with pytest.raises(TenantRequired):
        app.tasks["titles"]()
    with tenant_scope(tenants["a"]):
        assert app.tasks["titles"]()[0] == str(tenants["a"].id)


A, B = Scope(generate_id(), "pool"), Scope(generate_id(), "pool")


def test_a_cached_value_belongs_to_its_tenant():
    with tenant_scope(A):
        cache.set("k", "of a")
    with tenant_scope(B):
        assert cache.get("k") is None
        cache.set("k", "of b")
    with platform_scope():
        assert cache.get("k") is None
    assert cache.get("k") is None
    with tenant_scope(A):
        assert cache.get("k") == "of a"


def test_cache_keys_name_the_scope():
    with tenant_scope(A):
        assert make_key("k", "p", 1) == f"p:{A.tenant_id.hex}:1:k"
    with platform_scope():
        assert make_key("k", "p", 1) == "p:platform:1:k"
    assert make_key("k", "p", 1) == "p:-:1:k"


class Storage(TenantStorageMixin, FileSystemStorage):
    pass


def test_a_file_belongs_to_its_tenant(tmp_path):
    storage = Storage(location=tmp_path, base_url="/media/")
    with tenant_scope(A):
        name = storage.save("pictures/cat.png", ContentFile(b"cat"))
        assert name == f"tenants/{to_ulid(A.tenant_id)}/pictures/cat.png"
        assert storage.open(name).read() == b"cat"
        assert storage.url(name) == f"/media/{name}"
        assert storage.generate_filename("x.png") == f"tenants/{to_ulid(A.tenant_id)}/x.png"
    with tenant_scope(B):
        for call in (storage.open, storage.delete, storage.exists, storage.url):
            with pytest.raises(SuspiciousFileOperation):
                call(name)
        assert not storage.exists("pictures/cat.png")
    with pytest.raises(TenantRequired):
        storage.open(name)
    assert (tmp_path / name).read_bytes() == b"cat"


@pytest.mark.parametrize("name", ["../x", "a/../../x", "/etc/passwd", "..\\x", "tenants/x/y"])
def test_a_name_cannot_leave_the_tenants_folder(name):
    with tenant_scope(A), pytest.raises(SuspiciousFileOperation):
        tenant_path(name)
