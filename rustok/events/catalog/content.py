"""Events of the content domain. A node's translations and bodies share the node's order."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from rustok.events.types import DomainEvent, event


@dataclass(frozen=True, slots=True, kw_only=True)
class _NodeEvent(DomainEvent):
    node_id: UUID
    kind: str


@event("node.created", aggregate="content.node", key="node_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class NodeCreated(_NodeEvent):
    """A node exists, as a draft."""

    author_id: UUID | None = None


@event("node.updated", aggregate="content.node", key="node_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class NodeUpdated(_NodeEvent):
    """Fields of the node changed. ``fields`` names them; where ``category_id`` is one, the former category is told."""

    fields: tuple[str, ...] = ()
    former_category_id: UUID | None = None


@event("node.published", aggregate="content.node", key="node_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class NodePublished(_NodeEvent):
    """Readers may see the node, or a newer text of it, in the ``locales`` named."""

    locales: tuple[str, ...] = ()


@event("node.unpublished", aggregate="content.node", key="node_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class NodeUnpublished(_NodeEvent):
    """Readers no longer see the node in the ``locales`` named."""

    locales: tuple[str, ...] = ()


@event("node.deleted", aggregate="content.node", key="node_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class NodeDeleted(_NodeEvent):
    """The node is gone for good; ``node_ids`` are all that went: the node and those below it."""

    node_ids: tuple[UUID, ...] = ()


@event("node.translation_updated", aggregate="content.node", key="node_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class NodeTranslationUpdated(_NodeEvent):
    """The title, slug or excerpt in one language was set, changed or removed."""

    locale: str


@event("body.updated", aggregate="content.node", key="node_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class BodyUpdated(_NodeEvent):
    """The text in one language changed."""

    locale: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _CategoryEvent(DomainEvent):
    category_id: UUID


@event("category.created", aggregate="content.category", key="category_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryCreated(_CategoryEvent):
    """A category of nodes exists."""


@event("category.updated", aggregate="content.category", key="category_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryUpdated(_CategoryEvent):
    """A category changed: nodes in it show the change."""


@event("category.deleted", aggregate="content.category", key="category_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryDeleted(_CategoryEvent):
    """A category is gone. ``node_ids`` were in it."""

    node_ids: tuple[UUID, ...] = ()


@event("tag.created", aggregate="content.tag", key="tag_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class TagCreated(DomainEvent):
    """A tag exists."""

    tag_id: UUID


@event("tag.attached", aggregate="content.node", key="node_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class TagAttached(_NodeEvent):
    """A node carries a tag."""

    tag_id: UUID


@event("tag.detached", aggregate="content.node", key="node_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class TagDetached(_NodeEvent):
    """A node no longer carries a tag."""

    tag_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class _TagEvent(DomainEvent):
    tag_id: UUID


@event("tag.updated", aggregate="content.tag", key="tag_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class TagUpdated(_TagEvent):
    """A tag has another name or other synonyms: what carries it shows them."""


@event("tag.merged", aggregate="content.tag", key="tag_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class TagMerged(_TagEvent):
    """A tag took others in: what carried ``merged_ids`` carries it now."""

    merged_ids: tuple[UUID, ...]


@event("tag.deleted", aggregate="content.tag", key="tag_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class TagDeleted(_TagEvent):
    """A tag is no more; ``node_ids`` carried it. Of a tag that many carried several tell."""

    node_ids: tuple[UUID, ...] = ()


@event("category.merged", aggregate="content.category", key="category_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryMerged(_CategoryEvent):
    """A category took in another, which is no more: what was in it is in this one now."""

    merged_id: UUID


@event("category.rights_changed", aggregate="content.category", key="category_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryRightsChanged(_CategoryEvent):
    """Others may see, answer or write in a category, and in what is below it."""
