"""``manage.py outbox status|dead|replay|purge``."""

from __future__ import annotations

import datetime as dt
import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from rustok.ids import InvalidId, parse_id, to_ulid
from rustok.tenancy.context import platform_scope
from rustok.tenancy.info import find_by_slug
from rustok_outbox import models
from rustok_outbox.models import DeliveryStatus
from rustok_outbox.selectors import backlog
from rustok_outbox.services.replay import Selection, replay, retry_dead_letters
from rustok_outbox.services.retention import purge


class Command(BaseCommand):
    """Looks after delivery: what waits, what was given up, sending again, dropping old months."""

    help = "Look after the delivery of events."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Define the actions and their options."""
        actions = parser.add_subparsers(dest="action", required=True)
        status = actions.add_parser("status", help="what waits, and for how long")
        dead = actions.add_parser("dead", help="list dead letters, or send them again")
        dead.add_argument("--retry", metavar="ID", help="send this one again")
        dead.add_argument("--all", action="store_true", help="with --subscriber or alone: send all again")
        dead.add_argument("--subscriber", help="only those owed to this one")
        dead.add_argument("--limit", type=int, default=50, help="list so many at most")
        again = actions.add_parser("replay", help="owe events to their subscribers once more")
        again.add_argument("--event", metavar="ID", help="only this one")
        again.add_argument("--from", dest="since", metavar="POSITION|TIME", help="from here on, itself included")
        again.add_argument("--to", dest="until", metavar="POSITION|TIME", help="up to here, itself included")
        again.add_argument("--type", help="only events of this type")
        again.add_argument("--tenant", metavar="SLUG", help="only this tenant's")
        again.add_argument("--subscriber", help="owe them to this one only")
        drop = actions.add_parser("purge", help="drop months that are older than the retention and done")
        drop.add_argument("--before", metavar="TIME", help="months that end before this, in place of the retention")
        for action in (again, drop):
            action.add_argument("--dry-run", action="store_true", help="say what would happen")
        for action in (status, dead, again, drop):
            action.add_argument("--json", action="store_true", help="answer for machines")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do the action; the result goes to stdout."""
        result = getattr(self, f"_{options['action']}")(options)
        if options["json"]:
            self.stdout.write(json.dumps(result, indent=2, default=str))
        else:
            self._show(result)
        if options["action"] == "status" and result["dead"]:
            sys.exit(3)

    def _status(self, options: dict[str, Any]) -> dict[str, Any]:
        return asdict(backlog.measure())

    def _dead(self, options: dict[str, Any]) -> Any:
        if options["retry"] or options["all"]:
            chosen = _id(options["retry"]) if options["retry"] else None
            return {"retried": retry_dead_letters(subscriber=options["subscriber"], delivery_id=chosen)}
        with platform_scope():
            dead = models.Delivery.objects.filter(status=DeliveryStatus.DEAD).order_by("id")
            if options["subscriber"]:
                dead = dead.filter(subscriber=options["subscriber"])
            return [
                {
                    "id": to_ulid(row.id),
                    "event": to_ulid(row.event_id),
                    "tenant": to_ulid(row.tenant_id),
                    "subscriber": row.subscriber,
                    "attempts": row.attempts,
                    "error": row.last_error,
                }
                for row in dead[: options["limit"]]
            ]

    def _replay(self, options: dict[str, Any]) -> dict[str, Any]:
        since, until = _bound(options["since"]), _bound(options["until"])
        selection = Selection(
            event_id=_id(options["event"]) if options["event"] else None,
            first_position=since if isinstance(since, int) else None,
            last_position=until if isinstance(until, int) else None,
            since=since if isinstance(since, dt.datetime) else None,
            until=until if isinstance(until, dt.datetime) else None,
            type=options["type"],
            tenant_id=_tenant(options["tenant"]) if options["tenant"] else None,
        )
        if selection == Selection():
            raise CommandError("name what to replay: --event, --from, --to, --type or --tenant", returncode=2)
        made = replay(selection, subscriber=options["subscriber"], dry_run=options["dry_run"], progress=self._progress)
        return {"deliveries": made, "dry_run": options["dry_run"]}

    def _purge(self, options: dict[str, Any]) -> dict[str, Any]:
        before = _bound(options["before"]) if options["before"] else None
        if isinstance(before, int):
            raise CommandError("--before takes a time", returncode=2)
        try:
            partitions = purge(before=before, dry_run=options["dry_run"])
        except OperationalError as exc:
            raise CommandError(f"a month is in use, nothing was dropped: {exc}") from exc
        return {"partitions": partitions, "dry_run": options["dry_run"]}

    def _progress(self, events: int) -> None:
        self.stderr.write(f"{events} events")

    def _show(self, result: Any) -> None:
        if isinstance(result, list):
            for row in result:
                self.stdout.write("  ".join(f"{name}={value}" for name, value in row.items()))
            if not result:
                self.stdout.write("none")
            return
        for name, value in result.items():
            if isinstance(value, list | tuple) and value and isinstance(value[0], dict):
                self.stdout.write(f"{name}:")
                for row in value:
                    self.stdout.write("  " + "  ".join(f"{key}={item}" for key, item in row.items()))
            else:
                self.stdout.write(f"{name}: {value}")


def _tenant(slug: str) -> Any:
    tenant = find_by_slug(slug)
    if tenant is None:
        raise CommandError(f"there is no tenant {slug!r}", returncode=2)
    return tenant.id


def _id(text: str) -> Any:
    try:
        return parse_id(text)
    except InvalidId as exc:
        raise CommandError(str(exc), returncode=2) from exc


def _bound(text: str | None) -> int | dt.datetime | None:
    """Read a position or a time; a time without a zone is UTC."""
    if text is None:
        return None
    if text.isdigit():
        return int(text)
    moment = parse_datetime(text)
    if moment is None:
        raise CommandError(f"{text!r} is neither a position nor a time", returncode=2)
    return moment if timezone.is_aware(moment) else moment.replace(tzinfo=dt.UTC)
