"""Answers kept for idempotency keys, where somebody wants to be forgotten: they repeat what was written."""

from __future__ import annotations

from collections.abc import Sequence

from rustok.api.models import IdempotencyKey
from rustok.context import RequestContext
from rustok.modules.subjects import ErasedPart, PersonalSection, Subject


class StoredAnswers:
    """Keeps answers for a day; what is in them is in the tables that they were made from."""

    def export_personal_data(self, ctx: RequestContext, subject: Subject) -> Sequence[PersonalSection]:
        """Tell nothing: everything in an answer is told by the module it came from."""
        return ()

    def erase_personal_data(self, ctx: RequestContext, subject: Subject) -> Sequence[ErasedPart]:
        """Delete the answers to the person, and those that name them: a retry would be done anew."""
        ids = set()
        if subject.user_id is not None:
            ids |= set(IdempotencyKey.objects.filter(actor=str(subject.user_id)).values_list("id", flat=True))
        for text in (*subject.emails, *subject.words):
            ids |= set(_holding(text))
        if ids:
            IdempotencyKey.objects.filter(id__in=ids).delete()
        return (ErasedPart(name="stored_answers", erased=len(ids)),)


def _holding(text: str) -> list[object]:
    rows = IdempotencyKey.objects.extra(  # bytes have no lookup of their own
        where=["position(convert_to(%s, 'UTF8') IN body) > 0"], params=[text]
    )
    return list(rows.values_list("id", flat=True))
