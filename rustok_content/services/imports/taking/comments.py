"""Comments of a source: in their threads, at the time when they were written, told to nobody anew."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import F
from django.utils import timezone

from rustok.auth.models import User
from rustok.commands import command
from rustok.events.bus import publish
from rustok.events.catalog.content import NodeCreated, NodeUpdated
from rustok.ids import generate_id
from rustok.rbac.policies import require
from rustok_content import models
from rustok_content.dto.answers import GuestInput
from rustok_content.dto.nodes import BodyFormat, NodeStatus
from rustok_content.dto.threads import Moderation
from rustok_content.services import guests, threads, tree
from rustok_content.services.counters import kept
from rustok_content.services.imports.pieces import Piece, PieceKind
from rustok_content.services.imports.taking.records import Taking
from rustok_content.services.kinds import UNDETERMINED, get_kind
from rustok_content.services.markup import render

_KIND: Final = "comment"


def resolve_comment(taking: Taking, piece: Piece) -> dict[str, Any] | None:
    """Find the post and the comment above."""
    post = taking.target(PieceKind.POST, piece.data["post"])
    if post is None:
        taking.note(piece, "no_post", "The post that it belongs to was not taken.")
        return None
    above = taking.target(PieceKind.COMMENT, piece.above)
    if piece.above and above is None:
        taking.note(piece, "no_parent", "What it answers was not taken; it stands below the post.")
    email = piece.data["email"]
    author = User.objects.filter(email=email).values_list("id", flat=True).first() if email else None
    return {
        "post": str(post),
        "parent_id": str(above or post),
        "author_id": str(author) if author else None,
        **{name: piece.data[name] for name in ("author", "email", "website", "date", "body", "moderation")},
    }


def write_comment(taking: Taking, piece: Piece, wanted: dict[str, Any], known: UUID | None) -> UUID:
    """Write a comment, or what has changed of it."""
    if known is None:
        return _write(taking, wanted)
    _rewrite(taking, wanted, known)
    return known


@command()
def _write(taking: Taking, wanted: dict[str, Any]) -> UUID:
    kind = get_kind(_KIND)
    require(taking.ctx, f"{kind.permission}:create")
    node_id, root_id = generate_id(), UUID(wanted["post"])
    author_id = UUID(wanted["author_id"]) if wanted["author_id"] else None
    written_at = _moment(wanted["date"])
    tree.share_tree()
    # Drafts have no thread yet; counters look for its row before anything else.
    threads.lock_thread(root_id)
    with kept([node_id], above=[root_id]):
        thread = threads.lock_thread(root_id)
        node = models.Node(
            id=node_id,
            kind=kind.name,
            parent_id=UUID(wanted["parent_id"]),
            root_id=root_id,
            number=thread.next_number,
            author_id=author_id,
            status=NodeStatus.PUBLISHED,
            moderation=Moderation(wanted["moderation"]),
            source_locale=UNDETERMINED,
            published_at=written_at,
        )
        node.save(force_insert=True)
        # What was written then was not written now.
        models.Node.objects.filter(pk=node_id).update(created_at=written_at)
        models.NodeTranslation.objects.create(
            node=node,
            kind=kind.name,
            is_addressed=False,
            locale=UNDETERMINED,
            status=NodeStatus.PUBLISHED,
            published_at=written_at,
        )
        _write_body(node_id, wanted["body"])
        models.Thread.objects.filter(pk=thread.pk).update(next_number=F("next_number") + 1)
    if author_id is None:
        guests.sign(node, _guest(wanted), "")
    publish(taking.ctx, NodeCreated(node_id=node_id, kind=kind.name, author_id=author_id))
    return node_id


@command()
def _rewrite(taking: Taking, wanted: dict[str, Any], node_id: UUID) -> None:
    kind = get_kind(_KIND)
    require(taking.ctx, f"{kind.permission}:update")
    tree.share_tree()
    with kept([node_id]):
        _write_body(node_id, wanted["body"])
        models.Node.objects.filter(pk=node_id).update(
            moderation=Moderation(wanted["moderation"]), version=F("version") + 1, updated_at=timezone.now()
        )
    publish(taking.ctx, NodeUpdated(node_id=node_id, kind=kind.name, fields=("body", "moderation")))


def _write_body(node_id: UUID, source: str) -> None:
    text = render(source, BodyFormat.HTML)
    models.Body.objects.update_or_create(
        node_id=node_id,
        locale=UNDETERMINED,
        defaults={
            "body": source,
            "format": BodyFormat.HTML,
            "html": text.html,
            "text": text.text,
            "removed": list(text.removed),
        },
    )


def _guest(wanted: dict[str, Any]) -> GuestInput:
    email = wanted["email"]
    try:
        validate_email(email)
    except ValidationError:
        email = ""
    website = wanted["website"] if wanted["website"].startswith(("http://", "https://")) else ""
    return GuestInput(name=wanted["author"] or "Anonymous", email=email or None, website=website[:500] or None)


def _moment(said: str) -> dt.datetime:
    try:
        return dt.datetime.fromisoformat(said).replace(tzinfo=dt.UTC)
    except ValueError:
        return timezone.now()
