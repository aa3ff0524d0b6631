"""Judges answers by many at once, whether somebody flagged them or not: shown, hidden, spam, deleted, restored."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from rustok.commands import command
from rustok.context import RequestContext
from rustok.errors import RustokError
from rustok.rbac.policies import require
from rustok_content import errors, models
from rustok_content.dto.moderation import (
    AnswerVerdict,
    DecideReviewRequest,
    Decision,
    JudgeAnswersRequest,
    JudgedAnswer,
    ReviewState,
)
from rustok_content.dto.threads import Moderation
from rustok_content.services import reviews, visibility
from rustok_content.services.moderation_log import log_action

_MODERATION: Final = {
    AnswerVerdict.APPROVE: Moderation.APPROVED,
    AnswerVerdict.HIDE: Moderation.HIDDEN,
    AnswerVerdict.SPAM: Moderation.SPAM,
}


@command()
def judge_answer(ctx: RequestContext, answer_id: UUID, verdict: AnswerVerdict, *, reason: str = "") -> bool:
    """Let readers see an answer, or not; tell whether anything changed.

    What of it waits in the queue of review is decided with it.

    :raises AnswerNotFound: no such answer for this tenant, or it is not deleted and to be restored.
    :raises ReviewClaimed: another moderator is looking at it.
    """
    require(ctx, "content.review:decide")
    node = models.Node.objects.filter(pk=answer_id, root_id__isnull=False).first()
    wants_deleted = verdict is AnswerVerdict.RESTORE
    if node is None or (node.deleted_at is not None) is not wants_deleted:
        raise errors.AnswerNotFound(id=str(answer_id))
    if verdict is AnswerVerdict.DELETE:
        visibility.delete_text(ctx, answer_id, kind=node.kind)
    elif verdict is AnswerVerdict.RESTORE:
        visibility.restore_text(ctx, answer_id, kind=node.kind)
    elif (item_id := _open_item(node)) is not None:
        decision = Decision.APPROVE if verdict is AnswerVerdict.APPROVE else Decision.REJECT
        asked = DecideReviewRequest(decision=decision, note=reason, spam=verdict is AnswerVerdict.SPAM)
        reviews.decide(ctx, item_id, asked)
        return True
    elif not visibility.set_moderation(ctx, answer_id, _MODERATION[verdict]):
        return False
    log_action(ctx, verdict.value, target_kind=node.kind, target_id=node.id, member_id=node.author_id, reason=reason)
    return True


def judge_answers(ctx: RequestContext, request: JudgeAnswersRequest) -> tuple[JudgedAnswer, ...]:
    """Judge many answers alike, each by itself: one that cannot be judged keeps no other from it."""
    require(ctx, "content.review:decide")
    judged = []
    for answer_id in dict.fromkeys(request.ids):
        try:
            is_changed = judge_answer(ctx, answer_id, request.verdict, reason=request.reason)
        except RustokError as exc:
            judged.append(JudgedAnswer(id=answer_id, is_changed=False, error=exc.code))
        else:
            judged.append(JudgedAnswer(id=answer_id, is_changed=is_changed, error=None))
    return tuple(judged)


def _open_item(node: Any) -> UUID | None:
    rows: Any = models.ReviewItem.objects.filter(target_kind=node.kind, target_id=node.id, state=ReviewState.OPEN)
    found: UUID | None = rows.values_list("id", flat=True).first()
    return found
