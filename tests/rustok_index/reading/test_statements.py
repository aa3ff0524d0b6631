"""Readers' content: at most two statements each, and the same by REST and GraphQL."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, Final

import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from rustok.ids import to_ulid
from rustok.tenancy import info
from rustok.testing.api import ApiClient
from tests.rustok_index.reading.conftest import answer_of, shown

# Outside of a transaction, as requests are: within one nothing that is read may be kept for the next.
pytestmark = pytest.mark.django_db(transaction=True)

REST: Final = {
    "posts": [
        "",
        "?limit=100&total=1",
        "?category=news&tag=tea&total=1",
        "?category=nope",
        "?tag=nope&total=1",
        "?series={series}&sort=position",
        "?featured=1&year=2026&month=5&total=1",
        "?locale=ru",
        "?after={nowhere}&category=news&total=1",
    ],
    "posts/<str:slug>": ["tea-0", "tea-4", "chai-1", "nope", "tea-0?locale=ru&fields=title,related.title"],
    "posts/<str:slug>/comments": ["tea-0/comments", "tea-0/comments?total=1", "tea-1/comments?total=1", "no/comments"],
    "post-archive": [""],
    "post-authors": ["", "?locale=ru"],
    "post-authors/<ulid:id>": ["{author}", "{topic}"],
    "series": ["", "?limit=1"],
    "series/<str:slug>": ["tea-course", "tea-course?locale=ru&fields=title,posts.title", "{series}", "{topic}", "nope"],
    "forum/categories": ["", "?locale=ru"],
    "forum/topics": [
        "",
        "?limit=100&total=1",
        "?category=open&sort=newest&total=1",
        "?category=open&state=unanswered",
        "?state=solved&tag=nope",
        "?sort=votes",
    ],
    "forum/topics/<ulid:id>": ["{topic}", "{series}", "{topic}?fields=title"],
    "forum/topics/<ulid:id>/replies": [
        "{topic}/replies",
        "{topic}/replies?total=1&sort=newest",
        "{topic}/replies?number=99&total=1",
        "{series}/replies?total=1",
    ],
    "forum/topics/similar": ["?title=Topic"],
    "forum/topics/<ulid:id>/similar": ["{topic}/similar", "{series}/similar"],
    "forum/topics/<ulid:id>/replies/<int:number>": ["{topic}/replies/2", "{topic}/replies/99"],
    "forum/replies/<ulid:id>": ["{answer}", "{topic}"],
}
"""Routes of the modules that write readers' content."""

GRAPHQL: Final = {
    "posts": '{ posts(first: 50, category: "news") { totalCount edges { node { title thread { isLocked } } } } }',
    "post": '{ post(slug: "tea-0") { title body related { title } series { next { title } } seo { jsonLd } } }',
    "postComments": '{ postComments(slug: "tea-0") { totalCount edges { node { number body } } } }',
    "postArchive": "{ postArchive { year month count } }",
    "postAuthors": "{ postAuthors { id name postCount } }",
    "postAuthor": '{ postAuthor(id: "{author}") { id name postCount } }',
    "allSeries": "{ allSeries { totalCount edges { node { title postCount } } } }",
    "series": '{ series(slug: "tea-course") { title postCount posts { title } } }',
    "forumCategories": "{ forumCategories { name lastNode { title } breadcrumbs { slug } } }",
    "forumTopics": '{ forumTopics(category: "open", sort: ACTIVITY) { totalCount edges { node { title } } } }',
    "forumTopic": '{ forumTopic(id: "{topic}") { title body seo { title } } }',
    "forumReply": '{ forumReply(id: "{answer}") { __typename } }',
    "similarForumTopics": '{ similarForumTopics(title: "Topic") { title } }',
    "forumReplies": '{ forumReplies(topicId: "{topic}") { totalCount edges { node { number body author } } } }',
}

