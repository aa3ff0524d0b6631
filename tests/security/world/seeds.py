"""What a seeded tenant is, who asks of it, and what is found there."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from itertools import count
from typing import Final
from uuid import UUID

from PIL import Image

from rustok.ids import to_ulid
from rustok.rbac.roles import Role
from rustok.tenancy.models import Tenant
from rustok.testing.api import ApiClient

ROLES: Final = (Role.ADMIN, Role.MANAGER, Role.EDITOR, Role.MODERATOR, Role.AUTHOR, Role.CUSTOMER, Role.ANONYMOUS)
"""Who asks. Super administrators exist in the platform's own tenant only."""

numbers = count(1)
"""What makes names unique, here and in requests: one count for all, so that none is made twice."""

IDEMPOTENCY_KEY: Final = "the-same-key-everywhere"


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A seeded tenant.

    ``ids`` holds by kind the object that requests address and the one that bodies refer to; the first may be changed
    and deleted, the second stays. ``texts`` holds the slugs and the like by which storefronts find things.
    """

    tenant: Tenant
    mark: str
    ids: dict[str, tuple[UUID, UUID]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    tokens: dict[Role, str] = field(default_factory=dict)
    users: dict[Role, UUID] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)

    def client(self, role: Role) -> ApiClient:
        """Return a client of this tenant with the role."""
        return ApiClient(self.tenant, token=self.tokens.get(role), user_id=self.users.get(role))

    def addressed(self, kind: str) -> str:
        """Return the id that a request addresses."""
        return to_ulid(self.ids[kind][0])

    def referred(self, kind: str) -> str:
        """Return the id that a body refers to."""
        return to_ulid(self.ids[kind][1])


def png(colour: str = "teal") -> bytes:
    """Return a small picture."""
    target = io.BytesIO()
    Image.new("RGB", (8, 6), colour).save(target, "PNG")
    return target.getvalue()
