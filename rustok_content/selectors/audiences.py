"""Who sees what is filed in a category, by its rights and those of all above it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from rustok.rbac.audience import EVERYBODY, audience_of
from rustok_content import models


@dataclass(frozen=True, slots=True)
class CategoryTree:
    """All categories of the tenant, by id: the tree is small, and ancestors decide with."""

    rows: Mapping[UUID, Any]
    own: Mapping[UUID, int]

    def path(self, category_id: UUID) -> tuple[UUID, ...]:
        """Return the ids from the root down to the category itself."""
        found: list[UUID] = []
        current: UUID | None = category_id
        while current is not None and current in self.rows and current not in found:
            found.append(current)
            current = self.rows[current].parent_id
        return tuple(reversed(found))

    def audience(self, category_id: UUID | None) -> int:
        """Return who sees what is in a category: whoever sees it and everything above it."""
        audience = EVERYBODY
        for ancestor in self.path(category_id) if category_id is not None else ():
            audience &= self.own.get(ancestor, EVERYBODY)
        return audience

    def below(self, category_ids: set[UUID]) -> set[UUID]:
        """Return these categories and all below them."""
        return {category_id for category_id in self.rows if not category_ids.isdisjoint(self.path(category_id))}


def category_tree() -> CategoryTree:
    """Load the tenant's categories and who sees them, in two statements."""
    seeing: dict[UUID, set[str]] = {}
    rights = models.CategoryRight.objects.values_list("category_id", "role", "can_see")
    for category_id, role, can_see in rights:
        roles = seeing.setdefault(category_id, set())
        if can_see:
            roles.add(role)
    return CategoryTree(
        rows={category.id: category for category in models.Category.objects.order_by("id")},
        own={category_id: audience_of(roles) for category_id, roles in seeing.items()},
    )
