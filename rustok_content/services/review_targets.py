"""What can be flagged and reviewed. Modules register theirs when Django starts; nodes are content's own."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final, Protocol
from uuid import UUID

from rustok.context import RequestContext
from rustok.modules import toggles
from rustok_content import errors, models
from rustok_content.dto.nodes import NodeStatus
from rustok_content.dto.threads import Moderation
from rustok_content.selectors.sight import can_see_category
from rustok_content.services import visibility
from rustok_content.services.kinds import get_kind

_EXCERPT: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """What moderators are shown of a target, and whether readers see it."""

    author_id: UUID | None
    title: str
    excerpt: str
    moderation: Moderation
    is_public: bool = True


class ReviewTarget(Protocol):
    """A kind of thing that members write and moderators judge."""

    def load(self, ctx: RequestContext, ids: Collection[UUID]) -> Mapping[UUID, Reviewed]:
        """Return those that there are; ``is_public`` says whether whoever asks may see, and so flag, them."""

    def approve(self, ctx: RequestContext, target_id: UUID) -> None:
        """Let readers see it, inside the caller's transaction and before it locks anything else."""

    def reject(self, ctx: RequestContext, target_id: UUID, *, spam: bool) -> None:
        """Keep it from readers, inside the caller's transaction and before it locks anything else."""


_targets: dict[str, tuple[ReviewTarget, str]] = {}


def register_target(kind: str, target: ReviewTarget, *, module: str) -> None:
    """Let something be flagged and reviewed under a name of its own.

    :raises RuntimeError: another module registered the name.
    """
    present = _targets.get(kind)
    if present is not None and present[1] != module:
        raise RuntimeError(f"review target {kind!r} is registered by {present[1]!r} and {module!r}")
    _targets[kind] = (target, module)


def target_for(kind: str) -> ReviewTarget:
    """Return what judges a kind of thing, whose module the tenant has switched on.

    :raises UnknownKind: there is none.
    """
    if kind in _targets:
        target, module = _targets[kind]
        if not toggles.is_enabled(module):
            raise errors.UnknownKind(kind=kind)
        return target
    get_kind(kind)
    return _NODES


class NodeTarget:
    """Nodes: topics, replies, comments."""

    def load(self, ctx: RequestContext, ids: Collection[UUID]) -> Mapping[UUID, Reviewed]:
        """Return the nodes with the beginnings of their texts."""
        rows = models.Node.objects.filter(pk__in=set(ids)).prefetch_related("translations", "bodies")
        found: dict[UUID, Reviewed] = {}
        categories = dict(
            models.Node.objects.filter(pk__in={node.root_id or node.id for node in rows}).values_list(
                "id", "category_id"
            )
        )
        seen = {category_id for category_id in set(categories.values()) if can_see_category(ctx, category_id)}
        for node in rows:
            head = next((row for row in node.translations.all() if row.locale == node.source_locale), None)
            body = next((row for row in node.bodies.all() if row.locale == node.source_locale), None)
            found[node.id] = Reviewed(
                author_id=node.author_id,
                title=head.title if head is not None else "",
                excerpt=body.text[:_EXCERPT] if body is not None else "",
                moderation=Moderation(node.moderation),
                is_public=node.status == NodeStatus.PUBLISHED
                and node.moderation == Moderation.APPROVED
                and node.deleted_at is None
                and categories.get(node.root_id or node.id) in seen,
            )
        return found

    def approve(self, ctx: RequestContext, target_id: UUID) -> None:
        """Let readers see the node."""
        visibility.set_moderation(ctx, target_id, Moderation.APPROVED)

    def reject(self, ctx: RequestContext, target_id: UUID, *, spam: bool) -> None:
        """Keep the node from readers."""
        visibility.set_moderation(ctx, target_id, Moderation.SPAM if spam else Moderation.HIDDEN)


_NODES: Final = NodeTarget()
