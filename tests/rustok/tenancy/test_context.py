import pytest
from django.db import connection

from rustok.tenancy.context import PLATFORM_TENANT_ID, TenantRequired, no_scope, platform_scope, tenant_scope
from rustok.tenancy.models import Domain, Tenant, TenantLocale

pytestmark = pytest.mark.django_db


def test_tests_run_as_the_restricted_role():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == ("rustok_app", False, False)


def test_a_tenant_sees_its_own_rows(tenants):
    for slug, tenant in tenants.items():
        with tenant_scope(tenant):
            assert [domain.domain for domain in Domain.objects.all()] == [f"{slug}.test"]
            assert [row.slug for row in Tenant.objects.all()] == [slug]


def test_without_scope_a_tenant_table_cannot_be_used(tenants):
    with no_scope():
        with pytest.raises(TenantRequired):
            list(Domain.objects.all())
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM domains")
            assert cursor.fetchone() == (0,)


def test_the_platform_sees_all_rows_of_platform_tables(tenants):
    with platform_scope():
        assert Domain.objects.count() == 3
        assert Tenant.objects.count() == 4
        assert Tenant.objects.get(is_platform=True).id == PLATFORM_TENANT_ID
    assert TenantLocale.objects.all()._query is not None


@pytest.mark.django_db(transaction=True)
def test_a_transactional_test_cleans_up(tenants):
    with platform_scope():
        assert Tenant.objects.count() == 4


@pytest.mark.django_db(transaction=True)
def test_a_transactional_test_finds_only_the_platform(db):
    with platform_scope():
        assert [tenant.slug for tenant in Tenant.objects.all()] == ["platform"]
