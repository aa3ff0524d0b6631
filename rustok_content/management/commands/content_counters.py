"""``manage.py content_counters check|repair``: are all counters of content what their rows say?"""

from __future__ import annotations

import dataclasses
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from rustok.context import RequestContext
from rustok.tenancy.context import platform_scope, tenant_scope
from rustok.tenancy.models import Tenant
from rustok_content.services import recounting

_USAGE = 2
_DRIFT = 3


class Command(BaseCommand):
    """Compares the counters of content with the rows behind them, and puts them right."""

    help = "Compare every counter of content with its rows; check exits with 3 where one differs, repair puts it right."

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the arguments."""
        parser.add_argument("action", choices=["check", "repair"], help="check changes nothing")
        parser.add_argument("--tenant", help="slug of the tenant; all of them if not given")
        parser.add_argument("--json", action="store_true", help="write the differences as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it."""
        with platform_scope():
            rows = Tenant.objects.select_related("cell").filter(is_platform=False).order_by("slug")
            tenants = [row for row in rows if options["tenant"] in (None, row.slug)]
        if options["tenant"] is not None and not tenants:
            raise CommandError(f"there is no tenant {options['tenant']}", returncode=_USAGE)
        repairs = options["action"] == "repair"
        found: list[dict[str, Any]] = []
        for tenant in tenants:
            with tenant_scope(tenant):
                ctx = RequestContext.system(tenant.id, locale=tenant.default_locale)
                drifts = recounting.repair_counters(ctx) if repairs else recounting.check_counters(ctx)
            found += [{"tenant": tenant.slug, **dataclasses.asdict(drift), "id": str(drift.id)} for drift in drifts]
        if options["json"]:
            self.stdout.write(json.dumps(found))
        else:
            for entry in found:
                self.stdout.write("{tenant}: {table} {id}: {counter} is {stored}, counted {counted}".format(**entry))
            done = f"{len(found)} counters were put right" if repairs else f"{len(found)} counters differ"
            self.stdout.write(done if found else "every counter is what its rows say")
        if found and not repairs:
            raise CommandError(f"{len(found)} counters differ", returncode=_DRIFT)
