"""``manage.py seed_demo``: the demonstration's tenants, logins and data."""

from __future__ import annotations

import argparse
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from rustok.auth.services.users import ensure_administrator
from rustok.conf import conf
from rustok.context import RequestContext
from rustok.events.bus import domain_event
from rustok.modules.registry import registry
from rustok.modules.toggles import is_enabled
from rustok.runtime.demo_logins import ACME, DEMO, LOGINS, PASSWORD, DemoLogin
from rustok.tenancy.context import PLATFORM_TENANT_ID, tenant_scope
from rustok.tenancy.dto import CreateTenantRequest, FirstAdmin, Isolation
from rustok.tenancy.info import TenantInfo, find_by_slug
from rustok.tenancy.services import cells
from rustok.tenancy.services.tenants import create_tenant

_TENANTS: dict[DemoLogin, tuple[tuple[str, ...], tuple[str, ...]]] = {
    DEMO: (("en", "ru", "de"), ("USD", "EUR")),
    ACME: (("en", "de"), ("EUR",)),
}


class Command(BaseCommand):
    """Writes through the modules' own commands. A second run finds everything there and changes nothing."""

    help = "Make the demonstration's tenants with their data."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Define the options."""
        parser.add_argument("--tenant", choices=[login.tenant for login in _TENANTS], help="only this one")
        parser.add_argument("--json", action="store_true", help="answer for machines")

    def handle(self, *args: Any, **options: Any) -> None:
        """Seed; progress goes to stderr, the result to stdout."""
        if not conf().features.demo:
            raise CommandError(
                "RUSTOK_FEATURES_DEMO is off here: the demonstration's password is public.", returncode=2
            )
        published = 0

        def count(**_: Any) -> None:
            nonlocal published
            published += 1

        domain_event.connect(count, weak=False, dispatch_uid="rustok.seed_demo")
        try:
            for login in LOGINS:
                if options["tenant"] in (None, login.tenant):
                    self._seed(login)
        finally:
            domain_event.disconnect(dispatch_uid="rustok.seed_demo")
        if options["json"]:
            self.stdout.write(json.dumps({"events": published}))
        else:
            self.stdout.write(f"{published} changes" if published else "Everything was there already.")

    def _seed(self, login: DemoLogin) -> None:
        tenant = find_by_slug(login.tenant) or self._create(login)
        with tenant_scope(tenant):
            ctx = RequestContext.system(tenant.id, locale=tenant.default_locale)
            ensure_administrator(ctx, email=login.email, password=PASSWORD)
            if login not in _TENANTS:
                return
            with _Bar(login.tenant, quiet=not self.stderr.isatty()) as advance:
                for module in registry.ordered():
                    if is_enabled(module.slug, tenant):
                        module.seed_demo(ctx, login.tenant, advance)

    def _create(self, login: DemoLogin) -> TenantInfo:
        locales, currencies = _TENANTS[login]
        isolation = Isolation(login.isolation)
        if isolation is Isolation.SILO:
            cells.create_silo(login.tenant)
        create_tenant(
            RequestContext.system(PLATFORM_TENANT_ID),
            CreateTenantRequest(
                slug=login.tenant,
                name=login.name,
                locales=locales,
                currencies=currencies,
                isolation=isolation,
                admin=FirstAdmin(email=login.email, password=PASSWORD),
            ),
        )
        tenant = find_by_slug(login.tenant)
        if tenant is None:
            raise CommandError(f"tenant {login.tenant} was made and cannot be found")
        return tenant


class _Bar:
    """A progress bar on stderr, one line per kind of thing; plain lines where nobody looks at a terminal."""

    def __init__(self, label: str, *, quiet: bool) -> None:
        self.label = label
        self.console = Console(stderr=True, quiet=quiet)
        self.progress = Progress(
            TextColumn("{task.description:32}"), BarColumn(), MofNCompleteColumn(), console=self.console
        )
        self.tasks: dict[str, TaskID] = {}

    def __enter__(self) -> _Bar:
        self.progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.progress.stop()

    def __call__(self, what: str, done: int, total: int) -> None:
        """Show how far one kind of thing is."""
        if what not in self.tasks:
            self.tasks[what] = self.progress.add_task(f"{self.label}: {what}", total=total)
        self.progress.update(self.tasks[what], completed=done, total=total)
