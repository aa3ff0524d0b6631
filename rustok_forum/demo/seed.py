"""Writes the demonstration's forum through the forum's own commands; what is there already is left alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final
from uuid import UUID

from rustok.auth.dto import CreateUserRequest
from rustok.auth.selectors.users import find_user_id
from rustok.auth.services import users
from rustok.context import RequestContext
from rustok.modules.contract import Progress
from rustok.rbac.roles import Role
from rustok.runtime.demo_logins import PASSWORD
from rustok_content import errors, facade
from rustok_content.dto.categories import CategoryRightInput, CreateNodeCategoryRequest
from rustok_forum.demo.records import Community, Member, Place, Talk
from rustok_forum.demo.talks import COMMUNITIES
from rustok_forum.dto.topics import CreateForumReplyRequest, CreateForumTopicRequest
from rustok_forum.services import topics

_STAFF: Final = tuple(
    CategoryRightInput(role=role, can_reply=True, can_create=True)
    for role in (Role.MODERATOR, Role.EDITOR, Role.MANAGER)
)


def seed(ctx: RequestContext, dataset: str, progress: Progress) -> None:
    """Seed a data set; unknown ones have no forum."""
    community = COMMUNITIES.get(dataset)
    if community is None:
        return
    places = _places(ctx, community.places)
    members = _members(ctx, community)
    total = len(community.talks)
    progress("topics", 0, total)
    for done, talk in enumerate(community.talks, start=1):
        if not _is_there(talk, ctx.locale):
            _write(ctx, talk, places, members)
        progress("topics", done, total)


def _places(ctx: RequestContext, places: tuple[Place, ...]) -> dict[str, UUID]:
    known = {each.slug: each.id for each in facade.list_categories(ctx, module="forum")}
    for place in places:
        if place.slug not in known:
            request = CreateNodeCategoryRequest(
                slug=place.slug,
                module="forum",
                names=dict(place.names),
                descriptions=dict(place.descriptions),
                position=place.position,
                icon=place.icon,
                rights=_STAFF if place.staff_only else (),
            )
            known[place.slug] = facade.create_category(ctx, request).id
    return known


def _members(ctx: RequestContext, community: Community) -> dict[str, UUID]:
    return {member.key: find_user_id(member.email) or _user(ctx, member) for member in community.members}


def _user(ctx: RequestContext, member: Member) -> UUID:
    request = CreateUserRequest(
        email=member.email, first_name=member.first_name, last_name=member.last_name, password=PASSWORD
    )
    return users.create_user(ctx, request).id


def _is_there(talk: Talk, locale: str) -> bool:
    try:
        facade.find_by_slug("topic", talk.slug, locale)
    except errors.ThreadNotFound:
        return False
    return True


def _write(ctx: RequestContext, talk: Talk, places: Mapping[str, UUID], members: Mapping[str, UUID]) -> None:
    request = CreateForumTopicRequest(
        title=talk.title, body=talk.text, category_id=places[talk.place], tags=talk.tags, locale=ctx.locale
    )
    # As the member, with the platform's rights: rules for newcomers do not hold back what is written all at once.
    topic = topics.create_topic(replace(ctx, actor_id=members[talk.by]), request)
    written: list[UUID] = []
    for said in talk.replies:
        parent_id = None if said.to is None else written[said.to]
        reply = CreateForumReplyRequest(body=said.text, parent_id=parent_id)
        written.append(topics.create_reply(replace(ctx, actor_id=members[said.by]), topic.id, reply).id)
