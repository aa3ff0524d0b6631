"""Keeps the addresses of nodes: one statement takes away what a change has made former, one writes what holds now.

An address is the slugs from the top of the tree down to the node, in a language that the node has a text in; what is
above it and has none there gives its slug in the language that readers see instead. Whoever changes slugs, places, the
publication or the trash calls :func:`refresh` in the command, after the rows of nodes and before those of counters.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final
from uuid import UUID

from django.db import DataError, connection

from rustok.commands import command
from rustok.context import RequestContext
from rustok.events.bus import publish
from rustok.events.catalog.addresses import NodeAddressesChanged
from rustok.tenancy.context import require_tenant_id
from rustok.tenancy.info import current_tenant
from rustok_content import errors, models
from rustok_content.services.kinds import UNDETERMINED, NodeKind, kinds

_BATCH: Final = 500
_WANTED: Final = """
WITH RECURSIVE chain(locale, source, rank) AS MATERIALIZED (
    SELECT * FROM unnest(%(locales)s::text[], %(sources)s::text[], %(ranks)s::int[])
), addressed(kind, prefix) AS MATERIALIZED (
    SELECT * FROM unnest(%(kinds)s::text[], %(prefixes)s::text[])
), below AS (
    SELECT id, parent_id, kind, is_home, deleted_at IS NULL AS is_there, published_at IS NOT NULL AS was_shown
      FROM nodes WHERE tenant_id = %(tenant)s AND id = ANY(%(nodes)s::uuid[])
    UNION
    SELECT n.id, n.parent_id, n.kind, n.is_home, n.deleted_at IS NULL, n.published_at IS NOT NULL
      FROM below b JOIN nodes n ON n.tenant_id = %(tenant)s AND n.parent_id = b.id AND n.kind = ANY(%(kinds)s::text[])
     WHERE b.kind = ANY(%(nested)s::text[])
), above AS (
    SELECT n.id, n.parent_id, n.kind, n.is_home
      FROM below b JOIN nodes n ON n.tenant_id = %(tenant)s AND n.id = b.parent_id
     WHERE b.id = ANY(%(nodes)s::uuid[])
    UNION
    SELECT n.id, n.parent_id, n.kind, n.is_home
      FROM above a JOIN nodes n ON n.tenant_id = %(tenant)s AND n.id = a.parent_id
), line AS MATERIALIZED (
    SELECT b.id, b.parent_id, b.is_home, k.prefix, b.is_there AS is_asked FROM below b JOIN addressed k USING (kind)
    UNION ALL
    SELECT a.id, a.parent_id, a.is_home, k.prefix, false FROM above a JOIN addressed k USING (kind)
     WHERE NOT EXISTS (SELECT FROM below b WHERE b.id = a.id)
), texts AS MATERIALIZED (
    SELECT t.node_id, t.locale, t.slug, t.status = 'published' AS is_published
      FROM line l JOIN node_translations t ON t.tenant_id = %(tenant)s AND t.node_id = l.id
), parts AS MATERIALIZED (
    SELECT DISTINCT ON (t.node_id, c.locale) t.node_id, c.locale, t.slug
      FROM texts t JOIN chain c ON c.source = t.locale
     ORDER BY t.node_id, c.locale, t.is_published DESC, c.rank
), paths AS (
    SELECT l.id, c.locale, l.is_home, l.is_asked, l.prefix AS above,
           l.prefix || CASE WHEN l.is_home THEN '' ELSE '/' || coalesce(p.slug, l.id::text) END AS path
      FROM line l
     CROSS JOIN (SELECT DISTINCT locale FROM chain) c
      LEFT JOIN parts p ON p.node_id = l.id AND p.locale = c.locale
     WHERE NOT EXISTS (SELECT FROM line o WHERE o.id = l.parent_id)
    UNION ALL
    SELECT l.id, o.locale, false, l.is_asked, o.path, o.path || '/' || coalesce(p.slug, l.id::text)
      FROM paths o
      JOIN line l ON l.parent_id = o.id
      LEFT JOIN parts p ON p.node_id = l.id AND p.locale = o.locale
), found AS (
    SELECT p.id AS node_id, p.locale,
           coalesce(nullif(p.above || CASE WHEN p.is_home THEN '' ELSE '/' || t.slug END, ''), '/') AS path
      FROM paths p JOIN texts t ON t.node_id = p.id AND t.locale = p.locale
     WHERE p.is_asked
), wanted AS MATERIALIZED (
    SELECT f.node_id, f.locale,
           CASE WHEN %(yields)s AND h.id IS NOT NULL AND NOT EXISTS (SELECT FROM below b WHERE b.id = h.node_id)
                THEN f.path || '-' || right(replace(f.node_id::text, '-', ''), 8) ELSE f.path END AS path
      FROM found f
      LEFT JOIN node_addresses h
        ON h.tenant_id = %(tenant)s AND h.locale = f.locale AND h.path = f.path AND h.is_current
)"""
"""The addresses that nodes are to have: what is above them gives its part in the language that readers see it in."""

_RETIRE: Final = f"""{_WANTED}, late AS (
    SELECT a.id, b.was_shown
      FROM below b
      JOIN node_addresses a ON a.tenant_id = %(tenant)s AND a.node_id = b.id AND a.is_current
     WHERE NOT EXISTS (SELECT FROM wanted w WHERE w.node_id = a.node_id AND w.locale = a.locale AND w.path = a.path)
), gone AS (
    DELETE FROM node_addresses a USING late l WHERE a.tenant_id = %(tenant)s AND a.id = l.id AND NOT l.was_shown
    RETURNING a.id
), former AS (
    UPDATE node_addresses a SET is_current = false
      FROM late l WHERE a.tenant_id = %(tenant)s AND a.id = l.id AND l.was_shown
    RETURNING a.id
)
SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM former)
"""
"""What readers never saw leaves nothing behind."""

_PLACE: Final = f"""{_WANTED}, needed AS MATERIALIZED (
    SELECT w.*, row_number() OVER (PARTITION BY w.locale, w.path ORDER BY w.node_id) AS turn
      FROM wanted w WHERE NOT EXISTS (
        SELECT FROM node_addresses a
         WHERE a.tenant_id = %(tenant)s AND a.locale = w.locale AND a.path = w.path
           AND a.node_id = w.node_id AND a.is_current
    )
), placed AS (
    INSERT INTO node_addresses AS held (id, tenant_id, node_id, locale, path, is_current, created_at)
    SELECT uuidv7(), %(tenant)s, node_id, locale, path, true, now() FROM needed WHERE turn = 1 ORDER BY locale, path
    ON CONFLICT (tenant_id, locale, path) DO UPDATE
       SET node_id = EXCLUDED.node_id, is_current = true, created_at = now()
     WHERE NOT held.is_current
    RETURNING node_id, locale
)
SELECT n.locale, n.path FROM needed n
 WHERE NOT EXISTS (SELECT FROM placed p WHERE p.node_id = n.node_id AND p.locale = n.locale)
 ORDER BY n.locale, n.path LIMIT 1
