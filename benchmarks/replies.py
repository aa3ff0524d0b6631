"""Replies to one hot topic beside their floor: the same rows by bare SQL in one transaction, under the same lock.

The floor knows what to write: nothing is checked, rendered or judged. It locks the thread, takes the number, writes the
reply with its text and its event, counts it everywhere, and commits. What it has written is compared with what a
reply has.
"""

from __future__ import annotations

import datetime as dt
import multiprocessing
import threading
import time
from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

import orjson
import psycopg
from django.db import connections
from django.utils import timezone
from psycopg.rows import dict_row

from benchmarks.figures import Row, row
from benchmarks.home import say
from benchmarks.posting import post
from benchmarks.world import World
from rustok.api.wsgi import application
from rustok.auth import tokens
from rustok.auth.models import Session, User
from rustok.context import RequestContext
from rustok.ids import generate_id, id_time, to_ulid
from rustok.modules import toggles
from rustok.tenancy.context import tenant_scope
from rustok_content import models
from rustok_content.services import recounting
from rustok_outbox.services import log
from tests.factories import community

_MEMBERS: Final = 50
_CLIENTS: Final = 4
_SECONDS: Final = 4.0
_TEXT: Final = "Steep the leaves for **three** minutes, and pour. Number {}."
_HTML: Final = "<p>Steep the leaves for <strong>three</strong> minutes, and pour. Number {}.</p>\n"
# What is another one for every reply.
_OWN: Final = frozenset({"id", "node_id", "aggregate_id", "number", "path", "author_id", "actor_id", "position"})

Write = Callable[[int], None]


def replies(world: World, rounds: int) -> list[Row]:
    """Measure replies in turn with the floor, then both by several clients at a time; make sure that all counts."""
    with tenant_scope(world.tenant):
        ctx = RequestContext.system(world.tenant.id)
        toggles.enable_module(ctx, "forum")
        members = [community.member() for _ in range(_MEMBERS)]
        topic = community.topic(members[-1], community.category()).id
        for member in members:
            community.reply(member, topic)
        url = world.environment["DATABASE_URL"]
        authors = [member.actor_id for member in members]
        floors = [Floor(url, world.tenant.id, topic, authors[n:]) for n in range(_CLIENTS)]
        said = [_bearer(member) for member in members]
    stack = application()
    path = f"/api/v1/store/forum/topics/{to_ulid(topic)}/replies"
    say("replies to one topic …")

    def command(first: int) -> Write:
        return lambda n: _reply(members[(first + n) % _MEMBERS], topic, n)

    def rest(first: int) -> Write:
        return lambda n: _post(stack, path, said[(first + n) % _MEMBERS], n)

    times: dict[str, list[float]] = {"floor": [], "command": [], "rest": []}
    ways = (("floor", floors[0].reply), ("command", command(0)), ("rest", rest(0)))
    try:
        with tenant_scope(world.tenant):
            for n in range(rounds + 20):
                for which, write in ways:
                    started = time.perf_counter()
                    write(n)
                    if n >= 20:
                        times[which].append(time.perf_counter() - started)
            _compare(topic)
        rows = [
            row("reply: floor, bare SQL", times["floor"]),
            row("reply: command", times["command"], floor=times["floor"], goal="≥ 0.35"),
            row("reply: REST", times["rest"], floor=times["floor"]),
        ]
        rows += _at_once(world, "floor, bare SQL", [floor.reply for floor in floors])
        rows += _at_once(world, "command", [command(n) for n in range(_CLIENTS)])
    finally:
        for floor in floors:
            floor.close()
    rows += _by_processes(world, "floor, bare SQL", lambda n: Floor(url, world.tenant.id, topic, authors[n:]).reply)
    rows += _by_processes(world, "command", command)
    with tenant_scope(world.tenant):
        if drifts := recounting.check_counters(ctx):
            raise RuntimeError(f"counters do not agree with their rows: {drifts}")
        thread = models.Thread.objects.get(node_id=topic)
        if thread.next_number - 1 != models.Node.objects.filter(root_id=topic).count():
            raise RuntimeError("numbers have gaps")
    return rows


def _reply(member: RequestContext, topic: UUID, n: int) -> None:
    community.reply(member, topic, f"{_TEXT.format(n)} {generate_id()}")


