"""What can go wrong with modules and their toggles."""

from __future__ import annotations

from rustok.errors import Conflict, NotFound


class ModuleNotFound(NotFound):
    """No such module in this installation."""

    code = "module.not_found"
    message = "There is no module {slug!r}."


class ModuleDisabled(NotFound):
    """The module is there, and switched off for this tenant: its routes answer as if they did not exist."""

    code = "module.disabled"
    message = "Module {slug!r} is switched off for this tenant."


class CoreModule(Conflict):
    """Core modules carry the others."""

    code = "module.is_core"
    message = "Module {slug!r} is part of the core and stays on."


class ModuleNeeded(Conflict):
    """Another module that is on needs this one."""

    code = "module.needed"
    message = "Module {slug!r} is needed by {needed_by}: switch that off first."


class DependencyDisabled(Conflict):
    """A module that this one needs is off."""

    code = "module.dependency_disabled"
    message = "Module {slug!r} needs {missing}: switch that on first."
