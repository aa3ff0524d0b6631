"""Begins threads: nodes that members write to be answered, shown to readers as they are sent."""

from __future__ import annotations

from django.utils import timezone

from rustok.commands import command
from rustok.context import RequestContext
from rustok.events.bus import publish
from rustok.events.catalog.threads import TopicStarted
from rustok.ids import generate_id
from rustok.rbac.policies import require
from rustok_content import errors, models
from rustok_content.dto.answers import BeginThreadRequest
from rustok_content.dto.nodes import NodeStatus, TranslationInput
from rustok_content.dto.topics import TopicResponse
from rustok_content.selectors.category_rights import access_to
from rustok_content.selectors.topics import present_topic
from rustok_content.services import (
    addresses,
    categories,
    members,
    mentions,
    reviews,
    spam,
    tags,
    texts,
    threads,
    tree,
    watched_words,
)
from rustok_content.services.answers import written
from rustok_content.services.counters import kept
from rustok_content.services.kinds import get_kind


@command()
def begin_thread(ctx: RequestContext, request: BeginThreadRequest) -> TopicResponse:
    """Begin a topic in a category, in the language of the request.

    :raises CategoryNeeded: none was named.
    :raises CategoryNotFound: no such category of the module that the actor can see.
    :raises CategoryClosed: it takes nothing new.
    :raises CategoryRightMissing: the actor's role may not begin topics there.
    :raises LocaleNotEnabled: the tenant does not speak the language.
    """
    kind = get_kind(request.kind)
    require(ctx, f"{kind.permission}:create", owner_id=ctx.actor_id)
    if request.category_id is None:
        raise errors.CategoryNeeded(kind=kind.name)
    categories.hold_category(request.category_id)
    category = models.Category.objects.filter(pk=request.category_id, module=kind.module).first()
    access = access_to(ctx, request.category_id)
    if category is None or not access.see:
        raise errors.CategoryNotFound(id=str(request.category_id))
    if not access.create:
        raise errors.CategoryRightMissing(permission="create", action="begin topics")
    if category.is_closed and not threads.is_moderator(ctx, kind):
        raise errors.CategoryClosed()
    locale = request.locale or ctx.locale
    texts.check_languages(kind, [locale])
    member = members.writer_for(ctx) if ctx.actor_id is not None else None
    source, text = written(kind, request.body, request.format)
    found = mentions.mentions_of(source)
    verdict = spam.judge(
        ctx,
        spam.Author(member=member),
        text,
        kind=kind.name,
        category=category,
        mentions=len(found.names),
        title=request.title,
    )
    now = timezone.now()
    node = models.Node(
        id=generate_id(),
        kind=kind.name,
        category_id=category.id,
        author_id=ctx.actor_id,
        status=NodeStatus.PUBLISHED,
        moderation=verdict.moderation,
        source_locale=locale,
        published_at=now,
    )
    # Tags that are new are locked as they are made: moves of nodes come first in the order of locks.
    tree.share_tree()
    with kept([node.id]):
        node.save(force_insert=True)
        title = watched_words.censored(request.title)
        texts.add(node, kind, TranslationInput(locale=locale, title=title, body=source, format=request.format))
        node.translations.update(status=NodeStatus.PUBLISHED, published_at=now)
        models.Thread.objects.create(node=node)
        tags.replace(ctx, node, request.tags)
        mentions.remember(node, found)
        addresses.refresh(ctx, (node.id,), is_new=True, yields=True)
    for reason in verdict.reasons[:1]:
        reviews.open_item(ctx, node, reason, text=f"{title}: {text.text}")
    publish(
        ctx,
        TopicStarted(
            node_id=node.id,
            kind=kind.name,
            root_id=node.id,
            author_id=node.author_id,
            category_id=category.id,
            moderation=node.moderation,
        ),
    )
    return present_topic(node.id)
