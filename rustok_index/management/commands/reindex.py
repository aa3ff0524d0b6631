"""``manage.py reindex``: build the read model anew, or compare it with the domains' own tables."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from rustok.conf import conf
from rustok.errors import RustokError
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.info import TenantInfo
from rustok.tenancy.selectors.tenants import every_tenant
from rustok_index.indexers import INDEXERS, Indexer
from rustok_index.indexers.rebuild import rebuild_index
from rustok_index.indexers.verify import repair_index, verify_index
from rustok_index.indexers.workers import rebuild_batch_size, worker_count

FAILURE: Final = 1
USAGE: Final = 2
PARTIAL: Final = 3
MOST_WORKERS: Final = 64


class Command(BaseCommand):
    """Exit codes: 0 all done (with --verify: nothing differs), 1 failed or drift found, 2 usage, 3 a part failed."""

    help = "Build the read model anew from the domains' tables, or verify and repair it."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add the arguments."""
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--tenant", metavar="SLUG", help="One tenant.")
        which.add_argument("--all-tenants", action="store_true", help="Every active tenant.")
        parser.add_argument("--index", choices=sorted(INDEXERS), help="One index; all of them if not said.")
        parser.add_argument("--locale", metavar="L", help="Documents of one language only.")
        parser.add_argument("--batch-size", type=int, metavar="N", help="Entities in one transaction.")
        parser.add_argument("--workers", type=int, metavar="N", help="Processes that make batches of a rebuild.")
        parser.add_argument("--resume", action="store_true", help="Go on where a rebuild was broken off.")
        parser.add_argument("--verify", action="store_true", help="Compare only, write nothing.")
        parser.add_argument("--repair", action="store_true", help="Compare, and build anew what differs.")
        parser.add_argument("--json", action="store_true", help="Print the result as JSON.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it for each tenant and index."""
        compares = options["verify"] or options["repair"]
        size = options["batch_size"] or (conf().index.batch_size if compares else rebuild_batch_size())
        if not 1 <= size <= 10_000:
            raise CommandError("--batch-size is from 1 to 10000", returncode=USAGE)
        if options["workers"] is not None and not 1 <= options["workers"] <= MOST_WORKERS:
            raise CommandError(f"--workers is from 1 to {MOST_WORKERS}", returncode=USAGE)
        tenants = [tenant for tenant in every_tenant(active=True) if options["tenant"] in (None, tenant.slug)]
        if not tenants:
            raise CommandError(f"no active tenant {options['tenant']!r}", returncode=USAGE)
        if options["locale"] and not any(options["locale"] in tenant.locale_codes for tenant in tenants):
            raise CommandError(f"no such tenant speaks {options['locale']!r}", returncode=USAGE)
        results, failed = [], 0
        for tenant, indexer in self._work(tenants, options):
            started = time.monotonic()
            result: dict[str, Any] = {"tenant": tenant.slug, "index": indexer.name}
            try:
                with tenant_scope(tenant):
                    result |= self._one(tenant, indexer, size, options)
            except (RustokError, DatabaseError) as exc:
                failed += 1
                result["error"] = str(exc)
            results.append(result | {"seconds": round(time.monotonic() - started, 2)})
        self._print(results, as_json=options["json"])
        drifted = any(result.get("clean") is False for result in results)
        if failed:
            raise SystemExit(PARTIAL if failed < len(results) else FAILURE)
        if drifted and not options["repair"]:
            raise SystemExit(FAILURE)

    def _work(self, tenants: list[TenantInfo], options: dict[str, Any]) -> Iterator[tuple[TenantInfo, Indexer]]:
        for tenant in tenants:
            if options["locale"] and options["locale"] not in tenant.locale_codes:
                continue
            for indexer in INDEXERS.values():
                if indexer.has_source() and options["index"] in (None, indexer.name):
                    yield tenant, indexer

    def _one(self, tenant: TenantInfo, indexer: Indexer, size: int, options: dict[str, Any]) -> dict[str, Any]:
        def progress(done: int) -> None:
            self._tell(f"{tenant.slug} {indexer.name}: {done}")

        locale = options["locale"]
        if not (options["verify"] or options["repair"]):
            written = rebuild_index(
                indexer,
                locale=locale,
                batch_size=size,
                resume=options["resume"],
                workers=options["workers"] or worker_count(),
                progress=progress,
            )
            return {"documents": written.documents, "removed": written.removed}
        drift = verify_index(indexer, locale=locale, batch_size=size, progress=progress)
        result = drift.as_dict()
        if options["repair"] and not drift.is_clean:
            written = repair_index(indexer, drift, locale=locale, batch_size=size)
            result |= {"repaired": written.documents, "removed": written.removed}
        return result

    def _tell(self, text: str) -> None:
        if sys.stderr.isatty():
            self.stderr.write(f"\r{text}", ending="")
        else:
            self.stderr.write(text)

    def _print(self, results: list[dict[str, Any]], *, as_json: bool) -> None:
        if sys.stderr.isatty():
            self.stderr.write("")
        if as_json:
            self.stdout.write(json.dumps(results))
            return
        for result in results:
            figures = ", ".join(
                f"{name} {value}"
                for name, value in result.items()
                if name not in ("tenant", "index", "examples", "search", "clean")
            )
            self.stdout.write(f"{result['tenant']:<20} {result['index']:<11} {figures}")
