"""A newsroom with a desk of moderators: reviews, flags, schedules, names that change, and people who are forgotten."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from rustok.auth.dto import UpdateUserRequest
from rustok.auth.services import users
from rustok.context import RequestContext
from rustok.dto import parse
from rustok.modules import toggles
from rustok.modules.subjects import Subject
from rustok.rbac.roles import Role
from rustok_content import facade, models
from rustok_content.dto.lifecycle import (
    ApproveSubmissionRequest,
    LinkRelation,
    RejectSubmissionRequest,
    ScheduleNodeRequest,
    SubmitNodeRequest,
)
from rustok_content.dto.members import UpdateOwnMemberRequest
from rustok_content.dto.moderation import DecideReviewRequest, DeleteSpammerRequest, FlagRequest
from rustok_content.dto.nodes import CreateNodeRequest, SetNodeTranslationRequest, UpdateNodeRequest
from rustok_content.dto.revisions import RestoreRevisionRequest
from rustok_content.dto.thread_changes import BulkThreadsRequest, ChangeThreadRequest
from rustok_content.services import (
    discipline,
    due,
    flags,
    own_member,
    personal_data,
    reviews,
    thread_states,
)
from rustok_forum.dto.topics import UpdateForumReplyRequest, UpdateForumTopicRequest
from rustok_forum.services import topics
from tests.factories import community
from tests.rustok_index.editor import TAGS, Editor

ANSWERS = ("topic", "reply", "comment")


class Desk(Editor):
    """What an editor does, and what moderators, schedules and the law do beside."""

    def __init__(self, ctx: RequestContext, seed: int) -> None:
        super().__init__(ctx, seed)
        self.writers = [community.member(Role.EDITOR) for _ in range(2)]
        self.moderators = [community.member(Role.MODERATOR) for _ in range(2)]

    def operations(self) -> dict[Callable[[], object], int]:
        """Say what there is to do, and how often it is done."""
        return {
            **super().operations(),
            self.flag: 8,
            self.decide: 6,
            self.rewrite_answer: 6,
            self.rewrite_topic: 4,
            self.bulk: 3,
            self.end_thread: 4,
            self.schedule: 4,
            self.time_passes: 3,
            self.hand_in: 3,
            self.say_of_submission: 3,
            self.bring_back: 3,
            self.name_home: 2,
            self.link: 4,
            self.decorate: 4,
            self.rename_member: 3,
            self.rename_writer: 2,
            self.forget: 1,
            self.delete_spammer: 1,
            self.switch: 1,
        }

    def writer(self) -> RequestContext:
        return self.chance.choice(self.writers)

    # The queue.

    def flag(self) -> object:
        kind = self.chance.choice(ANSWERS)
        data = {"kind": kind, "id": str(self.node(kind)), "reason": "spam"}
        return flags.flag(self.chance.choice((*self.members, *self.writers)), parse(FlagRequest, data))

    def decide(self) -> object:
        data = {"decision": self.chance.choice(("approve", "reject", "ignore")), "spam": self.chance.random() < 0.3}
        item = self.one(models.ReviewItem.objects.filter(state="open"))
        return reviews.decide(self.chance.choice(self.moderators), item, parse(DecideReviewRequest, data))

    def rewrite_answer(self) -> object:
        return topics.update_reply(
            self.chance.choice(self.moderators),
            self.node("reply"),
            parse(UpdateForumReplyRequest, {"body": self.text(8)}),
        )

    def rewrite_topic(self) -> object:
        data = {"title": self.text(), "tags": self.chance.sample(TAGS, self.chance.randint(0, 2))}
        topic = self.node("topic")
        return topics.update_topic(self.chance.choice(self.moderators), topic, parse(UpdateForumTopicRequest, data))

    def bulk(self) -> object:
        action = self.chance.choice(("lock", "unlock", "hide", "show", "delete", "move"))
        data: dict[str, Any] = {"ids": self.some(models.Node.objects.filter(kind="topic")), "action": action}
        if action == "move":
            data["category_id"] = str(self.category("forum"))
        return thread_states.change_threads(
            self.chance.choice(self.moderators), parse(BulkThreadsRequest, data), kind="topic"
        )

    def end_thread(self) -> object:
        data: dict[str, Any] = self.chance.choice(
            (
                {"closed_at": "2100-01-01T00:00:00Z"},
                {"closed_at": None},
                {"is_archived": True},
                {"is_archived": False},
                {"is_archived": False},
                {"is_wiki": True},
                {"slow_mode_seconds": self.chance.choice((0, 60))},
            )
        )
        kind = self.chance.choice(("topic", "post"))
        return thread_states.change_thread(self.ctx, self.node(kind), parse(ChangeThreadRequest, data), kind=kind)

    # Times and reviews of what is written.

    def schedule(self) -> object:
        moment = (timezone.now() + dt.timedelta(hours=self.chance.randint(1, 3))).isoformat()
        data: dict[str, Any] = {self.chance.choice(("publish_at", "unpublish_at")): moment}
        if self.chance.random() < 0.5:
            data["locales"] = [self.locale()]
        return facade.schedule_node(self.ctx, self.node(), parse(ScheduleNodeRequest, data))

    def time_passes(self) -> object:
        """Let what was to come in an hour or more be now: half of what is planned, and what was late."""
        planned = models.NodeTranslation.objects.order_by("id")
        for name in ("publish_at", "unpublish_at"):
            ids = list(planned.filter(**{f"{name}__isnull": False}).values_list("id", flat=True))
            past = [found for found in ids if self.chance.random() < 0.5]
            models.NodeTranslation.objects.filter(pk__in=past).update(
                **{name: timezone.now() - dt.timedelta(minutes=1 if name == "unpublish_at" else 2)}
            )
        return due.apply()

    def hand_in(self) -> object:
        return facade.submit_node(self.ctx, self.node(), SubmitNodeRequest())

    def say_of_submission(self) -> object:
        handed = self.one(models.NodeSubmission.objects.filter(state="submitted"))
        if self.chance.random() < 0.3:
            return facade.reject_submission(self.ctx, handed, RejectSubmissionRequest(note="No"))
        return facade.approve_submission(self.ctx, handed, ApproveSubmissionRequest(publish=True))

    def bring_back(self) -> object:
        node_id = self.node()
        versions = models.NodeRevision.objects.filter(node_id=node_id).order_by("version")
        version = self.chance.choice(list(versions.values_list("version", flat=True)) or [1])
        request = RestoreRevisionRequest(own_fields=self.chance.random() < 0.5)
        return facade.restore_revision(self.ctx, node_id, version, request)

    # What nodes show of others.

    def name_home(self) -> object:
        return facade.set_home(self.ctx, self.node("page"), kind="page")

    def link(self) -> object:
        if self.chance.random() < 0.4:
            if not models.Node.objects.filter(kind="series", deleted_at=None).exists():
                return self._begin_series()
            series = [UUID(found) for found in self.some(models.Node.objects.filter(kind="series"))]
            return facade.set_links(
                self.ctx, self.node("post"), LinkRelation.SERIES, series, kind="post", target="series"
            )
        related = [UUID(found) for found in self.some(models.Node.objects.filter(kind="post"))]
        return facade.set_links(self.ctx, self.node("post"), LinkRelation.RELATED, related, kind="post", target="post")

    def _begin_series(self) -> object:
        data = {"kind": "series", "translations": [{"locale": "en", "title": self.text()}]}
        made = facade.create_node(self.writer(), parse(CreateNodeRequest, data))
        return facade.publish_node(self.ctx, made.id)

    def decorate(self) -> object:
        """Say what search engines and networks are told."""
        data: dict[str, Any] = self.chance.choice(
            (
                {"locale": self.locale(), "meta_title": self.text(), "meta_description": self.text(5), "publish": True},
                {"locale": self.locale(), "excerpt": self.text(4), "publish": True},
                {"locale": "en", "body": f"See [this](/{self.text(1)}). {self.text(5)}", "publish": True},
            )
        )
        if self.chance.random() < 0.3:
            featured = parse(UpdateNodeRequest, {"is_featured": self.chance.random() < 0.5})
            return facade.update_node(self.ctx, self.node("post"), featured)
        return facade.set_translation(self.ctx, self.node(), parse(SetNodeTranslationRequest, data))

    # People.

    def rename_member(self) -> object:
        request = UpdateOwnMemberRequest(name=f"Name-{self.chance.randint(1, 99)}")
        return own_member.update_own_member(self.chance.choice(self.members), request)

    def rename_writer(self) -> object:
        user_id = self.chance.choice(self.writers).actor_id
        assert user_id is not None
        return users.update_user(self.ctx, user_id, UpdateUserRequest(first_name=self.text(1)))

    def forget(self) -> object:
        place = self.chance.randrange(len(self.members))
        user_id = self.members[place].actor_id
        self.members[place] = community.member()
        with transaction.atomic():
            personal_data.erase(self.ctx, Subject(user_id=user_id))
            return users.erase_user(self.ctx, user_id) if user_id else None

    def delete_spammer(self) -> object:
        place = self.chance.randrange(len(self.members))
        user_id = self.members[place].actor_id
        assert user_id is not None
        self.members[place] = community.member()
        return discipline.delete_spammer(self.ctx, user_id, DeleteSpammerRequest(reason="Advertisements"))

    def switch(self) -> object:
        """Switch the forum off, or on again: mostly on, so that there is something to do."""
        if self.chance.random() < 0.2:
            return toggles.disable_module(self.ctx, "forum")
        return toggles.enable_module(self.ctx, "forum")
