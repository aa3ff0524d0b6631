"""How far the assignments of one of the staff reach: in the tree, and in languages."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import OuterRef, Subquery

from rustok.context import RequestContext
from rustok.rbac.audience import ALWAYS
from rustok_content import errors, models

Languages = Collection[str] | None
"""Of which languages something is: None of what is the same in all, as a node's own fields and its place are; empty of
what is of none in particular."""


@dataclass(frozen=True, slots=True)
class _Ground:
    """One assignment: ``path`` is empty for everything and None where the node is gone; no ``locales`` are all."""

    below_id: UUID | None
    path: str | None
    locales: frozenset[str]

    def has(self, path: str) -> bool:
        return self.path is not None and path.startswith(self.path)


@dataclass(frozen=True, slots=True)
class Reach:
    """What assignments let somebody change. Without any the role alone says it."""

    grounds: tuple[_Ground, ...] = ()

    def covers(self, path: str, languages: Languages) -> bool:
        """Tell whether something at a path of the tree may be changed; the path of the top is empty."""
        if not self.grounds:
            return True
        here = [ground for ground in self.grounds if ground.has(path)]
        if any(not ground.locales for ground in here):
            return True
        if languages is None or not here:
            return False
        return all(any(locale in ground.locales for ground in here) for locale in languages)

    def covers_all(self) -> bool:
        """Tell whether everything may be changed."""
        return self.covers("", None)

    def has_whole_nodes(self) -> bool:
        """Tell whether nodes may be made somewhere."""
        return not self.grounds or any(not ground.locales for ground in self.grounds)

    def require(self, path: str, languages: Languages) -> None:
        """Refuse what is outside.

        :raises OutsideAssignment: none of the assignments reaches there; the error names where they do.
        """
        if not self.covers(path, languages):
            raise errors.OutsideAssignment(places=self._named())

    def _named(self) -> str:
        roots = [ground.below_id for ground in self.grounds if ground.below_id is not None]
        rows = models.NodeTranslation.objects.filter(node_id__in=roots).select_related("node").order_by("locale")
        titles: dict[UUID, str] = {}
        for row in rows:
            if row.locale == row.node.source_locale or row.node_id not in titles:
                titles[row.node_id] = row.title
        found = []
        for ground in self.grounds:
            place = "everything" if ground.below_id is None else f"“{titles.get(ground.below_id, ground.below_id)}”"
            found.append(f"{place} in {', '.join(sorted(ground.locales))}" if ground.locales else place)
        return "; ".join(sorted(found))


EVERYWHERE: Final = Reach()


def reach_of(ctx: RequestContext) -> Reach:
    """Read how far the actor's assignments reach, in one statement; administrators and the system reach everything."""
    if ctx.is_system or ctx.actor_id is None or ctx.audience & ALWAYS:
        return EVERYWHERE
    path = Subquery(models.Node.objects.filter(pk=OuterRef("below_id")).values("path")[:1])
    rows = models.Assignment.objects.filter(user_id=ctx.actor_id).values_list("below_id", path, "locales")
    return Reach(
        tuple(
            _Ground(below_id, "" if below_id is None else path, frozenset(locales)) for below_id, path, locales in rows
        )
    )
