"""A new tenant begins with its modules switched on."""

from __future__ import annotations

import pytest

from rustok.context import RequestContext
from rustok.modules import errors, toggles
from rustok.modules.contract import RustokModule
from rustok.modules.registry import registry
from rustok.tenancy.context import PLATFORM_TENANT_ID
from rustok.tenancy.dto import CreateTenantRequest
from rustok.tenancy.info import find_by_slug, tenant_info
from rustok.tenancy.services.tenants import create_tenant, tenant_created_hooks

pytestmark = pytest.mark.django_db

PLATFORM = RequestContext.system(PLATFORM_TENANT_ID)


def module(slug, **values):
    class Sample(RustokModule):
        name = description = slug
        version = "1.0.0"

    Sample.slug = slug
    for name, value in values.items():
        setattr(Sample, name, value)
    return Sample()


@pytest.fixture
def installed():
    modules = [
        module("t-core", core=True),
        module("t-base", dependencies=("t-core",)),
        module("t-top", dependencies=("t-base",), default_enabled=False),
        module("t-other"),
    ]
    for sample in modules:
        registry.register(sample)
    yield
    for sample in reversed(modules):
        registry.unregister(sample.slug)


def enabled(slug):
    return {name for name in tenant_info(slug).modules if name.startswith("t-")}


def test_the_hook_is_registered():
    assert toggles.enable_first_modules in tenant_created_hooks


def test_without_a_list_the_usual_modules_are_on(db, installed):
    tenant = create_tenant(PLATFORM, CreateTenantRequest(slug="usual", name="Usual"))
    assert enabled(tenant.id) == {"t-base", "t-other"}


def test_a_named_module_brings_what_it_needs(db, installed):
    tenant = create_tenant(PLATFORM, CreateTenantRequest(slug="named", name="Named", modules=("t-top",)))
    assert enabled(tenant.id) == {"t-base", "t-top"}
    assert toggles.is_enabled("t-core", tenant_info(tenant.id))


def test_an_unknown_module_undoes_the_tenant(db, installed):
    with pytest.raises(errors.ModuleNotFound):
        create_tenant(PLATFORM, CreateTenantRequest(slug="unknown", name="Unknown", modules=("nothing",)))
    assert find_by_slug("unknown") is None