"""
"""A former address of another node goes to the one that has it now; what another one has now is told."""


def refresh(ctx: RequestContext, node_ids: Iterable[UUID], *, is_new: bool = False, yields: bool = False) -> bool:
    """Give nodes and all below them the addresses that are theirs now; tell whether any had another one before.

    The addresses they had answer with a redirect from now on, where readers knew them; those of nodes in the trash are
    free for others. One event tells of each node given whose addresses changed, however many are below it. For the
    module's own commands, in their transaction, after the rows that it follows from were written.

    :param is_new: the nodes were made just now and had none.
    :param yields: an address that is taken gets the node's id, as for what comes back from the trash.

    :raises AddressTaken: another node has an address already.
    :raises AddressTooLong: slugs from the top down are too long together.
    """
    addressed = {kind.name: kind for kind in kinds() if kind.url_prefix is not None}
    rows = models.Node.objects.filter(pk__in=set(node_ids), kind__in=addressed).values_list("id", "kind")
    given = dict(rows.order_by("id"))
    if not given:
        return False
    nested = _nested(addressed.values())
    if nested.intersection(given.values()):
        lock_addresses()
    arguments = _arguments(addressed.values(), nested, sorted(given), yields=yields)
    changed = _settle(arguments, is_new=is_new)
    if changed:
        for node_id, kind in given.items():
            publish(ctx, NodeAddressesChanged(node_id=node_id, kind=kind))
    return changed


@command()
def rebuild(ctx: RequestContext) -> int:
    """Give every node of the tenant its addresses anew, as after a change of its languages; return how many were seen.

    :raises AddressTaken: two nodes want one address.
    """
    tops = models.Node.objects.filter(
        kind__in=[kind.name for kind in kinds() if kind.url_prefix is not None], parent=None
    )
    seen, after = 0, UUID(int=0)
    while ids := list(tops.filter(pk__gt=after).order_by("id").values_list("id", flat=True)[:_BATCH]):
        refresh(ctx, ids, yields=True)
        seen, after = seen + len(ids), ids[-1]
    return seen


def lock_addresses() -> None:
    """Let no other transaction of the tenant change redirects, or addresses that depend on others, until this ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended('content.addresses ' || %s, 0))", [str(require_tenant_id())]
        )


def _settle(arguments: dict[str, Any], *, is_new: bool) -> bool:
    """Take away what no longer holds and write what does; tell whether something was taken away."""
    with connection.cursor() as cursor:
        try:
            late = 0
            if not is_new:
                cursor.execute(_RETIRE, arguments)
                (late,) = cursor.fetchone() or (0,)
            cursor.execute(_PLACE, arguments)
            refused = cursor.fetchone()
        except DataError as exc:
            raise errors.AddressTooLong(limit=errors.MAX_ADDRESS) from exc
    if refused:
        raise errors.AddressTaken(locale=refused[0], path=refused[1])
    return bool(late)


def _arguments(
    addressed: Iterable[NodeKind], nested: Iterable[str], node_ids: Sequence[UUID], *, yields: bool
) -> dict[str, Any]:
    tenant = current_tenant()
    chain: list[tuple[str, str, int]] = []
    for locale in (*tenant.locale_codes, UNDETERMINED):
        shown = tenant.fallback_chain(locale)
        # What no reader of the language sees still has a name, for what is below it.
        others = [code for code in (UNDETERMINED, *tenant.locale_codes) if code not in shown]
        chain += [(locale, source, rank) for rank, source in enumerate((*shown, *others))]
    prefixes = {kind.name: kind.url_prefix for kind in addressed}
    return {
        "tenant": tenant.id,
        "nodes": list(node_ids),
        "locales": [locale for locale, _, _ in chain],
        "sources": [source for _, source, _ in chain],
        "ranks": [rank for _, _, rank in chain],
        "kinds": list(prefixes),
        "prefixes": list(prefixes.values()),
        "nested": sorted(nested),
        "yields": yields,
    }


def _nested(addressed: Iterable[NodeKind]) -> frozenset[str]:
    """Name the kinds whose addresses depend on those of others, or others' on theirs."""
    kinds_ = list(addressed)
    names = {kind.name for kind in kinds_}
    children = {kind.name for kind in kinds_ if names & kind.parents}
    return frozenset(children | {parent for kind in kinds_ for parent in kind.parents if parent in names})
