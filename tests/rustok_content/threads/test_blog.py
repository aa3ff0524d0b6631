"""Posts under the blog's own rights; the command that compares counters."""

from __future__ import annotations

import datetime as dt
import json
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from PIL import Image

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.errors import Forbidden, StaleVersion, Unauthenticated
from rustok.ids import generate_id, id_floor
from rustok.media.errors import AssetNotFound
from rustok.media.services import assets
from rustok.rbac.roles import Role
from rustok_blog.dto.posts import CreatePostRequest, SetPostLinksRequest, UpdatePostRequest
from rustok_blog.dto.series import CreateSeriesRequest, SetSeriesPostsRequest
from rustok_blog.services import comments, posts, series
from rustok_content import errors, facade, models
from rustok_content.dto.nodes import CreateNodeRequest, NodeStatus, UpdateNodeRequest
from rustok_content.dto.thread_changes import ChangeThreadRequest
from rustok_content.services import guests, nodes, recounting
from tests.factories import community

pytestmark = pytest.mark.django_db


def test_an_editor_writes_and_publishes_a_post(ctx: RequestContext) -> None:
    editor, category = community.member(Role.EDITOR), community.category(module="blog")
    data = {
        "translations": [{"locale": "en", "title": "Hello", "excerpt": "Short", "body": "World"}],
        "category_id": category,
        "tags": ["tea"],
        "is_featured": True,
    }

    post = posts.create_post(editor, parse(CreatePostRequest, data))
    assert (post.kind, post.status, post.is_featured, post.author_id) == ("post", "draft", True, editor.actor_id)
    assert models.Category.objects.get().node_count == 0
    published = posts.publish_post(editor, post.id)

    assert published.status is NodeStatus.PUBLISHED
    assert (models.Category.objects.get().node_count, models.Tag.objects.get().node_count) == (1, 1)
    posts.unpublish_post(editor, post.id)
    assert (models.Category.objects.get().node_count, models.Tag.objects.get().node_count) == (0, 0)
    assert recounting.check_counters(ctx) == []
    with pytest.raises(Forbidden):
        posts.create_post(community.member(), parse(CreatePostRequest, data))


def picture() -> bytes:
    target = BytesIO()
    Image.new("RGB", (8, 6), "teal").save(target, "PNG")
    return target.getvalue()


def test_a_post_gets_and_loses_its_cover(ctx: RequestContext) -> None:
    post = community.post(ctx, metadata={"note": "stays"})
    cover = assets.store_asset(ctx, picture(), filename="cover.png").id

    with pytest.raises(AssetNotFound):
        posts.update_post(ctx, post, UpdatePostRequest(cover_id=generate_id()))
    assert set(posts.update_post(ctx, post, UpdatePostRequest(cover_id=cover)).metadata) == {"note", "cover"}
    assert posts.update_post(ctx, post, UpdatePostRequest(cover_id=None)).metadata == {"note": "stays"}


def test_posts_are_part_of_series_and_related(ctx: RequestContext) -> None:
    post, other = community.post(ctx), community.post(ctx)
    texts = [{"locale": "en", "title": "All about tea"}]
    series = nodes.create_node(ctx, parse(CreateNodeRequest, {"kind": "series", "translations": texts})).id

    posts.set_post_links(ctx, post, SetPostLinksRequest(series_ids=(series,), related_ids=(other,)))

    found = models.NodeLink.objects.order_by("relation").values_list("relation", "target_id")
    assert list(found) == [("related", other), ("series", series)]
    with pytest.raises(errors.NodeNotFound):
        posts.set_post_links(ctx, post, SetPostLinksRequest(series_ids=(other,)))
    assert models.NodeLink.objects.count() == 2


def test_a_series_has_its_posts_in_an_order(ctx: RequestContext) -> None:
    first, second, third = (community.post(ctx) for _ in range(3))
    made = series.create_series(
        ctx, parse(CreateSeriesRequest, {"translations": [{"locale": "en", "title": "All about tea"}]})
    )
    for post in (third, first):
        posts.set_post_links(ctx, post, SetPostLinksRequest(series_ids=(made.id,)))
    assert series.get_series_posts(ctx, made.id).post_ids == (third, first)

    arranged = series.set_series_posts(ctx, made.id, SetSeriesPostsRequest(post_ids=(first, second, third)))

    assert arranged.post_ids == (first, second, third)
    before = dict(models.Node.objects.values_list("id", "version"))
    # Said again by a post, its place stays; the same order again changes nothing.
    posts.set_post_links(ctx, third, SetPostLinksRequest(series_ids=(made.id,)))
    assert series.set_series_posts(ctx, made.id, SetSeriesPostsRequest(post_ids=arranged.post_ids)) == arranged
    assert dict(models.Node.objects.values_list("id", "version")) == before
    with pytest.raises(StaleVersion):
        series.set_series_posts(ctx, made.id, SetSeriesPostsRequest(post_ids=(), version=arranged.version - 1))
    with pytest.raises(errors.NodeNotFound):
        series.set_series_posts(ctx, made.id, SetSeriesPostsRequest(post_ids=(first, made.id)))
    assert series.get_series_posts(ctx, made.id) == arranged
    posts.delete_post(ctx, second)
    assert series.set_series_posts(ctx, made.id, SetSeriesPostsRequest(post_ids=(third,))).post_ids == (third,)
    # What is in the trash was not asked about.
    assert set(models.NodeLink.objects.values_list("node_id", flat=True)) == {second, third}
    with pytest.raises(Forbidden):
        series.set_series_posts(community.member(), made.id, SetSeriesPostsRequest(post_ids=()))


