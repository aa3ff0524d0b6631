"""Keyset paging: the cursor is opaque, signed, and good for one tenant and one kind of list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, Final
from uuid import UUID

from annotated_types import Ge, Le, MaxLen, doc
from django.core import signing

from rustok.api.rendering import plain
from rustok.dto import Page
from rustok.errors import Invalid
from rustok.tenancy.context import require_tenant_id

DEFAULT_LIMIT: Final = 20
MAX_LIMIT: Final = 100
_SALT: Final = "rustok.api.cursor"

Limit = Annotated[int, Ge(1), Le(MAX_LIMIT), doc("How many items at most.")]
Cursor = Annotated[str, MaxLen(2000), doc("The place to go on from: `page.next` of the page before.")]


class InvalidCursor(Invalid):
    """The cursor is not one of ours, or belongs to another tenant or list."""

    code = "page.cursor.invalid"
    message = "The cursor is not valid for this list."


@dataclass(frozen=True, slots=True, kw_only=True)
class PageQuery:
    """How much of a list, and from where. Lists with filters subclass it."""

    limit: Limit = DEFAULT_LIMIT
    after: Cursor | None = None


def encode_cursor(kind: str, key: Sequence[Any]) -> str:
    """Make the cursor of a list, from the sort key of the last item shown (ids, times, texts, numbers).

    ``kind`` names the list and its order, such as ``products:-created_at``.

    :raises TenantRequired: no tenant is in scope.
    """
    # Without a time in it: the same page is the same bytes, and a client that has it gets a 304.
    return signing.Signer(salt=_SALT).sign_object([str(require_tenant_id()), kind, plain(list(key))], compress=True)


def decode_cursor(kind: str, cursor: str) -> list[Any]:
    """Return the sort key within a cursor: ids and times as the text :func:`encode_cursor` wrote.

    :raises InvalidCursor: forged, of another tenant, or of a list in another order.
    """
    try:
        tenant_id, found, key = signing.Signer(salt=_SALT).unsign_object(cursor)
    except (signing.BadSignature, ValueError, TypeError, LookupError) as exc:
        raise InvalidCursor() from exc
    if tenant_id != str(require_tenant_id()) or found != kind or not isinstance(key, list):
        raise InvalidCursor()
    return key


def id_after(kind: str, cursor: str | None) -> UUID | None:
    """Return the id that a list in id order goes on after.

    :raises InvalidCursor: not a cursor of this list.
    """
    return None if cursor is None else UUID(decode_cursor(kind, cursor)[0])


def opaque(kind: str, page: Page[Any]) -> Page[Any]:
    """Return a page of a list in id order with its ``next``, an id, made into a cursor."""
    return page if page.next is None else replace(page, next=encode_cursor(kind, [page.next]))
