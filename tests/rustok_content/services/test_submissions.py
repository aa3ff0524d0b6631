"""An author hands a text in, an editor decides."""

from __future__ import annotations

import pytest

from rustok.context import RequestContext, Scope
from rustok.errors import Forbidden, StaleVersion
from rustok.ids import generate_id
from rustok.testing.events import published_events
from rustok_content import errors, models
from rustok_content.dto.lifecycle import (
    ApproveSubmissionRequest,
    RejectSubmissionRequest,
    SubmissionState,
    SubmitNodeRequest,
)
from rustok_content.selectors.submissions import list_submissions
from rustok_content.services import submissions
from tests.factories.content import node, rights, text, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(ctx: RequestContext) -> RequestContext:
    """Somebody who writes, and reaches only what is theirs."""
    return RequestContext(
        tenant_id=ctx.tenant_id,
        actor_id=generate_id(),
        permissions=rights(Scope.OWN, "create", "read", "update"),
    )


@pytest.fixture
def editor(ctx: RequestContext) -> RequestContext:
    """Somebody who decides."""
    return RequestContext(
        tenant_id=ctx.tenant_id,
        actor_id=generate_id(),
        permissions=rights(Scope.ALL, "read", "update", "publish"),
    )


def test_an_author_hands_in_and_an_editor_publishes(author: RequestContext, editor: RequestContext) -> None:
    made = node(author, ru="Привет")

    handed = submissions.submit_node(author, made.id, SubmitNodeRequest(locale="ru", note="Please"))
    with published_events() as events:
        done = submissions.approve_submission(editor, handed.id, ApproveSubmissionRequest(note="Fine", publish=True))

    assert (handed.state, handed.title, handed.locale, handed.version) == (SubmissionState.SUBMITTED, "Hello", "ru", 1)
    assert (done.state, done.decided_by_id, done.decision_note) == (SubmissionState.APPROVED, editor.actor_id, "Fine")
    assert dict(models.NodeTranslation.objects.values_list("locale", "status")) == {"en": "draft", "ru": "published"}
    assert {"node.submission_decided", "node.published"} <= set(events.types)


def test_an_author_cannot_decide_nor_hand_in_what_is_not_theirs(
    ctx: RequestContext, author: RequestContext, editor: RequestContext
) -> None:
    own, other = node(author), node(ctx)
    handed = submissions.submit_node(author, own.id, SubmitNodeRequest())

    with pytest.raises(Forbidden):
        submissions.submit_node(author, other.id, SubmitNodeRequest())
    with pytest.raises(Forbidden):
        submissions.approve_submission(author, handed.id, ApproveSubmissionRequest())
    theirs = submissions.submit_node(editor, other.id, SubmitNodeRequest())
    with pytest.raises(Forbidden):
        submissions.withdraw_submission(author, theirs.id)

    assert [row.id for row in list_submissions(author).items] == [handed.id]
    assert [row.id for row in list_submissions(editor).items] == [theirs.id, handed.id]
    assert set(models.NodeSubmission.objects.values_list("state", flat=True)) == {"submitted"}


def test_a_text_waits_once_and_comes_again_when_rejected(author: RequestContext, editor: RequestContext) -> None:
    made = node(author)
    first = submissions.submit_node(author, made.id, SubmitNodeRequest())
    with pytest.raises(errors.AlreadySubmitted):
        submissions.submit_node(author, made.id, SubmitNodeRequest())

    refused = submissions.reject_submission(editor, first.id, RejectSubmissionRequest(note="Too short"))
    again = submissions.submit_node(author, made.id, SubmitNodeRequest())

    assert (refused.state, refused.decision_note) == (SubmissionState.REJECTED, "Too short")
    with pytest.raises(errors.SubmissionDecided):
        submissions.approve_submission(editor, first.id, ApproveSubmissionRequest())
    assert submissions.withdraw_submission(author, again.id).state is SubmissionState.WITHDRAWN
    assert models.Node.objects.get().status == "draft"


def test_what_changed_after_it_was_handed_in_is_not_approved_unseen(
    author: RequestContext, editor: RequestContext
) -> None:
    made = node(author)
    handed = submissions.submit_node(author, made.id, SubmitNodeRequest())
    changed = write(author, made.id, title="Changed")

    with pytest.raises(StaleVersion) as refusal:
        submissions.approve_submission(editor, handed.id, ApproveSubmissionRequest(publish=True))
    assert refusal.value.params == {"current": 2, "given": 1, "changed": ["translations.en.title"]}
    assert models.NodeTranslation.objects.get().status == "draft"

    submissions.approve_submission(editor, handed.id, ApproveSubmissionRequest(publish=True, version=changed.version))
    assert models.NodeTranslation.objects.get().status == "published"


def test_a_language_that_there_is_not_cannot_be_handed_in(author: RequestContext) -> None:
    made = node(author)

    with pytest.raises(errors.TranslationNotFound):
        submissions.submit_node(author, made.id, SubmitNodeRequest(locale="ru"))
    with pytest.raises(errors.SubmissionNotFound):
        submissions.withdraw_submission(author, generate_id())

    assert text(made).status == "draft"
    assert models.NodeSubmission.objects.count() == 0
