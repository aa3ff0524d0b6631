"""Replies to one hot topic beside their floor: the same rows by bare SQL in one transaction, under the same lock.

The floor knows what to write: nothing is checked, rendered or judged. It locks the thread, takes the number, writes the
reply with its text and its event, counts it everywhere, and commits.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

import orjson
import psycopg
from psycopg.rows import dict_row

from benchmarks.figures import Row, row
from benchmarks.home import say
from benchmarks.world import World
from rustok.context import RequestContext
from rustok.ids import generate_id, id_time
from rustok.modules import toggles
from rustok.tenancy.context import tenant_scope
from rustok_content import models
from rustok_content.services import recounting
from rustok_outbox.services import log
from tests.factories import community

_CLIENTS: Final = 4
_SECONDS: Final = 4.0
_TEXT: Final = "Steep the leaves for **three** minutes, and pour. Number {}."
_HTML: Final = "<p>Steep the leaves for <strong>three</strong> minutes, and pour. Number {}.</p>"

Write = Callable[[int], None]


def replies(world: World, rounds: int) -> list[Row]:
    """Measure replies in turn with the floor, then both by several clients at a time; make sure that all counts."""
    with tenant_scope(world.tenant):
        ctx = RequestContext.system(world.tenant.id)
        toggles.enable_module(ctx, "forum")
        members = [community.member() for _ in range(_CLIENTS + 1)]
        topic = community.topic(members[-1], community.category()).id
        for member in members:
            community.reply(member, topic)
    url = world.environment["DATABASE_URL"]
    floors = [Floor(url, world.tenant.id, topic, member.actor_id) for member in members[:_CLIENTS]]
    times: dict[str, list[float]] = {"floor": [], "stack": []}
    say("replies to one topic …")

    def ours(member: RequestContext) -> Write:
        return lambda n: _reply(member, topic, n)

    try:
        with tenant_scope(world.tenant):
            for n in range(rounds + 20):
                for which, write in (("floor", floors[0].reply), ("stack", ours(members[0]))):
                    started = time.perf_counter()
                    write(n)
                    if n >= 20:
                        times[which].append(time.perf_counter() - started)
        rows = [
            row("reply: floor, bare SQL", times["floor"]),
            row("reply: command", times["stack"], floor=times["floor"]),
        ]
        rows += _at_once(world, "floor, bare SQL", [floor.reply for floor in floors])
        rows += _at_once(world, "command", [ours(member) for member in members[:_CLIENTS]])
    finally:
        for floor in floors:
            floor.close()
    with tenant_scope(world.tenant):
        if drifts := recounting.check_counters(ctx):
            raise RuntimeError(f"counters do not agree with their rows: {drifts}")
        said = models.Thread.objects.get(node_id=topic)
        if said.next_number - 1 != models.Node.objects.filter(root_id=topic).count():
            raise RuntimeError("numbers have gaps")
    return rows


def _reply(member: RequestContext, topic: UUID, n: int) -> None:
    community.reply(member, topic, f"{_TEXT.format(n)} {generate_id()}")


def _at_once(world: World, name: str, clients: list[Write]) -> list[Row]:
    """Let several clients write to the topic at a time, for some seconds, each on a connection of its own."""
    seen: list[float] = []
    until = time.perf_counter() + _SECONDS

    def client(write: Write) -> None:
        with tenant_scope(world.tenant):
            n = 0
            while time.perf_counter() < until:
                started = time.perf_counter()
                write(n := n + 1)
                seen.append(time.perf_counter() - started)

    begun = time.perf_counter()
    threads = [threading.Thread(target=client, args=(write,)) for write in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rate = len(seen) / (time.perf_counter() - begun)
    return [row(f"{len(clients)} at once: {name}: {rate:.0f}/s", seen)]


class Floor:
    """Writes what a reply writes, by bare SQL on one connection."""

    def __init__(self, url: str, tenant_id: UUID, topic: UUID, author: UUID | None) -> None:
        self._tenant_id, self._topic, self._author = tenant_id, topic, author
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
        tenant, topic, author = self._tenant_id, self._topic, self._author
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
        payload = {**event["payload"], "node_id": str(node_id), "number": thread["next_number"]}
        run(
            log._STORE,
            (
                *(generate_id(), tenant, event["aggregate_type"], node_id, event["shard"], event_id, tenant),
                *(id_time(event_id), event["aggregate_type"], node_id, event["type"], event["schema_version"]),
                *(orjson.dumps(payload).decode(), event["correlation_id"], None, None, None),
            ),
        )
        self._connection.commit()
