"""What members change about themselves."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from rustok.commands import command
from rustok.context import RequestContext
from rustok.dto import given
from rustok.errors import InvalidInput, StaleVersion
from rustok.events.bus import publish
from rustok.events.catalog.community import MemberUpdated
from rustok.media.selectors.assets import assets_by_id
from rustok_content import errors, models
from rustok_content.dto.members import OwnMemberResponse, UpdateOwnMemberRequest
from rustok_content.mappers.community import own_member_response
from rustok_content.services.members import lock_member, member_for, refuse_disciplined


def own_member(ctx: RequestContext) -> OwnMemberResponse:
    """Return oneself as a member; made at the first use.

    :raises Unauthenticated: nobody is signed in, or the user is gone.
    """
    return own_member_response(member_for(ctx))


@command()
def update_own_member(ctx: RequestContext, request: UpdateOwnMemberRequest) -> OwnMemberResponse:
    """Change what members may change about themselves. What is as asked already changes nothing.

    :raises Unauthenticated: nobody is signed in, or the user is gone.
    :raises Silenced: a moderator lets the member read only.
    :raises StaleVersion: ``version`` was given and the member has changed in between.
    :raises DuplicateMemberName: another member has the name.
    """
    member = lock_member(member_for(ctx).user_id)
    refuse_disciplined(member)
    changes: dict[str, Any] = given(request)
    version = changes.pop("version", None)
    changed = sorted(name for name, value in changes.items() if getattr(member, name) != value)
    if version is not None and version != member.version:
        raise StaleVersion(current=member.version, given=version, changed=tuple(changed))
    if not changed:
        return own_member_response(member)
    if "avatar_id" in changed:
        _check_avatar(changes["avatar_id"])
    values = {name: changes[name] for name in changed}
    try:
        with transaction.atomic():
            models.Member.objects.filter(pk=member.pk).update(
                **values, version=member.version + 1, updated_at=timezone.now()
            )
    except IntegrityError as exc:
        raise errors.DuplicateMemberName(name=changes.get("name", member.name)) from exc
    publish(ctx, MemberUpdated(user_id=member.user_id, fields=tuple(changed)))
    member.refresh_from_db()
    return own_member_response(member)


def _check_avatar(asset_id: UUID | None) -> None:
    if asset_id is not None and not assets_by_id([asset_id]):
        raise InvalidInput.field("avatar_id", code="not_found", message="There is no such picture.")
