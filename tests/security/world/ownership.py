"""Whose the objects of a tenant are, and how they become somebody else's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db.models import Model

from rustok.auth.models import Session
from rustok.ids import generate_id, parse_id
from rustok.media.models import Asset, Upload
from rustok_commerce.models import Cart, Customer, CustomerAddress, Order
from rustok_content.models import ComposerDraft, Node, NodeSubmission, NodeTranslation, Notification, PreviewToken
from rustok_content.services.counters import kept
from tests.example_tickets.models import Ticket

Give = Callable[[UUID, UUID], None]
"""Makes an object, by its id, that of a user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owned:
    """A kind of objects that are somebody's.

    Of the ways to make it somebody's the first one counts in which what is to be done can be done at all. Where
    ``by_login`` holds no right is asked for: whoever is signed in has their own, and nobody else's.
    """

    model: type[Model]
    gives: tuple[Give, ...]
    by_login: bool = False

    def row(self, key: str) -> Any:
        """Return an object as it is stored; None where it is gone."""
        rows: Any = self.model._default_manager
        return rows.filter(pk=parse_id(key)).values().first()


def _column(model: Any, name: str) -> Give:
    def give(key: UUID, user_id: UUID) -> None:
        model.objects.filter(pk=key).update(**{name: user_id})

    return give


def _node(key: UUID, user_id: UUID) -> None:
    with kept([key]):
        Node.objects.filter(pk=key).update(author_id=user_id)
    # An author brings back what they have deleted themselves.
    Node.objects.filter(pk=key).exclude(deleted_at=None).update(deleted_by_id=user_id)


def _topic(key: UUID, user_id: UUID) -> None:
    """Give a topic with all that answers it: authors delete one only while nobody else has written there."""
    answers = list(Node.objects.filter(root_id=key).values_list("id", flat=True))
    with kept([key, *answers]):
        Node.objects.filter(pk__in=answers).update(author_id=user_id)
    _node(key, user_id)


def _draft_post(key: UUID, user_id: UUID) -> None:
    """Make a node a post that no reader sees: the kind that authors write, as they write it."""
    _node(key, user_id)
    with kept([key]):
        Node.objects.filter(pk=key).update(kind="post", status="draft", category_id=None)
    NodeTranslation.objects.filter(node_id=key).update(kind="post", status="draft", is_addressed=False)


def _through(model: Any) -> Give:
    def give(key: UUID, user_id: UUID) -> None:
        _draft_post(model.objects.values_list("node_id", flat=True).get(pk=key), user_id)

    return give


def _customer(customer_id: UUID | None, user_id: UUID) -> None:
    Customer.objects.filter(user_id=user_id).exclude(pk=customer_id).update(user_id=generate_id())
    Customer.objects.filter(pk=customer_id).update(user_id=user_id)


def _of_customer(model: Any) -> Give:
    def give(key: UUID, user_id: UUID) -> None:
        _customer(model.objects.values_list("customer_id", flat=True).get(pk=key), user_id)

    return give


def _by_customer(model: Any) -> Owned:
    return Owned(model=model, gives=(_of_customer(model),), by_login=True)


_POST: Final = Owned(model=Node, gives=(_draft_post, _node))
_TALK: Final = Owned(model=Node, gives=(_node,))

OWNED: Final[Mapping[str, Owned]] = {
    "node": _POST,
    "trashed_node": _POST,
    "post": _POST,
    "page": _TALK,
    "reusable_block": _TALK,
    "node_preview": Owned(model=PreviewToken, gives=(_through(PreviewToken),)),
    "node_submission": Owned(model=NodeSubmission, gives=(_through(NodeSubmission),)),
    "forum_topic": Owned(model=Node, gives=(_topic,)),
    "deleted_forum_topic": _TALK,
    "forum_reply": _TALK,
    "deleted_forum_reply": _TALK,
    "comment": _TALK,
    "deleted_comment": _TALK,
    "ticket": Owned(model=Ticket, gives=(_column(Ticket, "author_id"),)),
    "asset": Owned(model=Asset, gives=(_column(Asset, "created_by_id"),)),
    "upload": Owned(model=Upload, gives=(_column(Upload, "created_by_id"),)),
    "session": Owned(model=Session, gives=(_column(Session, "user_id"),), by_login=True),
    "composer_draft": Owned(model=ComposerDraft, gives=(_column(ComposerDraft, "user_id"),), by_login=True),
    "notification": Owned(model=Notification, gives=(_column(Notification, "user_id"),), by_login=True),
    "cart": _by_customer(Cart),
    "my_address": _by_customer(CustomerAddress),
    "order": _by_customer(Order),
    "sent_order": _by_customer(Order),
}
"""By kind, as operations and fields name them."""