def test_comments_are_switched_off_below_one_post(ctx: RequestContext) -> None:
    post, other, author = community.post(ctx), community.post(ctx), community.member()
    posts.change_comments(ctx, post, ChangeThreadRequest(is_locked=True))

    with pytest.raises(errors.ThreadLocked):
        community.comment(author, post)

    assert community.comment(author, other).number == 1


def test_comments_are_switched_off_everywhere(ctx: RequestContext) -> None:
    models.CommunitySettings.objects.create(comments_enabled=False)

    with pytest.raises(errors.CommentsDisabled):
        community.comment(community.member(), community.post(ctx))


def test_comments_close_when_a_post_is_old(ctx: RequestContext) -> None:
    models.CommunitySettings.objects.create(comment_days=14)
    post, other, author = community.post(ctx), community.post(ctx), community.member()
    models.Node.objects.filter(pk=post).update(published_at=timezone.now() - dt.timedelta(days=14))
    models.Node.objects.filter(pk=other).update(published_at=timezone.now() - dt.timedelta(days=13))

    with pytest.raises(errors.ThreadClosed):
        community.comment(author, post)

    assert community.comment(author, other).number == 1
    assert community.comment(community.member(Role.MODERATOR), post).number == 1


def test_a_guest_waits_between_comments_wherever_they_are(ctx: RequestContext) -> None:
    rules = {"guests_comment": True, "guests_need_approval": False, "seconds_between_posts": 30}
    models.CommunitySettings.objects.create(**rules)
    post, other = community.post(ctx), community.post(ctx)
    guest, address = community.visitor(), {"name": "Ada", "ip": "192.0.2.7"}
    first = community.comment(guest, post, **address)

    with pytest.raises(errors.TooFast):
        community.comment(guest, other, **address)
    assert community.comment(guest, other, **{**address, "ip": "192.0.2.8"}).number == 1

    models.CommunitySettings.objects.update(seconds_between_posts=0)
    with pytest.raises(errors.DuplicateText):
        community.comment(guest, other, first.body, **address)
    assert community.comment(guest, other, **address).number == 2


def test_addresses_of_guests_are_forgotten_after_some_days(ctx: RequestContext) -> None:
    models.CommunitySettings.objects.create(guests_comment=True, guests_need_approval=False)
    post = community.post(ctx)
    comment = community.comment(community.visitor(), post, name="Ada", ip="192.0.2.7")
    old = models.Node.objects.create(
        id=id_floor(timezone.now() - dt.timedelta(days=31)), kind="comment", source_locale="und", parent_id=post
    )
    models.GuestAuthor.objects.create(node=old, name="Bob", ip_hash="b" * 64)

    assert guests.forget_addresses() == 1

    kept = dict(models.GuestAuthor.objects.values_list("node_id", "ip_hash"))
    assert (kept[old.id], len(kept[comment.id])) == ("", 64)
    assert guests.forget_addresses() == 0


def test_a_guest_deletes_a_comment_by_its_token(ctx: RequestContext) -> None:
    models.CommunitySettings.objects.create(guests_comment=True, guests_need_approval=False)
    post = community.post(ctx)
    comment = community.comment(community.visitor(), post, name="Ada")

    with pytest.raises(Unauthenticated):
        comments.delete_comment(community.visitor(), comment.id, token="something else")
    comments.delete_comment(community.visitor(), comment.id, token=comment.token)

    assert models.Node.objects.get(pk=post).reply_count == 0


def test_a_post_in_the_trash_takes_its_comments_along(ctx: RequestContext) -> None:
    post, author = community.post(ctx), community.member()
    community.comment(author, post)

    posts.delete_post(ctx, post)

    assert models.Member.objects.get(user_id=author.actor_id).reply_count == 0
    assert recounting.check_counters(ctx) == []


def test_the_command_tells_of_drift_and_puts_it_right(ctx: RequestContext) -> None:
    post = community.post(ctx)
    models.Node.objects.filter(pk=post).update(reply_count=4)
    said = StringIO()

    with pytest.raises(CommandError) as refused:
        call_command("content_counters", "check", "--tenant", "a", "--json", stdout=said)

    assert refused.value.returncode == 3
    (entry,) = json.loads(said.getvalue())
    assert (entry["table"], entry["counter"], entry["stored"], entry["counted"]) == ("nodes", "reply_count", "4", "0")
    call_command("content_counters", "repair", "--tenant", "a", stdout=StringIO())
    call_command("content_counters", "check", "--tenant", "a", stdout=StringIO())
    assert models.Node.objects.get(pk=post).reply_count == 0


def test_whoever_may_not_write_posts_does_not_learn_which_pictures_there_are(ctx: RequestContext) -> None:
    post, member = community.post(ctx), community.member()
    text = [{"locale": "en", "title": "Hello"}]

    with pytest.raises(Forbidden):
        posts.create_post(member, parse(CreatePostRequest, {"translations": text, "cover_id": str(generate_id())}))
    with pytest.raises(Forbidden):
        posts.update_post(member, post, parse(UpdatePostRequest, {"cover_id": str(generate_id())}))


def test_a_cover_takes_nothing_back_that_was_written_in_between(
    ctx: RequestContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = community.post(ctx)
    read = facade.get_node

    def reading(*args: Any, **kwargs: Any) -> Any:
        found = read(*args, **kwargs)
        nodes.update_node(ctx, post, UpdateNodeRequest(metadata={"note": "in between"}))
        return found

    monkeypatch.setattr(facade, "get_node", reading)
    with pytest.raises(StaleVersion):
        posts.update_post(ctx, post, parse(UpdatePostRequest, {"cover_id": None}))

    assert models.Node.objects.get(pk=post).metadata == {"note": "in between"}
