"""Every installed module keeps the contract, and the registry refuses what cannot work."""

from __future__ import annotations

import pytest

from rustok.modules.contract import RustokModule
from rustok.modules.registry import BrokenModule, ModuleRegistry, registry
from rustok.testing.module_contract import violations


@pytest.mark.django_db
@pytest.mark.parametrize("module", registry.ordered(), ids=lambda module: module.slug)
def test_module_keeps_the_contract(module: RustokModule) -> None:
    assert list(violations(module, registry)) == []


def test_permissions_and_subscribers_are_named_once() -> None:
    codes = [permission.code for permission in registry.permissions()]
    names = [subscriber.name for _, subscriber in registry.subscribers()]

    assert sorted(set(codes)) == sorted(codes)
    assert sorted(set(names)) == sorted(names)


def _module(slug_: str, *needs: str) -> RustokModule:
    class Example(RustokModule):
        slug = slug_
        name = description = "Example"
        version = "1.0.0"
        dependencies = needs

    return Example()


def test_dependencies_come_first() -> None:
    modules = ModuleRegistry()
    for module in (
        _module("shop", "pages", "money"),
        _module("pages", "content"),
        _module("content"),
        _module("money"),
    ):
        modules.register(module)

    order = [module.slug for module in modules.ordered()]

    assert order.index("content") < order.index("pages") < order.index("shop")
    assert order.index("money") < order.index("shop")


def test_missing_dependency_is_an_error() -> None:
    modules = ModuleRegistry()
    modules.register(_module("shop", "pages"))

    with pytest.raises(BrokenModule, match="'shop' needs 'pages'"):
        modules.ordered()


def test_circle_is_an_error() -> None:
    modules = ModuleRegistry()
    modules.register(_module("a", "b"))
    modules.register(_module("b", "a"))

    with pytest.raises(BrokenModule, match="circle"):
        modules.ordered()


def test_taken_slug_is_an_error() -> None:
    modules = ModuleRegistry()
    modules.register(_module("shop"))

    with pytest.raises(BrokenModule, match="two modules"):
        modules.register(_module("shop"))


def test_what_is_no_module_is_an_error() -> None:
    with pytest.raises(BrokenModule, match="not a RustokModule"):
        ModuleRegistry().register(object())  # type: ignore[arg-type]