SAME: Final = [
    ("posts?limit=3", "posts", "{ posts(first: 3) { edges { node { {fields} } } } }"),
    ("forum/topics", "forumTopics", "{ forumTopics { edges { node { {fields} } } } }"),
    (
        "forum/topics/{topic}/replies",
        "forumReplies",
        '{ forumReplies(topicId: "{topic}") { edges { node { {reply} } } } }',
    ),
    ("posts/tea-0/comments", "postComments", '{ postComments(slug: "tea-0") { edges { node { {reply} } } } }'),
    ("posts/tea-0", "post", '{ post(slug: "tea-0") { {fields} body related { {fields} } series { position count } } }'),
    (
        "forum/topics/{topic}",
        "forumTopic",
        '{ forumTopic(id: "{topic}") { {fields} body breadcrumbs { title path } } }',
    ),
    ("series", "allSeries", "{ allSeries { edges { node { {fields} postCount } } } }"),
    (
        "series/tea-course",
        "series",
        '{ series(slug: "tea-course") { {fields} body postCount posts { {fields} } } }',
    ),
    ("forum/categories", "forumCategories", "{ forumCategories { id slug name nodeCount depth } }"),
    ("pages?path=/about", "page", '{ page(path: "/about") { {fields} body metadata } }'),
    (
        "menus/main",
        "menu",
        '{ menu(location: "main") { location name items { {item} children { {item} children { label } } } } }',
    ),
    ("tags", "tags", "{ tags { edges { node { id slug name nodeCount } } } }"),
    ("tags/tea", "tag", '{ tag(slug: "tea") { id slug name nodeCount isFallback } }'),
    ("content-categories?module=blog", "contentCategories", '{ contentCategories(module: "blog") { id slug name } }'),
    (
        "content-categories/forum/open",
        "contentCategory",
        '{ contentCategory(module: "forum", slug: "open") { id slug name colour } }',
    ),
    ("post-archive", "postArchive", "{ postArchive { year month count } }"),
]
FIELDS: Final = (
    "id kind slug title excerpt locale sourceLocale isFallback tags tagSlugs category { id slug name } author authorId"
    " cover publishedAt path isFeatured readingMinutes replyCount reactionCount voteScore activityAt"
    " thread { isPinned isLocked participantCount lastReplyAt }"
)
ITEM: Final = "label url nodeId kind opensNewTab"
REPLY: Final = "id number rootId parentId depth body author authorId isGuest isDeleted voteScore reactions createdAt"


def filled(text: str, site: SimpleNamespace) -> str:
    for name, value in {
        "topic": to_ulid(site.topics[0].id),
        "series": to_ulid(site.series.id),
        "answer": to_ulid(site.replies[1].id),
        "author": to_ulid(site.posts[0].author_id),
        "nowhere": "WyJuZXdlc3QiLCIyMDAwLTAxLTAxVDAwOjAwOjAwKzAwOjAwIiwiMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAiXQ",
        "fields": FIELDS,
        "reply": REPLY,
        "item": ITEM,
    }.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def counted(work: Any) -> tuple[Any, list[str]]:
    rules = {**settings.RUSTOK, "tenant": {**settings.RUSTOK["tenant"], "cache_seconds": 60}}
    with override_settings(RUSTOK=rules):
        info._directory._look_at = 0.0
        work()
        with CaptureQueriesContext(connection) as captured:
            answer = work()
    return answer, [each["sql"] for each in captured if "set_config" not in each["sql"]]


def test_every_read_takes_at_most_two_statements(visitor: ApiClient, site: SimpleNamespace) -> None:
    for route, asked in REST.items():
        for text in asked:
            path = f"/api/v1/store/{route.partition('<')[0]}{filled(text, site)}"
            answer, statements = counted(lambda path=path: visitor.get(path))
            assert answer.status_code in (200, 404), (path, answer.content)
            assert 1 <= len(statements) <= 2, (path, statements)
    for path in ("/about", "/team", "/o-nas", "/old", "/gone", "/away", "/nowhere"):
        answer, statements = counted(lambda path=path: visitor.get(f"/api/v1/store/pages?path={path}"))
        assert len(statements) == 1, (path, statements)
    for document in GRAPHQL.values():
        asked_for = filled(document, site)
        answer, statements = counted(lambda text=asked_for: visitor.graphql(text))
        assert "errors" not in answer.json(), answer.json()
        assert 1 <= len(statements) <= 2, (document, statements)


def test_rest_and_graphql_say_the_same(visitor: ApiClient, site: SimpleNamespace) -> None:
    for path, field, document in SAME:
        told = answer_of(visitor, filled(path, site))
        found = shown(visitor, filled(document, site))[field]
        if isinstance(found, dict) and "edges" in found:
            found = [edge["node"] for edge in found["edges"]]
        wanted = told["items"] if isinstance(found, list) else told
        assert found == camel(wanted, found), path
        assert found


def camel(told: Any, like: Any) -> Any:
    """Return what REST tells by the names of GraphQL, as far as it was asked for there; JSON keeps its own names."""
    if isinstance(like, list):
        assert len(told) == len(like)
        return [camel(one, other) for one, other in zip(told, like, strict=True)]
    if not isinstance(like, dict) or not isinstance(told, dict) or set(like) == set(told):
        return told
    found = {}
    for name, value in told.items():
        head, *rest = name.split("_")
        key = head + "".join(part.title() for part in rest)
        if key in like:
            found[key] = camel(value, like[key])
    return found
