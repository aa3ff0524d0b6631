"""From rows to what services give."""

from __future__ import annotations

from rustok_content import models
from rustok_content.dto.categories import NodeCategoryResponse
from rustok_content.dto.community import CommunitySettingsResponse
from rustok_content.dto.nodes import BodyFormat, NodeResponse, NodeStatus, NodeTranslationResponse


def node_response(node: models.Node) -> NodeResponse:
    """Map a node whose ``translations``, ``bodies`` and ``node_tags__tag`` are prefetched."""
    bodies = {body.locale: body for body in node.bodies.all()}
    return NodeResponse(
        id=node.id,
        kind=node.kind,
        status=NodeStatus(node.status),
        parent_id=node.parent_id,
        category_id=node.category_id,
        author_id=node.author_id,
        depth=node.depth,
        position=node.position,
        tags=tuple(sorted(node_tag.tag.name for node_tag in node.node_tags.all())),
        source_locale=node.source_locale,
        translations=tuple(
            _translation(node, translation, bodies.get(translation.locale))
            for translation in sorted(node.translations.all(), key=lambda row: row.locale)
        ),
        metadata=node.metadata,
        version=node.version,
        created_at=node.created_at,
        updated_at=node.updated_at,
        published_at=node.published_at,
    )


def _translation(
    node: models.Node, translation: models.NodeTranslation, body: models.Body | None
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
    )


def category_response(category: models.Category) -> NodeCategoryResponse:
    """Map a category whose ``translations`` are prefetched."""
    return NodeCategoryResponse(
        id=category.id,
        slug=category.slug,
        names={translation.locale: translation.name for translation in category.translations.all()},
        parent_id=category.parent_id,
        position=category.position,
        version=category.version,
    )


def community_settings_response(row: models.CommunitySettings) -> CommunitySettingsResponse:
    """Map the rules of a community; one that is not saved has version 0."""
    return CommunitySettingsResponse(
        comments_enabled=row.comments_enabled,
        guests_comment=row.guests_comment,
        guests_need_approval=row.guests_need_approval,
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
