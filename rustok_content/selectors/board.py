"""The board of translations: which text of which node is where, in every language."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q

from rustok.context import RequestContext
from rustok.dto import Page
from rustok.tenancy.info import current_tenant
from rustok_content import models
from rustok_content.dto.board import BoardCell, BoardCountsResponse, BoardRowResponse, TextState
from rustok_content.dto.lifecycle import SubmissionState
from rustok_content.dto.nodes import NodeStatus
from rustok_content.selectors.rights import readable
from rustok_content.selectors.titles import titles_of

_OPEN = Q(state=SubmissionState.SUBMITTED)


def list_board(
    ctx: RequestContext,
    *,
    kind: str | None = None,
    after: UUID | None = None,
    limit: int = 24,
) -> Page[BoardRowResponse]:
    """List nodes with the state of their text in each of the tenant's languages, newest first; no answers.

    ``after`` is the last id of the page before.
    """
    nodes = readable(ctx, _nodes(kind)).order_by("-id").prefetch_related("translations", "drafts")
    if after is not None:
        nodes = nodes.filter(pk__lt=after)
    found = list(nodes[: limit + 1])
    ids = [node.id for node in found[:limit]]
    submitted: dict[UUID, set[str]] = {}
    for node_id, locale in models.NodeSubmission.objects.filter(_OPEN, node_id__in=ids).values_list(
        "node_id", "locale"
    ):
        submitted.setdefault(node_id, set()).add(locale)
    titles = titles_of(ids, ctx.locale)
    locales = current_tenant().locale_codes
    return Page(
        items=tuple(
            BoardRowResponse(
                id=node.id,
                kind=node.kind,
                title=titles[node.id],
                source_locale=node.source_locale,
                cells=tuple(_cell(node, locale, submitted.get(node.id, set())) for locale in locales),
            )
            for node in found[:limit]
        ),
        next=str(ids[-1]) if len(found) > limit else None,
    )


def count_board(ctx: RequestContext, *, kind: str | None = None) -> tuple[BoardCountsResponse, ...]:
    """Count, for each kind and language, how many texts are missing, drafts, stale, submitted, scheduled, published."""
    nodes = readable(ctx, _nodes(kind))
    totals = dict(nodes.order_by("kind").values_list("kind").annotate(count=Count("id")))
    submitted = models.NodeSubmission.objects.filter(
        _OPEN, Q(locale=OuterRef("locale")) | Q(locale=""), node_id=OuterRef("node_id")
    )
    draft = models.NodeDraft.objects.filter(node_id=OuterRef("node_id"), locale=OuterRef("locale"))
    texts = readable(ctx, models.NodeTranslation.objects.filter(node__in=nodes.values("id")), prefix="node__")
    rows = (
        texts.annotate(is_submitted=Exists(submitted), has_draft=Exists(draft))
        .order_by("kind", "locale")
        .values("kind", "locale")
        .annotate(
            present=Count("id"),
            drafts=Count("id", filter=Q(status=NodeStatus.DRAFT) | Q(has_draft=True)),
            stale=Count("id", filter=Q(source_version__lt=F("node__text_version"))),
            submitted=Count("id", filter=Q(is_submitted=True)),
            scheduled=Count("id", filter=Q(publish_at__isnull=False) | Q(unpublish_at__isnull=False)),
            published=Count("id", filter=Q(status=NodeStatus.PUBLISHED)),
        )
    )
    found: dict[tuple[str, str], dict[str, Any]] = {(row["kind"], row["locale"]): row for row in rows}
    return tuple(
        BoardCountsResponse(
            kind=name,
            locale=locale,
            missing=total - row.get("present", 0),
            draft=row.get("drafts", 0),
            stale=row.get("stale", 0),
            submitted=row.get("submitted", 0),
            scheduled=row.get("scheduled", 0),
            published=row.get("published", 0),
        )
        for name, total in totals.items()
        for locale in current_tenant().locale_codes
        for row in (found.get((name, locale), {}),)
    )


def _nodes(kind: str | None) -> Any:
    nodes = models.Node.objects.filter(deleted_at=None, root_id=None)
    return nodes.filter(kind=kind) if kind is not None else nodes


def _cell(node: Any, locale: str, submitted: set[str]) -> BoardCell:
    text = next((row for row in node.translations.all() if row.locale == locale), None)
    if text is None:
        return BoardCell(
            locale=locale,
            state=TextState.MISSING,
            is_published=False,
            is_stale=False,
            is_submitted=False,
            has_draft=False,
            publish_at=None,
            unpublish_at=None,
        )
    is_published = text.status == NodeStatus.PUBLISHED
    is_stale = text.source_version < node.text_version
    has_draft = any(row.locale == locale for row in node.drafts.all())
    is_submitted = bool(submitted & {locale, ""})
    if is_submitted:
        state = TextState.SUBMITTED
    elif text.publish_at is not None:
        state = TextState.SCHEDULED
    elif is_stale:
        state = TextState.STALE
    elif is_published and not has_draft:
        state = TextState.PUBLISHED
    else:
        state = TextState.ARCHIVED if text.status == NodeStatus.ARCHIVED else TextState.DRAFT
    return BoardCell(
        locale=locale,
        state=state,
        is_published=is_published,
        is_stale=is_stale,
        is_submitted=is_submitted,
        has_draft=has_draft,
        publish_at=text.publish_at,
        unpublish_at=text.unpublish_at,
    )
