"""What a text said before it was edited."""

from __future__ import annotations

import dataclasses

import pytest

from rustok.context import RequestContext
from rustok.rbac.audience import BITS
from rustok.rbac.roles import Role
from rustok_content import errors, models
from rustok_content.selectors.edits import list_edits
from rustok_content.services import visibility
from rustok_forum.dto.topics import UpdateForumReplyRequest, UpdateForumTopicRequest
from rustok_forum.services import topics
from tests.factories import community

pytestmark = pytest.mark.django_db


def member(role: Role = Role.CUSTOMER) -> RequestContext:
    return dataclasses.replace(community.member(role), audience=BITS[role])


def test_authors_and_moderators_know_what_a_text_said_before(ctx: RequestContext) -> None:
    author, other, moderator = member(), member(), member(Role.MODERATOR)
    topic = community.topic(author, community.category(), "Tea", body="Green tea")
    reply = community.reply(author, topic.id, "First words")
    assert list_edits(author, reply.id) == ()
    topics.update_reply(author, reply.id, UpdateForumReplyRequest(body="Second words"))
    topics.update_reply(moderator, reply.id, UpdateForumReplyRequest(body="Third words"))
    topics.update_topic(author, topic.id, UpdateForumTopicRequest(title="Green tea", tags=("tea",)))

    for reader in (author, moderator):
        last, first = list_edits(reader, reply.id)
        assert (last.editor_id, first.editor_id) == (moderator.actor_id, author.actor_id)
        assert [(change.field, change.before, change.after) for change in last.changes] == [
            ("body", "Second words", "Third words")
        ]
        assert first.changes[0].before == "First words"
    (edit,) = list_edits(author, topic.id)
    assert [(change.field, change.before, change.after) for change in edit.changes] == [("title", "Tea", "Green tea")]
    for reader in (other, community.visitor()):
        with pytest.raises(errors.EditsNotShown):
            list_edits(reader, reply.id)


def test_a_community_lets_everybody_know_of_what_they_see(ctx: RequestContext) -> None:
    models.CommunitySettings.objects.create(edits_are_public=True)
    author, other = member(), member()
    reply = community.reply(author, community.topic(author, community.category()).id, "First words")
    topics.update_reply(author, reply.id, UpdateForumReplyRequest(body="Second words"))
    assert len(list_edits(community.visitor(), reply.id)) == len(list_edits(other, reply.id)) == 1

    visibility.delete_text(author, reply.id, kind="reply")

    for reader in (other, community.visitor()):
        with pytest.raises(errors.NodeNotFound):
            list_edits(reader, reply.id)
    with pytest.raises(errors.NodeNotFound):
        list_edits(other, community.post(ctx))
