"""Events of threads: what is written below topics and posts, and what becomes of it.

They are events of the node that they name, so that they keep its order; ``root_id`` is the topic or post whose counters
have changed along.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from rustok.events.types import DomainEvent, event


@dataclass(frozen=True, slots=True, kw_only=True)
class _ThreadEvent(DomainEvent):
    node_id: UUID
    kind: str
    root_id: UUID


@event("node.answered", aggregate="content.node", key="node_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class NodeAnswered(_ThreadEvent):
    """Somebody wrote an answer, ``node_id``, below ``parent_id``. Who wrote without an account has no ``author_id``."""

    parent_id: UUID
    author_id: UUID | None
    number: int
    moderation: str


@event("node.topic_started", aggregate="content.node", key="node_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class TopicStarted(_ThreadEvent):
    """Somebody began a topic; readers see it, unless its ``moderation`` says otherwise."""

    author_id: UUID | None
    category_id: UUID | None
    moderation: str


@event("node.text_edited", aggregate="content.node", key="node_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class TextEdited(_ThreadEvent):
    """The text of a topic or an answer was changed after it was written."""

    editor_id: UUID | None


@event("node.answer_deleted", aggregate="content.node", key="node_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerDeleted(_ThreadEvent):
    """A topic or an answer is no longer shown; it keeps its place."""

    actor_id: UUID | None


@event("node.answer_restored", aggregate="content.node", key="node_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRestored(_ThreadEvent):
    """A deleted topic or answer is back."""

    actor_id: UUID | None


@event("node.moderated", aggregate="content.node", key="node_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class NodeModerated(_ThreadEvent):
    """Whether a topic or an answer is shown was decided."""

    moderation: str
    actor_id: UUID | None
    author_id: UUID | None


@event("node.reacted", aggregate="content.node", key="node_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class NodeReacted(_ThreadEvent):
    """Somebody set, or took back, a sign."""

    user_id: UUID
    name: str
    is_set: bool
    author_id: UUID | None


@event("node.voted", aggregate="content.node", key="node_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class NodeVoted(_ThreadEvent):
    """Somebody voted, changed their vote or took it back: 1, -1 or 0."""

    user_id: UUID
    value: int
    author_id: UUID | None


@event("node.solved", aggregate="content.node", key="node_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class NodeSolved(_ThreadEvent):
    """A topic has another answer that solves it, or none any more."""

    solution_id: UUID | None
    former_id: UUID | None
    author_id: UUID | None


@event("node.thread_changed", aggregate="content.node", key="node_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadChanged(_ThreadEvent):
    """A thread was pinned, locked, closed, archived …: ``fields`` names what is different."""

    fields: tuple[str, ...]
    actor_id: UUID | None


@event("node.thread_moved", aggregate="content.node", key="node_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadMoved(_ThreadEvent):
    """A topic is in another category."""

    category_id: UUID | None
    former_id: UUID | None


@event("node.thread_split", aggregate="content.node", key="node_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadSplit(_ThreadEvent):
    """Answers of ``root_id`` became the topic ``node_id``; ``node_ids`` are all that left."""

    node_ids: tuple[UUID, ...]


@event("node.thread_merged", aggregate="content.node", key="node_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadMerged(_ThreadEvent):
    """The topic ``node_id`` became an answer in ``root_id``, and all of its answers, ``node_ids``, went along."""

    node_ids: tuple[UUID, ...]
    former_category_id: UUID | None = None


@event("content.counters_repaired", aggregate="content.counters", key="tenant_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class CountersRepaired(DomainEvent):
    """Counters that were wrong are right again: those of these nodes, and of categories, tags and members."""

    tenant_id: UUID
    node_ids: tuple[UUID, ...]
    count: int
