"""Reads how texts are received."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Count

from rustok_content import models
from rustok_content.dto.reactions import ReactionsResponse


def present_reactions(node_id: UUID, user_id: UUID | None) -> ReactionsResponse:
    """Return how a text is received, after a write."""
    node = models.Node.objects.get(pk=node_id)
    rows = models.Reaction.objects.filter(node_id=node_id).order_by("name")
    mine = models.Vote.objects.filter(node_id=node_id, user_id=user_id).values_list("value", flat=True).first()
    return ReactionsResponse(
        node_id=node_id,
        reaction_count=node.reaction_count,
        counts=dict(rows.values_list("name").annotate(n=Count("id"))),
        mine=tuple(rows.filter(user_id=user_id).values_list("name", flat=True)),
        vote_score=node.vote_score,
        my_vote=mine or 0,
    )
