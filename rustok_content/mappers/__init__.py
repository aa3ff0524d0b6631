"""From rows to what services give."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from rustok.rbac.roles import Role
from rustok_content import models
from rustok_content.dto.addresses import RedirectResponse
from rustok_content.dto.answers import AnswerResponse
from rustok_content.dto.assignments import AssignmentResponse
from rustok_content.dto.categories import CategoryRightResponse, NodeCategoryResponse
from rustok_content.dto.community import CommunitySettingsResponse
from rustok_content.dto.imports import ContentImportResponse, ImportFormat, ImportState
from rustok_content.dto.lifecycle import (
    NodePreviewResponse,
    NodeReferenceResponse,
    NodeSubmissionResponse,
    ReferenceTarget,
    SubmissionState,
)
from rustok_content.dto.menus import MenuItemProblem, MenuItemResponse, MenuResponse
from rustok_content.dto.nodes import (
    BodyFormat,
    NodeDraftResponse,
    NodeResponse,
    NodeStatus,
    NodeTranslationResponse,
)
from rustok_content.dto.revisions import NodeRevisionDetailResponse, NodeRevisionResponse
from rustok_content.dto.tags import NodeTagResponse
from rustok_content.dto.threads import Moderation
from rustok_content.dto.topics import TopicResponse


def node_response(node: models.Node) -> NodeResponse:
    """Map a node whose ``translations``, ``bodies``, ``drafts`` and ``node_tags__tag`` are prefetched."""
    bodies = {body.locale: body for body in node.bodies.all()}
    drafts = {draft.locale: draft for draft in node.drafts.all()}
    return NodeResponse(
        id=node.id,
        kind=node.kind,
        status=NodeStatus(node.status),
        parent_id=node.parent_id,
        category_id=node.category_id,
        author_id=node.author_id,
        depth=node.depth,
        position=node.position,
        is_featured=node.is_featured,
        is_home=node.is_home,
        tags=tuple(sorted(node_tag.tag.name for node_tag in node.node_tags.all())),
        source_locale=node.source_locale,
        translations=tuple(
            _translation(node, translation, bodies.get(translation.locale), drafts.get(translation.locale))
            for translation in sorted(node.translations.all(), key=lambda row: row.locale)
        ),
        metadata=node.metadata,
        version=node.version,
        created_at=node.created_at,
        updated_at=node.updated_at,
        published_at=node.published_at,
        deleted_at=node.deleted_at,
        trash_id=node.trash_id,
    )


def _translation(
    node: models.Node, translation: models.NodeTranslation, body: models.Body | None, draft: models.NodeDraft | None
) -> NodeTranslationResponse:
    return NodeTranslationResponse(
        locale=translation.locale,
        title=translation.title,
        slug=translation.slug,
        excerpt=translation.excerpt,
        body=body.body if body else None,
        format=BodyFormat(body.format) if body else BodyFormat.MARKDOWN,
        html=body.html if body else None,
        removed=tuple(body.removed) if body else (),
        meta_title=translation.meta_title,
        meta_description=translation.meta_description,
        stale=translation.source_version < node.text_version,
        status=NodeStatus(translation.status),
        published_at=translation.published_at,
        publish_at=translation.publish_at,
        unpublish_at=translation.unpublish_at,
        draft=_draft(draft) if draft else None,
    )


def _draft(draft: models.NodeDraft) -> NodeDraftResponse:
    return NodeDraftResponse(
        title=draft.title,
        slug=draft.slug,
        excerpt=draft.excerpt,
        body=draft.body,
        format=BodyFormat(draft.format),
        meta_title=draft.meta_title,
        meta_description=draft.meta_description,
        author_id=draft.author_id,
        updated_at=draft.updated_at,
    )


def category_response(category: models.Category) -> NodeCategoryResponse:
    """Map a category whose ``translations``, ``rights`` and ``aliases`` are prefetched."""
    texts = sorted(category.translations.all(), key=lambda row: row.locale)
    return NodeCategoryResponse(
        id=category.id,
        module=category.module,
        slug=category.slug,
        names={text.locale: text.name for text in texts},
        descriptions={text.locale: text.description for text in texts if text.description},
        parent_id=category.parent_id,
        position=category.position,
        colour=category.colour,
        icon=category.icon,
        is_closed=category.is_closed,
        needs_approval=category.needs_approval,
        slow_mode_seconds=category.slow_mode_seconds,
        rights=tuple(
            CategoryRightResponse(
                role=Role(right.role), can_see=right.can_see, can_reply=right.can_reply, can_create=right.can_create
            )
            for right in sorted(category.rights.all(), key=lambda row: row.role)
        ),
        aliases=tuple(sorted(alias.slug for alias in category.aliases.all())),
        node_count=category.node_count,
        reply_count=category.reply_count,
        last_activity_at=category.last_activity_at,
        version=category.version,
    )


def community_settings_response(row: models.CommunitySettings) -> CommunitySettingsResponse:
    """Map the rules of a community; one that is not saved has version 0."""
    return CommunitySettingsResponse(
        comments_enabled=row.comments_enabled,
        guests_comment=row.guests_comment,
        guests_need_approval=row.guests_need_approval,
        comment_days=row.comment_days,
        edits_are_public=row.edits_are_public,
        first_posts_to_approve=row.first_posts_to_approve,
        edit_minutes=row.edit_minutes,
        comment_depth=row.comment_depth,
        new_member_links=row.new_member_links,
        new_member_mentions=row.new_member_mentions,
        new_member_topics_per_day=row.new_member_topics_per_day,
        new_member_replies_per_day=row.new_member_replies_per_day,
        seconds_between_posts=row.seconds_between_posts,
        duplicate_minutes=row.duplicate_minutes,
        flags_to_hide=row.flags_to_hide,
        votes_enabled=row.votes_enabled,
        reactions=tuple(row.reactions),
        revision_days=row.revision_days,
        trash_days=row.trash_days,
        version=0 if row._state.adding else row.version,
    )


def assignment_response(assignment: models.Assignment) -> AssignmentResponse:
    """Map an assignment."""
    return AssignmentResponse(
        id=assignment.id,
        user_id=assignment.user_id,
        below_id=assignment.below_id,
        locales=tuple(assignment.locales),
        created_at=assignment.created_at,
    )


def redirect_response(redirect: models.Redirect) -> RedirectResponse:
    """Map a redirect."""
    return RedirectResponse(
        id=redirect.id,
        path=redirect.path,
        target=redirect.target,
        locale=redirect.locale,
        permanent=redirect.permanent,
        version=redirect.version,
        created_at=redirect.created_at,
        updated_at=redirect.updated_at,
    )


def menu_response(
    menu: models.Menu, titles: Mapping[UUID, str], problems: Mapping[UUID, MenuItemProblem | None]
) -> MenuResponse:
    """Map a menu whose ``items__translations`` are prefetched.

    :param problems: of the nodes that entries lead to.
    """
    levels: dict[UUID | None, int] = {None: -1}
    items = []
    for item in sorted(menu.items.all(), key=lambda item: item.position):
        levels[item.id] = levels[item.parent_id] + 1
        problem = MenuItemProblem.GONE if item.leads_to_node else None
        items.append(
            MenuItemResponse(
                id=item.id,
                parent_id=item.parent_id,
                level=levels[item.id],
                labels={text.locale: text.label for text in item.translations.all()},
                node_id=item.node_id,
                title=titles.get(item.node_id) if item.node_id else None,
                url=item.url,
                opens_new_tab=item.opens_new_tab,
                problem=problems[item.node_id] if item.node_id else problem,
            )
        )
    return MenuResponse(
        id=menu.id,
        location=menu.location,
        name=menu.name,
        entries=tuple(items),
        version=menu.version,
        created_at=menu.created_at,
        updated_at=menu.updated_at,
    )


def tag_response(tag: models.Tag) -> NodeTagResponse:
    """Map a tag whose ``translations`` and ``synonyms`` are prefetched."""
    return NodeTagResponse(
        id=tag.id,
        name=tag.name,
        slug=tag.slug,
        names={text.locale: text.name for text in sorted(tag.translations.all(), key=lambda row: row.locale)},
        synonyms=tuple(sorted(synonym.slug for synonym in tag.synonyms.all())),
        node_count=tag.node_count,
        version=tag.version,
        created_at=tag.created_at,
    )


def answer_response(
    node: models.Node, *, body: models.Body, guest: models.GuestAuthor | None = None, token: str | None = None
) -> AnswerResponse:
    """Map an answer with its text and, where it has no account behind it, its author."""
    return AnswerResponse(
        id=node.id,
        kind=node.kind,
        root_id=node.root_id or node.id,
        parent_id=node.parent_id or node.id,
        number=node.number or 0,
        depth=node.depth,
        author_id=node.author_id,
        guest_name=guest.name if guest else None,
        body=body.body,
        format=BodyFormat(body.format),
        html=body.html,
        removed=tuple(body.removed),
        moderation=Moderation(node.moderation),
        reply_count=node.reply_count,
        reaction_count=node.reaction_count,
        vote_score=node.vote_score,
        version=node.version,
        created_at=node.created_at,
        edited_at=node.edited_at,
        deleted_at=node.deleted_at,
        token=token,
    )


def topic_response(node: models.Node, thread: models.Thread | None) -> TopicResponse:
    """Map a topic whose ``translations``, ``bodies`` and ``node_tags__tag`` are prefetched: its original text."""
    head = next(row for row in node.translations.all() if row.locale == node.source_locale)
    body = next((row for row in node.bodies.all() if row.locale == node.source_locale), None)
    thread = thread or models.Thread()
    return TopicResponse(
        id=node.id,
        kind=node.kind,
        locale=node.source_locale,
        title=head.title,
        slug=head.slug,
        body=body.body if body else "",
        format=BodyFormat(body.format) if body else BodyFormat.MARKDOWN,
        html=body.html if body else "",
        removed=tuple(body.removed) if body else (),
        category_id=node.category_id,
        author_id=node.author_id,
        tags=tuple(sorted(node_tag.tag.name for node_tag in node.node_tags.all())),
        moderation=Moderation(node.moderation),
        is_locked=thread.is_locked,
        closed_at=thread.closed_at,
        archived_at=thread.archived_at,
        pinned_until=thread.pinned_until,
        is_pinned_everywhere=thread.is_pinned_everywhere,
        is_wiki=thread.is_wiki,
        slow_mode_seconds=thread.slow_mode_seconds,
        solution_id=thread.solution_id,
        reply_count=node.reply_count,
        participant_count=thread.participant_count,
        reaction_count=node.reaction_count,
        vote_score=node.vote_score,
        last_reply_at=thread.last_reply_at,
        version=node.version,
        created_at=node.created_at,
        edited_at=node.edited_at,
        deleted_at=node.deleted_at,
    )


def submission_response(row: models.NodeSubmission, title: str) -> NodeSubmissionResponse:
    """Map a submission whose ``node`` was read along."""
    return NodeSubmissionResponse(
        id=row.id,
        node_id=row.node_id,
        kind=row.node.kind,
        title=title,
        locale=row.locale or None,
        state=SubmissionState(row.state),
        version=row.version,
        submitted_by_id=row.submitted_by_id,
        submitted_at=row.submitted_at,
        note=row.note,
        decided_by_id=row.decided_by_id,
        decided_at=row.decided_at,
        decision_note=row.decision_note,
    )


def revision_response(row: models.NodeRevision) -> NodeRevisionResponse:
    """Map a revision, without what it holds."""
    return NodeRevisionResponse(
        version=row.version,
        locale=row.locale or None,
        author_id=row.author_id,
        note=row.note,
        created_at=row.created_at,
    )


def revision_detail(row: models.NodeRevision) -> NodeRevisionDetailResponse:
    """Map a revision with all that it holds."""
    return NodeRevisionDetailResponse(
        version=row.version,
        locale=row.locale or None,
        author_id=row.author_id,
        note=row.note,
        created_at=row.created_at,
        node=row.snapshot["node"],
        texts=row.snapshot["texts"],
        drafts=row.snapshot["drafts"],
    )


def reference_response(row: models.NodeReference, title: str) -> NodeReferenceResponse:
    """Map a reference whose ``node`` was read along."""
    return NodeReferenceResponse(
        node_id=row.node_id,
        kind=row.node.kind,
        title=title,
        locale=row.locale or None,
        place=row.place,
        target_kind=ReferenceTarget(row.target_kind),
        target_id=row.target_id,
    )


def preview_response(row: models.PreviewToken) -> NodePreviewResponse:
    """Map a permission to look."""
    return NodePreviewResponse(
        id=row.id,
        node_id=row.node_id,
        created_by_id=row.created_by_id,
        created_at=row.created_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
    )


def import_response(row: models.ContentImport) -> ContentImportResponse:
    """Turn an import into what is told of it."""
    return ContentImportResponse(
        id=row.id,
        format=ImportFormat(row.format),
        state=ImportState(row.state),
        source=row.source,
        file_name=row.file_name,
        is_dry_run=row.is_dry_run,
        done=row.done,
        total=row.total,
        **{name: row.counts.get(name, 0) for name in ("made", "changed", "unchanged", "left_out", "refused")},
        fault=row.fault,
        created_by_id=row.created_by_id,
        created_at=row.created_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
    )
