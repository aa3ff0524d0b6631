"""The demonstration's tenants and logins: what the seeder creates and what ``make run`` prints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

PASSWORD: Final = "rustok-demo"
"""Password of every demonstration login. Public, so production refuses to start with it in use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoLogin:
    """One tenant of the demonstration with its administrator."""

    tenant: str
    name: str
    email: str
    isolation: str

    def host(self, port: int) -> str:
        """Return the host of the tenant's pages; every ``*.localhost`` is this machine."""
        return f"{self.tenant}.localhost:{port}"


DEMO: Final = DemoLogin(tenant="demo", name="Demo shop", email="admin@demo.test", isolation="pool")
ACME: Final = DemoLogin(tenant="acme", name="Acme", email="admin@acme.test", isolation="silo")
PLATFORM: Final = DemoLogin(tenant="platform", name="Platform", email="admin@platform.test", isolation="pool")

LOGINS: Final = (DEMO, ACME, PLATFORM)
DEFAULT_TENANT: Final = DEMO.tenant
"""The tenant that plain ``localhost`` shows."""
