"""Reads topics and answers from the write tables: for staff and right after a write."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from rustok.context import RequestContext
from rustok.dto import Page
from rustok.rbac.policies import require
from rustok_content import errors, models
from rustok_content.dto.answers import AnswerResponse
from rustok_content.dto.threads import Moderation
from rustok_content.dto.topics import TopicResponse
from rustok_content.mappers import answer_response, topic_response
from rustok_content.selectors.nodes import PARTS


def present_topic(node_id: UUID) -> TopicResponse:
    """Return a topic after a write.

    :raises ThreadNotFound: no such topic for this tenant.
    """
    node = models.Node.objects.filter(pk=node_id).prefetch_related(*PARTS, "threads").first()
    if node is None:
        raise errors.ThreadNotFound(id=str(node_id))
    return topic_response(node, next(iter(node.threads.all()), None))


def present_answer(node_id: UUID) -> AnswerResponse:
    """Return an answer after a write.

    :raises AnswerNotFound: no such answer for this tenant.
    """
    node = models.Node.objects.filter(pk=node_id).prefetch_related("bodies", "guest_authors").first()
    if node is None or node.root_id is None:
        raise errors.AnswerNotFound(id=str(node_id))
    return _answer(node)


def get_topic(ctx: RequestContext, node_id: UUID, *, permission: str, kind: str) -> TopicResponse:
    """Return a topic, whatever its state, for staff.

    :raises ThreadNotFound: no such topic for this tenant.
    """
    require(ctx, permission)
    node = models.Node.objects.filter(pk=node_id, kind=kind).prefetch_related(*PARTS, "threads").first()
    if node is None:
        raise errors.ThreadNotFound(id=str(node_id))
    return topic_response(node, next(iter(node.threads.all()), None))


def list_topics(
    ctx: RequestContext,
    *,
    permission: str,
    kind: str,
    category_id: UUID | None = None,
    moderation: Moderation | None = None,
    after: UUID | None = None,
    limit: int = 24,
) -> Page[TopicResponse]:
    """List topics, whatever their state, newest first, for staff."""
    require(ctx, permission)
    nodes = models.Node.objects.filter(kind=kind).order_by("-id").prefetch_related(*PARTS, "threads")
    if category_id is not None:
        nodes = nodes.filter(category_id=category_id)
    if moderation is not None:
        nodes = nodes.filter(moderation=moderation)
    if after is not None:
        nodes = nodes.filter(pk__lt=after)
    rows = list(nodes[: limit + 1])
    return Page(
        items=tuple(topic_response(node, next(iter(node.threads.all()), None)) for node in rows[:limit]),
        next=str(rows[limit - 1].id) if len(rows) > limit else None,
    )


def list_answers(
    ctx: RequestContext, root_id: UUID, *, permission: str, kind: str, after: UUID | None = None, limit: int = 24
) -> Page[AnswerResponse]:
    """List the answers of a topic or a post, also those that readers do not see, as they were written, for staff.

    :raises ThreadNotFound: no such topic or post for this tenant.
    """
    require(ctx, permission)
    if not models.Node.objects.filter(pk=root_id, root_id=None).exists():
        raise errors.ThreadNotFound(id=str(root_id))
    nodes = models.Node.objects.filter(root_id=root_id, kind=kind).order_by("id")
    if after is not None:
        nodes = nodes.filter(pk__gt=after)
    rows = list(nodes.prefetch_related("bodies", "guest_authors")[: limit + 1])
    return Page(
        items=tuple(_answer(node) for node in rows[:limit]),
        next=str(rows[limit - 1].id) if len(rows) > limit else None,
    )


def _answer(node: Any) -> AnswerResponse:
    guest = next(iter(node.guest_authors.all()), None)
    return answer_response(node, body=next(iter(node.bodies.all())), guest=guest)


def find_by_slug(kind: str, slug: str, locale: str) -> UUID:
    """Return the node of a kind that a slug leads to: in the language asked for, else in any other.

    :raises ThreadNotFound: no such node for this tenant.
    """
    rows = models.NodeTranslation.objects.filter(kind=kind, slug=slug, is_addressed=True).order_by("locale")
    found: dict[str, UUID] = dict(rows.values_list("locale", "node_id"))
    if not found:
        raise errors.ThreadNotFound(id=slug)
    return found.get(locale) or next(iter(found.values()))
