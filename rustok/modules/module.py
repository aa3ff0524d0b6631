"""The core as a module: rights over tenants and modules."""

from __future__ import annotations

from collections.abc import Sequence

from rustok.context import Scope
from rustok.modules.contract import RustokModule
from rustok.rbac.roles import Permission, Role


class PlatformModule(RustokModule):
    """Tenants, their languages and their modules."""

    slug = "platform"
    name = "Platform"
    description = "Tenants, languages, modules."
    version = "1.0.0"
    core = True

    def permissions(self) -> Sequence[Permission]:
        """Declare rights over the tenant itself, its modules, and (platform) over all tenants."""
        staff = {Role.MANAGER: Scope.ALL, Role.EDITOR: Scope.ALL, Role.MODERATOR: Scope.ALL}
        readers = {**staff, Role.AUTHOR: Scope.ALL}
        return (
            Permission(
                resource="tenancy.tenant", action="read", description="See the tenant's settings", roles=readers
            ),
            Permission(resource="tenancy.tenant", action="update", description="Change the tenant's settings"),
            Permission(resource="tenancy.tenants", action="read", description="See every tenant", platform=True),
            Permission(resource="tenancy.tenants", action="create", description="Make tenants", platform=True),
            Permission(resource="tenancy.tenants", action="update", description="Change any tenant", platform=True),
            Permission(resource="modules.module", action="read", description="See the modules", roles=staff),
            Permission(resource="modules.module", action="update", description="Switch modules on and off"),
        )
