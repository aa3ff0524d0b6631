"""All modules of this installation, in the order of their dependencies."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from graphlib import CycleError, TopologicalSorter

from rustok.events.subscribers import Subscriber
from rustok.modules.contract import RustokModule
from rustok.rbac.roles import Permission
from rustok.search.sources import DocumentSource


class BrokenModule(RuntimeError):
    """A module cannot be registered: wrong type, slug taken, dependency missing, cycle."""


class ModuleRegistry:
    """Holds the modules. Filled by :class:`rustok.modules.apps.ModuleConfig` when Django starts."""

    def __init__(self) -> None:
        self._modules: dict[str, RustokModule] = {}

    def register(self, module: RustokModule) -> None:
        """Add a module.

        :raises BrokenModule: not a RustokModule, or the slug is taken by another class.
        """
        if not isinstance(module, RustokModule):
            raise BrokenModule(f"{module!r} is not a RustokModule")
        present = self._modules.get(module.slug)
        if present is not None and type(present) is not type(module):
            raise BrokenModule(f"two modules are called {module.slug!r}")
        self._modules[module.slug] = module
        self._forget()

    def unregister(self, slug: str) -> None:
        """Remove a module; for tests that bring their own."""
        self._modules.pop(slug, None)
        self._forget()

    def get(self, slug: str) -> RustokModule | None:
        """Find a module by slug."""
        return self._modules.get(slug)

    def ordered(self) -> list[RustokModule]:
        """Return the modules, dependencies first, else by slug.

        :raises BrokenModule: a dependency is not installed, or the dependencies form a circle.
        """
        return list(self._ordered)

    @cached_property
    def _ordered(self) -> tuple[RustokModule, ...]:
        graph = {slug: module.dependencies for slug, module in sorted(self._modules.items())}
        for slug, dependencies in graph.items():
            for missing in set(dependencies) - graph.keys():
                raise BrokenModule(f"module {slug!r} needs {missing!r}, which is not installed")
        try:
            return tuple(self._modules[slug] for slug in TopologicalSorter(graph).static_order())
        except CycleError as exc:
            raise BrokenModule(f"modules depend on each other in a circle: {exc.args[1]}") from exc

    @cached_property
    def _subscribers(self) -> tuple[tuple[RustokModule, Subscriber], ...]:
        return tuple((module, subscriber) for module in self._ordered for subscriber in module.event_handlers())

    @cached_property
    def _permissions(self) -> tuple[Permission, ...]:
        return tuple(permission for module in self._ordered for permission in module.permissions())

    def subscribers(self) -> Iterator[tuple[RustokModule, Subscriber]]:
        """Iterate over every consumer of events with the module it belongs to."""
        return iter(self._subscribers)

    def permissions(self) -> tuple[Permission, ...]:
        """Return every declared right."""
        return self._permissions

    def search_sources(self) -> list[DocumentSource]:
        """Return every source of documents."""
        return [source for module in self._ordered for source in module.search_sources()]

    def _forget(self) -> None:
        for name in ("_ordered", "_subscribers", "_permissions"):
            self.__dict__.pop(name, None)


registry = ModuleRegistry()
