"""Users in the hands of operators."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from rustok.auth import errors, models
from rustok.auth.dto import CreateUserRequest, UpdateUserRequest, UserStatus
from rustok.auth.services import users
from rustok.context import RequestContext, Scope
from rustok.errors import Forbidden, InvalidInput, StaleVersion
from rustok.rbac.roles import Role
from rustok.tenancy.context import PLATFORM_TENANT_ID, POOL_SCHEMA, tenant_scope
from rustok.tenancy.context import Scope as TenantScope
from rustok.testing.tenants import make_tenant

PASSWORD = "correct horse battery staple"


def system(tenant: Any) -> RequestContext:
    return RequestContext.system(tenant.id)


def operator(tenant: Any, *permissions: str) -> RequestContext:
    return RequestContext(tenant_id=tenant.id, actor_id=tenant.id, permissions=dict.fromkeys(permissions, Scope.ALL))


def make(tenant: Any, email: str = "ann@example.com", role: Role = Role.CUSTOMER, **values: Any) -> models.User:
    made = users.create_user(system(tenant), CreateUserRequest(email=email, password=PASSWORD, role=role, **values))
    user: models.User = models.User.objects.get(pk=made.id)
    return user


def test_addresses_are_stored_in_one_form_and_unique_within_the_tenant(in_tenant_a: Any, tenant_b: Any) -> None:
    user = make(in_tenant_a, "  Jürgen.STRAßE@Example.com ")

    assert user.email == "jürgen.straße@example.com"
    assert models.User.objects.get_by_natural_key("JÜRGEN.straße@example.COM") == user
    with pytest.raises(errors.DuplicateEmail):
        make(in_tenant_a, "JÜRGEN.STRAßE@EXAMPLE.COM")
    with tenant_scope(tenant_b):
        assert make(tenant_b, "jürgen.straße@example.com").pk != user.pk
    assert models.User.objects.count() == 1


def test_the_password_is_argon2id(in_tenant_a: Any) -> None:
    user = make(in_tenant_a)

    assert user.password.startswith("argon2$argon2id$")
    assert user.check_password(PASSWORD)


@pytest.mark.parametrize("password", ["password", "12345678", "qwertyuiop"])
def test_common_passwords_are_refused(in_tenant_a: Any, password: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        users.create_user(system(in_tenant_a), CreateUserRequest(email="a@b.c", password=password))

    assert refusal.value.errors[0].path == ("password",)
    assert not models.User.objects.exists()


def test_only_who_may_assign_roles_makes_staff(in_tenant_a: Any) -> None:
    ctx = operator(in_tenant_a, "accounts.user:create")

    users.create_user(ctx, CreateUserRequest(email="c@b.c", password=PASSWORD))
    with pytest.raises(Forbidden):
        users.create_user(ctx, CreateUserRequest(email="e@b.c", password=PASSWORD, role=Role.EDITOR))
    assert models.User.objects.count() == 1


@pytest.mark.parametrize("role", [Role.SUPER_ADMIN, Role.ANONYMOUS])
def test_some_roles_cannot_be_given_in_a_tenant(in_tenant_a: Any, role: Role) -> None:
    with pytest.raises(errors.RoleNotAllowed):
        make(in_tenant_a, role=role)


def test_the_first_administrator_of_the_platform_is_a_super_administrator(db: None) -> None:
    with tenant_scope(TenantScope(PLATFORM_TENANT_ID, POOL_SCHEMA)):
        ctx = RequestContext.system(PLATFORM_TENANT_ID)
        first = users.ensure_administrator(ctx, email="root@example.com", password=PASSWORD)

        assert first.role is Role.SUPER_ADMIN
        assert users.ensure_administrator(ctx, email="ROOT@example.com", password="another one").id == first.id


def test_a_new_role_ends_tokens_and_a_new_name_does_not(in_tenant_a: Any) -> None:
    make(in_tenant_a, "admin@example.com", Role.ADMIN)
    user = make(in_tenant_a)

    renamed = users.update_user(system(in_tenant_a), user.pk, UpdateUserRequest(first_name="Ann", version=1))
    assert (renamed.first_name, renamed.version) == ("Ann", 2)
    user.refresh_from_db()
    assert user.token_version == 1

    users.update_user(system(in_tenant_a), user.pk, UpdateUserRequest(role=Role.EDITOR))
    user.refresh_from_db()
    assert (user.role, user.token_version, user.version) == ("editor", 2, 3)


def test_a_stale_version_changes_nothing(in_tenant_a: Any) -> None:
    user = make(in_tenant_a)

    with pytest.raises(StaleVersion):
        users.update_user(system(in_tenant_a), user.pk, UpdateUserRequest(first_name="Ann", version=7))
    user.refresh_from_db()
    assert user.first_name == ""


def test_the_last_administrator_stays(in_tenant_a: Any) -> None:
    first = make(in_tenant_a, "one@example.com", Role.ADMIN)
    ctx = system(in_tenant_a)

    with pytest.raises(errors.LastAdministrator):
        users.disable_user(ctx, first.pk)
    with pytest.raises(errors.LastAdministrator):
        users.update_user(ctx, first.pk, UpdateUserRequest(role=Role.CUSTOMER))
    with pytest.raises(errors.LastAdministrator):
        users.delete_user(ctx, first.pk)

    make(in_tenant_a, "two@example.com", Role.ADMIN)
    assert users.disable_user(ctx, first.pk).status is UserStatus.DISABLED
    users.delete_user(ctx, first.pk)
    assert models.User.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_administrators_removed_at_once_leave_one() -> None:
    tenant = make_tenant("a")
    with tenant_scope(tenant):
        ids = [make(tenant, f"{name}@example.com", Role.ADMIN).pk for name in ("one", "two")]
    barrier = threading.Barrier(2)

    def remove(user_id: Any) -> bool:
        barrier.wait()
        try:
            with tenant_scope(tenant):
                users.update_user(system(tenant), user_id, UpdateUserRequest(role=Role.CUSTOMER))
        except errors.LastAdministrator:
            return False
        finally:
            connection.close()
        return True

    for _ in range(5):
        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(remove, ids)) == [False, True]
        with tenant_scope(tenant):
            assert models.User.objects.filter(role=Role.ADMIN).count() == 1
            models.User.objects.update(role=Role.ADMIN)


def test_another_tenants_user_is_not_found(in_tenant_a: Any, tenant_b: Any) -> None:
    with tenant_scope(tenant_b):
        theirs = make(tenant_b)

    for attempt in (
        lambda: users.update_user(system(in_tenant_a), theirs.pk, UpdateUserRequest(first_name="x")),
        lambda: users.delete_user(system(in_tenant_a), theirs.pk),
    ):
        with pytest.raises(errors.UserNotFound):
            attempt()


def test_deleting_a_user_leaves_the_admins_missing_log_alone(in_tenant_a: Any) -> None:
    user = make(in_tenant_a)

    user.delete()

    assert not models.User.objects.exists()


def test_what_a_role_may_do_is_asked_of_the_modules(in_tenant_a: Any) -> None:
    admin, customer = make(in_tenant_a, "admin@example.com", Role.ADMIN), make(in_tenant_a)
    disabled = make(in_tenant_a, "gone@example.com", Role.ADMIN)
    disabled.status = UserStatus.DISABLED

    for name in ("accounts.user:update", "rustok_accounts.change_user"):
        assert admin.has_perm(name)
        assert not customer.has_perm(name)
        assert not disabled.has_perm(name)
    assert not admin.has_perm("tenancy.tenants:update")
    assert admin.has_perms(["accounts.user:read", "accounts.role:assign"])
    assert admin.has_module_perms("rustok_accounts")
    assert not customer.has_module_perms("rustok_accounts")
    assert (admin.is_staff, admin.is_superuser, customer.is_staff) == (True, False, False)