def _bearer(member: RequestContext) -> str:
    """Sign a member in; return what the browser sends."""
    user = User.objects.get(pk=member.actor_id)
    ends = timezone.now() + dt.timedelta(hours=1)
    session = Session.objects.create(user=user, last_used_at=ends, expires_at=ends, absolute_expires_at=ends)
    claims = tokens.AccessClaims(
        tenant_id=user.tenant_id, user_id=user.pk, session_id=session.pk, token_version=user.token_version
    )
    return f"Bearer {tokens.encode_access(claims)[0]}"


def _post(stack: Any, path: str, bearer: str, n: int) -> None:
    body = {"body": f"{_TEXT.format(n)} {generate_id()}"}
    post(stack, path, body, status=201, HTTP_AUTHORIZATION=bearer)


def _at_once(world: World, name: str, clients: list[Write]) -> list[Row]:
    """Let several clients in this process write to the topic at a time, each on a connection of its own."""
    seen: list[float] = []
    begun = time.perf_counter()
    threads = [threading.Thread(target=lambda write=write: seen.extend(_writing(world, write))) for write in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rate = len(seen) / (time.perf_counter() - begun)
    return [row(f"{len(clients)} threads: {name}: {rate:.0f}/s", seen)]


def _by_processes(world: World, name: str, made: Callable[[int], Write]) -> list[Row]:
    """Let as many processes write to the topic at a time: they wait for each other's rows only, not for Python."""
    connections.close_all()
    fork = multiprocessing.get_context("fork")
    answers = fork.Queue()
    begun = time.perf_counter()
    clients = [fork.Process(target=lambda n=n: answers.put(_writing(world, made(n)))) for n in range(_CLIENTS)]
    for client in clients:
        client.start()
    seen = [seconds for _ in clients for seconds in answers.get(timeout=60)]
    rate = len(seen) / (time.perf_counter() - begun)
    for client in clients:
        client.join()
    return [row(f"{len(clients)} processes: {name}: {rate:.0f}/s", seen)]


def _writing(world: World, write: Write) -> list[float]:
    seen: list[float] = []
    until = time.perf_counter() + _SECONDS
    with tenant_scope(world.tenant):
        while time.perf_counter() < until:
            started = time.perf_counter()
            write(len(seen))
            seen.append(time.perf_counter() - started)
    return seen


def _compare(topic: UUID) -> None:
    """Make sure that the floor has written the same for its last reply as the command has for the next one.

    :raises RuntimeError: it has not, and what it takes says nothing.
    """
    newest = models.Node.objects.filter(root_id=topic).order_by("-number").values_list("id", flat=True)[:3]
    rest, command, floor = (_written(node_id) for node_id in newest)
    for ours in (rest, command):
        if ours != floor:
            wrong = {name: (floor.get(name), ours.get(name)) for name in {*floor, *ours}}
            different = {name: pair for name, pair in wrong.items() if pair[0] != pair[1]}
            raise RuntimeError(f"the floor wrote otherwise than a reply: {different}")


_ROWS: Final = """
SELECT 'nodes' AS place, to_jsonb(n) AS row FROM nodes n WHERE n.id = %(id)s
 UNION ALL SELECT 'node_translations', to_jsonb(t) FROM node_translations t WHERE t.node_id = %(id)s
 UNION ALL SELECT 'bodies', to_jsonb(b) FROM bodies b WHERE b.node_id = %(id)s
 UNION ALL SELECT 'mentions', to_jsonb(m) FROM mentions m WHERE m.node_id = %(id)s
 UNION ALL SELECT 'sys_aggregates', to_jsonb(a) FROM sys_aggregates a WHERE a.aggregate_id = %(id)s
 UNION ALL SELECT 'sys_events', to_jsonb(e) FROM sys_events e WHERE e.aggregate_id = %(id)s
 ORDER BY place
"""


def _written(node_id: UUID) -> dict[str, Any]:
    """Return all that was written for a reply, without what no two replies share."""
    found: dict[str, Any] = {}
    with connections["default"].cursor() as cursor:
        cursor.execute(_ROWS, {"id": node_id})
        for place, said in cursor.fetchall():
            values = said if isinstance(said, dict) else orjson.loads(said)
            for name, value in values.items():
                found[f"{place}.{name}"] = _shared(name, value)
    return found


def _shared(name: str, value: Any) -> Any:
    if value is None or name == "trace_id":
        # A request has a trace, a command by itself has none.
        return None
    if name == "payload":
        return {key: _shared(key, held) for key, held in value["data"].items()}
    if name in _OWN or name.endswith("_at") or name in ("body", "html", "text", "shard", "correlation_id"):
        return "said"
    return value


class Floor:
    """Writes what a reply writes, by bare SQL on one connection, for each of the authors in turn."""

    def __init__(self, url: str, tenant_id: UUID, topic: UUID, authors: list[UUID | None]) -> None:
        self._tenant_id, self._topic, self._authors = tenant_id, topic, authors
        self._connection = psycopg.connect(url, row_factory=dict_row, prepare_threshold=0)
        self._connection.execute(
            "SELECT set_config('app.tenant_id', %s, false), set_config('search_path', 'pool,public', false)",
            (str(tenant_id),),
        )
        found: Any = self._connection.execute(
            "SELECT * FROM sys_events WHERE type = 'node.answered' ORDER BY id DESC LIMIT 1"
        ).fetchone()
        self._event: dict[str, Any] = found
        self._connection.commit()

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def reply(self, n: int) -> None:
        """Write a reply."""
        run = self._connection.execute
        tenant, topic, author = self._tenant_id, self._topic, self._authors[n % len(self._authors)]
        thread: Any = run(
            "SELECT t.next_number, n.category_id FROM threads t"
            " JOIN nodes n ON n.tenant_id = t.tenant_id AND n.id = t.node_id"
            " WHERE t.tenant_id = %s AND t.node_id = %s FOR NO KEY UPDATE OF t",
            (tenant, topic),
        ).fetchone()
        node_id = generate_id()
        now = id_time(node_id)
        text = f"{_TEXT.format(n)} {node_id}"
        run(
            "INSERT INTO nodes (id, tenant_id, kind, parent_id, root_id, number, author_id, status, moderation,"
            " source_locale, text_version, position, depth, path, is_featured, is_home, reply_count, reaction_count,"
            " vote_score, metadata, version, activity, published_at, created_at, updated_at) VALUES (%s, %s, 'reply',"
            " %s, %s, %s, %s, 'published', 'approved', 'und', 1, 0, 0, '', false, false, 0, 0, 0, '{}', 1, 0, %s, %s,"
            " %s)",
            (node_id, tenant, topic, topic, thread["next_number"], author, now, now, now),
        )
        run(
            "INSERT INTO node_translations (id, tenant_id, node_id, kind, is_addressed, locale, title, slug,"
            " source_version, status, published_at, created_at, updated_at)"
            " VALUES (%s, %s, %s, 'reply', false, 'und', '', '', 1, 'published', %s, %s, %s)",
            (generate_id(), tenant, node_id, now, now, now),
        )
        run(
            "INSERT INTO bodies (id, tenant_id, node_id, locale, body, format, html, text, removed, updated_at)"
            " VALUES (%s, %s, %s, 'und', %s, 'markdown', %s, %s, '[]', %s)",
            (generate_id(), tenant, node_id, text, _HTML.format(n), text.replace("*", ""), now),
        )
        run(
            "UPDATE threads SET next_number = next_number + 1, last_reply_id = %s, last_reply_at = %s,"
            " last_reply_author_id = %s WHERE tenant_id = %s AND node_id = %s",
            (node_id, now, author, tenant, topic),
        )
        run(
            "UPDATE nodes SET reply_count = reply_count + 1, activity = activity + 1 WHERE tenant_id = %s AND id = %s",
            (tenant, topic),
        )
        run(
            "UPDATE categories SET reply_count = reply_count + 1, activity = activity + 1, last_node_id = %s,"
            " last_activity_at = %s WHERE tenant_id = %s AND id = %s",
            (topic, now, tenant, thread["category_id"]),
        )
        run(
            "UPDATE members SET reply_count = reply_count + 1, last_wrote_at = %s"
            " WHERE tenant_id = %s AND user_id = %s",
            (now, tenant, author),
        )
        event, event_id = self._event, generate_id()
        data = {
            **event["payload"]["data"],
            "node_id": str(node_id),
            "parent_id": str(topic),
            "author_id": str(author),
            "number": thread["next_number"],
        }
        payload = {**event["payload"], "data": data}
        run(
            log._STORE,
            (
                *(generate_id(), tenant, event["aggregate_type"], node_id, log.shard_of(node_id), event_id, tenant),
                *(id_time(event_id), event["aggregate_type"], node_id, event["type"], event["schema_version"]),
                *(orjson.dumps(payload).decode(), event["correlation_id"], None, None, author),
            ),
        )
        self._connection.commit()
