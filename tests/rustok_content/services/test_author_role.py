"""What authors may: write and hand in what is their own, look at what others wrote, publish nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from rustok.auth.dto import CreateUserRequest
from rustok.auth.services import users
from rustok.context import RequestContext, Scope
from rustok.dto import parse
from rustok.errors import Forbidden
from rustok.modules import toggles
from rustok.modules.rights import rights_of
from rustok.rbac.audience import BITS
from rustok.rbac.roles import Role
from rustok_blog.dto.posts import CreatePostRequest, SetPostLinksRequest, UpdatePostRequest
from rustok_blog.services import posts
from rustok_content import models
from rustok_content.dto.lifecycle import ApproveSubmissionRequest, ScheduleNodeRequest, SubmitNodeRequest
from rustok_content.dto.nodes import CreateNodeRequest, SetNodeTranslationRequest, TranslationInput, UpdateNodeRequest
from rustok_content.dto.places import CopyNodeRequest, MoveNodeRequest
from rustok_content.dto.revisions import RestoreRevisionRequest
from rustok_content.selectors.nodes import get_node, list_nodes
from rustok_content.services import (
    copying,
    nodes,
    placing,
    publishing,
    restoring,
    scheduling,
    submissions,
    translations,
    trash,
)
from rustok_forum.dto.topics import CreateForumReplyRequest, CreateForumTopicRequest
from rustok_forum.services import topics
from tests.factories.content import node, text, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def someone(ctx: RequestContext) -> Callable[..., RequestContext]:
    """Make users of a role, and return their contexts."""
    toggles.enable_module(ctx, "forum")

    def make(role: Role, name: str = "") -> RequestContext:
        email = f"{name or role.value}@example.com"
        made = users.create_user(ctx, CreateUserRequest(email=email, role=role, password="a long enough one"))
        return RequestContext(
            tenant_id=ctx.tenant_id, actor_id=made.id, permissions=rights_of(role), audience=BITS[role]
        )

    return make


@pytest.fixture
def author(someone: Any) -> RequestContext:
    """An author."""
    made: RequestContext = someone(Role.AUTHOR)
    return made


@pytest.fixture
def editor(someone: Any) -> RequestContext:
    """An editor."""
    made: RequestContext = someone(Role.EDITOR)
    return made


def _untouched(act: Callable[[], Any]) -> None:
    """Check that something is refused, and that nothing has changed."""
    rows = (models.Node, models.NodeTranslation, models.NodeDraft, models.Body, models.NodeTag)
    before = [list(model.objects.order_by("id").values()) for model in rows]
    with pytest.raises(Forbidden):
        act()
    assert [list(model.objects.order_by("id").values()) for model in rows] == before


def test_an_author_writes_and_an_editor_publishes(author: RequestContext, editor: RequestContext) -> None:
    made = node(author, kind="post")
    write(author, made.id, title="Better")
    handed = submissions.submit_node(author, made.id, SubmitNodeRequest())
    _untouched(lambda: publishing.publish_node(author, made.id))
    _untouched(lambda: submissions.approve_submission(author, handed.id, ApproveSubmissionRequest(publish=True)))

    submissions.approve_submission(editor, handed.id, ApproveSubmissionRequest(publish=True))

    assert text(get_node(author, made.id)).status == "published"
    waiting = text(write(author, made.id, title="Better still"))
    assert (waiting.title, waiting.draft.title) == ("Better", "Better still")


def test_an_author_looks_at_what_others_wrote_and_no_more(author: RequestContext, editor: RequestContext) -> None:
    other = node(editor, kind="post")

    assert get_node(author, other.id).id == other.id
    for act in (
        lambda: write(author, other.id, title="Mine"),
        lambda: nodes.update_node(author, other.id, UpdateNodeRequest(tags=("Mine",))),
        lambda: nodes.update_node(author, other.id, UpdateNodeRequest(author_id=author.actor_id)),
        lambda: submissions.submit_node(author, other.id, SubmitNodeRequest()),
        lambda: trash.delete_node(author, other.id),
        lambda: posts.update_post(author, other.id, UpdatePostRequest(is_featured=True)),
        lambda: posts.delete_post(author, other.id),
    ):
        _untouched(act)
    assert posts.get_post(author, other.id).id == other.id


def test_an_author_signs_for_nobody_else(author: RequestContext, editor: RequestContext) -> None:
    texts = (TranslationInput(locale="en", title="Hello"),)
    mine = node(author, kind="post")

    _untouched(lambda: posts.create_post(author, CreatePostRequest(translations=texts, author_id=editor.actor_id)))
    _untouched(lambda: nodes.update_node(author, mine.id, UpdateNodeRequest(author_id=editor.actor_id)))
    assert posts.create_post(author, CreatePostRequest(translations=texts)).author_id == author.actor_id


def test_an_author_makes_posts_and_no_pages(author: RequestContext, editor: RequestContext) -> None:
    page = node(editor)
    texts = (TranslationInput(locale="en", title="Hello"),)

    _untouched(lambda: nodes.create_node(author, CreateNodeRequest(kind="page", translations=texts)))
    _untouched(lambda: nodes.create_node(author, CreateNodeRequest(kind="topic", translations=texts)))
    _untouched(lambda: copying.copy_node(author, page.id, CopyNodeRequest()))
    # Also not one that an editor has named them as the author of.
    nodes.update_node(editor, page.id, UpdateNodeRequest(author_id=author.actor_id))
    _untouched(lambda: write(author, page.id, title="Mine"))
    assert get_node(author, page.id).author_id == author.actor_id


def test_what_readers_see_changes_by_an_editor_alone(author: RequestContext, editor: RequestContext) -> None:
    made = node(author, kind="post", published=False)
    publishing.publish_node(editor, made.id)
    other = node(editor, kind="post")
    tags = UpdateNodeRequest(tags=("Tea",))

    for act in (
        lambda: nodes.update_node(author, made.id, tags),
        lambda: nodes.update_node(author, made.id, UpdateNodeRequest(is_featured=True)),
        lambda: posts.set_post_links(author, made.id, SetPostLinksRequest(related_ids=(other.id,))),
        lambda: translations.set_translation(
            author, made.id, SetNodeTranslationRequest(locale="en", title="At once", publish=True)
        ),
        lambda: restoring.restore_revision(author, made.id, 1, RestoreRevisionRequest(own_fields=True)),
        lambda: publishing.unpublish_node(author, made.id),
        lambda: trash.delete_node(author, made.id),
        lambda: placing.move_node(author, made.id, MoveNodeRequest(parent_id=None, position=0)),
    ):
        _untouched(act)
    assert nodes.update_node(editor, made.id, tags).tags == ("Tea",)
    trash.delete_node(editor, made.id)
    _untouched(lambda: trash.restore_node(author, made.id))


def test_what_is_to_be_shown_by_itself_is_not_changed_under_an_editor(
    author: RequestContext, editor: RequestContext
) -> None:
    made = node(author, kind="post", ru="Привет")
    at = (timezone.now() + dt.timedelta(days=1)).isoformat()
    asked = parse(ScheduleNodeRequest, {"locales": ["en"], "publish_at": at})
    scheduling.schedule_node(editor, made.id, asked)

    _untouched(lambda: write(author, made.id, title="Otherwise"))
    _untouched(lambda: nodes.update_node(author, made.id, UpdateNodeRequest(tags=("Tea",))))
    assert text(write(author, made.id, "ru", title="Иначе"), "ru").title == "Иначе"
    assert text(write(editor, made.id, title="Otherwise")).title == "Otherwise"


def test_an_author_throws_away_what_is_theirs_and_takes_it_back(author: RequestContext, someone: Any) -> None:
    made = node(author, kind="post")
    trash.delete_node(author, made.id)

    _untouched(lambda: trash.purge_node(author, made.id))
    _untouched(lambda: trash.restore_node(someone(Role.AUTHOR, "other"), made.id))
    assert trash.restore_node(author, made.id).id == made.id


def test_what_others_put_below_does_not_go_along(ctx: RequestContext, author: RequestContext) -> None:
    mine = RequestContext(
        tenant_id=ctx.tenant_id,
        actor_id=author.actor_id,
        permissions={**author.permissions, **{f"pages.page:{action}": Scope.OWN for action in ("create", "delete")}},
    )
    top = node(mine)
    below = node(ctx, parent_id=top.id)

    _untouched(lambda: trash.delete_node(mine, top.id))
    trash.delete_node(ctx, below.id)
    assert trash.delete_node(mine, top.id).below == 0


def test_a_copy_is_wholly_the_authors(ctx: RequestContext, author: RequestContext, editor: RequestContext) -> None:
    original = node(editor, kind="post")

    copied = copying.copy_node(author, original.id, CopyNodeRequest())

    assert models.Node.objects.get(pk=copied.id).author_id == author.actor_id


def test_an_author_is_a_member_among_others(ctx: RequestContext, author: RequestContext, someone: Any) -> None:
    category = models.Category.objects.create(module="forum", slug="general")
    asked = CreateForumTopicRequest(title="Hello", body="Hi all", category_id=category.id)
    topic = topics.create_topic(author, asked)
    reply = topics.create_reply(
        someone(Role.CUSTOMER), topic.id, CreateForumReplyRequest(body="Something else entirely")
    )

    # Their own they change in the forum, with its window and its rules, and not as staff; others' they do not see so.
    for act in (
        lambda: write(author, topic.id, title="Spam"),
        lambda: trash.delete_node(author, topic.id),
        lambda: topics.delete_reply(author, reply.id),
        lambda: get_node(author, reply.id),
        lambda: get_node(author, topic.id),
    ):
        _untouched(act)
    assert list_nodes(author, kind="topic").items == ()
    assert [row.id for row in list_nodes(ctx, kind="topic").items] == [topic.id]


def test_commerce_is_none_of_an_authors_business() -> None:
    held = rights_of(Role.AUTHOR)

    assert not [code for code in held if code.startswith(("commerce.", "accounts.", "outbox.", "index."))]
    assert {code for code, scope in held.items() if scope is Scope.OWN} == {
        "blog.comment:delete",
        "blog.comment:update",
        "blog.post:create",
        "blog.post:delete",
        "blog.post:update",
        "content.node:create",
        "content.node:delete",
        "content.node:update",
        "forum.reply:delete",
        "forum.reply:update",
        "forum.topic:delete",
        "forum.topic:update",
        "media.asset:update",
    }
