"""What the APIs show of modules."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleResponse:
    """A module of this installation and whether it is on for the tenant."""

    slug: str
    name: str
    description: str
    version: str
    dependencies: tuple[str, ...]
    core: bool
    enabled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ToggleModuleRequest:
    """Switch a module on or off for the tenant."""

    slug: str
    enabled: bool
