"""Readers' content: lists and pages of a blog, a forum and a site, beside the floor; a topic of 10,000 replies."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any, Final
from urllib.parse import parse_qs

import orjson
import psycopg
from psycopg_pool import ConnectionPool

from benchmarks.figures import Row, row
from benchmarks.home import say
from benchmarks.storefront import App, Asked, call, document
from benchmarks.world import World
from rustok.api.wsgi import application
from rustok.ids import generate_id, parse_id, to_ulid
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant, TenantModule
from rustok.tenancy.owner import owner_connection
from rustok_content import models
from rustok_index.indexers import CONTENT, SECTIONS
from rustok_index.indexers.rebuild import rebuild_index
from rustok_index.indexers.workers import rebuild_batch_size

_NODES: Final = 2000
_REPLIES: Final = 10_000
_TEXT: Final = "<p>" + "Steep the leaves for three minutes, and pour. " * 40 + "</p>"
_START: Final = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
_PLACE: Final = (
    "SELECT n.card FROM pool.index_content_listings l JOIN pool.index_content n ON n.tenant_id = l.tenant_id"
    " AND n.node_id = l.node_id AND n.locale = l.locale WHERE l.tenant_id = %s AND l.locale = 'en'"
    " AND l.group_id = '00000000-0000-0000-0000-000000000000' AND l.kind = "
)
_LISTS: Final = {
    "/api/v1/store/forum/topics": f"{_PLACE} 'topic' ORDER BY l.pin DESC, l.activity_at DESC, l.node_id DESC LIMIT 25",
    "/api/v1/store/posts": f"{_PLACE} 'post' ORDER BY l.sort_at DESC, l.node_id DESC LIMIT 25",
}
_BY_ID: Final = "SELECT document::text FROM pool.index_content WHERE tenant_id = %s AND node_id = %s AND locale = 'en'"
_BY_SLUG: Final = (
    "SELECT document::text, node_id, tag_ids FROM pool.index_content WHERE tenant_id = %s AND kind = 'post'"
    " AND slug = %s AND locale = 'en'"
)
# What leads on from a post: of the last six of each of its tags those that have most of them.
_ALIKE: Final = (
    "SELECT (SELECT n.card FROM pool.index_content n WHERE n.tenant_id = %s AND n.node_id = a.node_id"
    " AND n.locale = 'en') FROM (SELECT x.node_id, count(*) AS shared, max(x.sort_at) AS sort_at FROM"
    " unnest(%s::uuid[]) AS g (id) CROSS JOIN LATERAL (SELECT l.node_id, l.sort_at FROM pool.index_content_listings l"
    " WHERE l.tenant_id = %s AND l.locale = 'en' AND l.kind = 'post' AND l.group_id = g.id AND l.node_id <> %s"
    " ORDER BY l.sort_at DESC, l.node_id DESC LIMIT 6) x GROUP BY x.node_id"
    " ORDER BY shared DESC, sort_at DESC, x.node_id LIMIT 4) a"
)
_BY_PATH: Final = (
    "SELECT n.document::text FROM pool.index_content_paths p JOIN pool.index_content n ON n.tenant_id = p.tenant_id"
    " AND n.node_id = p.node_id AND n.locale = p.locale WHERE p.tenant_id = %s AND p.path = %s AND p.locale = 'en'"
)
_CARD: Final = (
    "id kind slug title excerpt path locale sourceLocale isFallback tags tagSlugs author authorId cover publishedAt"
    " isFeatured readingMinutes replyCount reactionCount voteScore activityAt"
)
_WHOLE: Final = f"{_CARD} body metadata alternates breadcrumbs {{ id title path }} seo {{ title canonical jsonLd }}"

StartResponse = Callable[[str, list[tuple[str, str]]], Any]


class Floor:
    """The same rows by raw psycopg, as bytes, in a WSGI app of a few lines."""

    def __init__(self, url: str, tenant_id: str) -> None:
        self._tenant_id = tenant_id
        self._pool = ConnectionPool(url, min_size=1, max_size=2, configure=self._configure, open=True)

    def _configure(self, connection: psycopg.Connection[Any]) -> None:
        connection.autocommit = True
        connection.prepare_threshold = 0
        connection.execute("SET plan_cache_mode = force_generic_plan")
        connection.execute("SELECT set_config('app.tenant_id', %s, false)", (self._tenant_id,))

    def close(self) -> None:
        """Close the connections."""
        self._pool.close()

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        path, query = environ["PATH_INFO"], parse_qs(environ["QUERY_STRING"])
        with self._pool.connection() as connection:
            if path in _LISTS:
                rows = connection.execute(_LISTS[path], (self._tenant_id,)).fetchall()
                page = orjson.dumps({"next": "x", "has_next": True})
                body = b'{"items":[%s],"page":%s}' % (b",".join(row[0].encode() for row in rows[:24]), page)
            else:
                last = path.rpartition("/")[2]
                if "/posts/" in path:
                    found = self._post(connection, last)
                elif "/topics/" in path:
                    found = connection.execute(_BY_ID, (self._tenant_id, parse_id(last))).fetchone()
                else:
                    found = connection.execute(_BY_PATH, (self._tenant_id, query["path"][0])).fetchone()
                body = found[0].encode() if found else b""
        start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return [body]

    def _post(self, connection: psycopg.Connection[Any], slug: str) -> tuple[str] | None:
        found = connection.execute(_BY_SLUG, (self._tenant_id, slug)).fetchone()
        if found is None:
            return None
        text, node_id, tags = found
        alike = connection.execute(_ALIKE, (self._tenant_id, tags, self._tenant_id, node_id)).fetchall()
        return (f'{text[:-1]},"related":[{",".join(card for (card,) in alike)}],"series":null}}',)


def content(world: World, rounds: int) -> list[Row]:
    """Measure each read beside the floor, all in turn; then the replies of a long topic, from end to end."""
    say(f"writing {_NODES} posts and topics, and {_REPLIES} replies …")
    topics, long_topic = _fill(world.tenant)
    stack: App = application()
    floor = Floor(world.environment["DATABASE_URL"], str(world.tenant.id))
    rows: list[Row] = []
    try:
        for name, goal, rest, graphql in _kinds(topics):
            say(f"{name} …")
            times: dict[str, list[float]] = {"floor": [], "stack": [], "graphql": []}
            for n in range(rounds + 20):
                for which, app, asked in (("floor", floor, rest), ("stack", stack, rest), ("graphql", stack, graphql)):
                    seconds = call(app, asked(n))
                    if n >= 20:
                        times[which].append(seconds)
            rows.append(row(f"{name}: floor", times["floor"]))
            rows.append(row(f"{name}: REST", times["stack"], floor=times["floor"], goal=goal))
            rows.append(
                row(f"{name}: GraphQL (of REST)", times["graphql"], floor=times["stack"], goal="≥ 0.70 of REST")
            )
    finally:
        floor.close()
    say("pages of a long topic …")
    place = f"/api/v1/store/forum/topics/{to_ulid(long_topic)}/replies"
    numbers = {"first": 1, "middle": _REPLIES // 2, "last": _REPLIES - 24}
    found: dict[str, list[float]] = {which: [] for which in numbers}
    for n in range(rounds + 20):
        for which, number in numbers.items():
            seconds = call(stack, Asked(place, f"number={number}"))
            if n >= 20:
                found[which].append(seconds)
    rows.append(row(f"replies 1 of {_REPLIES}", found["first"]))
    for which in ("middle", "last"):
        rows.append(
            row(f"replies, {which} of {_REPLIES}", found[which], floor=found["first"], goal="≥ 0.90 of the first")
        )
    return rows


def _kinds(topics: list[Any]) -> list[tuple[str, str, Callable[[int], Asked], Callable[[int], Asked]]]:
    def graphql(text: str, **variables: Any) -> Asked:
        return Asked("/graphql", body=document(text, variables))

    def listed(field: str) -> str:
        return f"query ($n: Int) {{ {field}(first: $n) {{ pageInfo {{ endCursor }} edges {{ node {{ {_CARD} }} }} }} }}"

    return [
        (
            "topics, list of 24",
            "≥ 0.60",
            lambda n: Asked("/api/v1/store/forum/topics"),
            lambda n: graphql(listed("forumTopics"), n=24),
        ),
        (
            "topic",
            "≥ 0.50",
            lambda n: Asked(f"/api/v1/store/forum/topics/{to_ulid(topics[n * 7919 % len(topics)])}"),
            lambda n: graphql(
                f"query ($id: ID!) {{ forumTopic(id: $id) {{ {_WHOLE} }} }}", id=to_ulid(topics[n * 7919 % len(topics)])
            ),
        ),
        (
            "posts, list of 24",
            "≥ 0.60",
            lambda n: Asked("/api/v1/store/posts"),
            lambda n: graphql(listed("posts"), n=24),
        ),
        (
            "post with what leads on",
            "≥ 0.50",
            lambda n: Asked(f"/api/v1/store/posts/post-{n * 7919 % _NODES}"),
            lambda n: graphql(
                f"query ($slug: String!) {{ post(slug: $slug) {{ {_WHOLE} related {{ {_CARD} }} }} }}",
                slug=f"post-{n * 7919 % _NODES}",
            ),
        ),
        (
            "page by path",
            "≥ 0.50",
            lambda n: Asked("/api/v1/store/pages", f"path=/section-{n % 10}/page-{n * 7919 % 100}"),
            lambda n: graphql(
                f"query ($path: String!) {{ page(path: $path) {{ {_WHOLE} }} }}",
                path=f"/section-{n % 10}/page-{n * 7919 % 100}",
            ),
        ),
    ]


def _fill(tenant: Tenant) -> tuple[list[Any], Any]:
    """Write a blog, a forum and a site into the tables and the read model."""
    with tenant_scope(tenant):
        for module in ("blog", "forum", "pages"):
            TenantModule.objects.update_or_create(module_slug=module, defaults={"enabled": True})
        category = models.Category.objects.create(module="forum", slug="talk")
        tags = [models.Tag.objects.create(name=f"Tag {n}", slug=f"tag-{n}", node_count=1) for n in range(20)]
        posts = _nodes("post", [(f"Post {n}", f"post-{n}") for n in range(_NODES)])
        models.NodeTag.objects.bulk_create(
            models.NodeTag(node_id=post.id, tag=tags[(n + step) % 20])
            for n, post in enumerate(posts)
            for step in (1, 7)
        )
        topics = _nodes("topic", [(f"Topic {n}", f"topic-{n}") for n in range(_NODES)], category_id=category.id)
        models.Thread.objects.bulk_create(models.Thread(node_id=topic.id) for topic in topics)
        sections = _nodes("page", [(f"Section {n}", f"section-{n}") for n in range(10)])
        for section in sections:
            _nodes("page", [(f"Page {n}", f"page-{n}") for n in range(100)], parent_id=section.id)
        _answers(topics[0])
        rebuild_index(CONTENT, batch_size=rebuild_batch_size())
        rebuild_index(SECTIONS, batch_size=rebuild_batch_size())
    with owner_connection() as owner:
        owner.execute("ANALYZE")
    return [topic.id for topic in topics], topics[0].id


def _nodes(kind: str, named: list[tuple[str, str]], **fields: Any) -> list[models.Node]:
    moments = [_START + dt.timedelta(minutes=n) for n in range(len(named))]
    made = models.Node.objects.bulk_create(
        models.Node(id=generate_id(), kind=kind, source_locale="en", status="published", published_at=at, **fields)
        for at in moments
    )
    models.NodeTranslation.objects.bulk_create(
        models.NodeTranslation(
            node_id=node.id,
            kind=kind,
            is_addressed=kind != "page",
            locale="en",
            title=title,
            slug=slug,
            status="published",
            published_at=at,
        )
        for node, (title, slug), at in zip(made, named, moments, strict=True)
    )
    models.Body.objects.bulk_create(
        models.Body(node_id=node.id, locale="en", body=_TEXT, format="html", html=_TEXT, text=_TEXT[3:-4])
        for node in made
    )
    return list(made)


def _answers(topic: models.Node) -> None:
    made = models.Node.objects.bulk_create(
        (
            models.Node(
                id=generate_id(),
                kind="reply",
                parent_id=topic.id,
                root_id=topic.id,
                number=number,
                source_locale="und",
                status="published",
                published_at=_START,
            )
            for number in range(1, _REPLIES + 1)
        ),
        batch_size=2000,
    )
    for model, fields in (
        (models.NodeTranslation, {"kind": "reply", "is_addressed": False, "status": "published"}),
        (models.Body, {"body": _TEXT, "format": "html", "html": _TEXT, "text": _TEXT[3:-4]}),
    ):
        model.objects.bulk_create((model(node_id=node.id, locale="und", **fields) for node in made), batch_size=2000)
