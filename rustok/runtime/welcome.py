"""What ``make run`` prints once everything answers: where things are, who may log in, two requests to try."""

from __future__ import annotations

from rich import box
from rich.console import Console
from rich.table import Table

from rustok.runtime import demo_logins

_WIDTH = 96


def print_welcome(*, port: int, home: str, demo: bool = True, detached: bool = False) -> None:
    """Print the table of addresses and logins, one ready ``curl`` and one GraphQL query.

    :param home: the data folder as it is to be named.
    :param demo: whether there are demonstration tenants to name.
    :param detached: whether everything stays behind when the command ends.
    """
    # A pipe has no width of its own, and addresses cut short are of no use.
    console = Console()
    if not console.is_terminal:
        console = Console(width=_WIDTH)
    base = f"http://localhost:{port}"
    table = Table(
        title="RusToK is ready",
        caption=f"The password of every login is {demo_logins.PASSWORD}" if demo else None,
        title_style="bold green",
        caption_style="",
        box=box.SIMPLE_HEAD,
    )
    table.add_column("What", style="bold", no_wrap=True)
    table.add_column("Where", overflow="fold")
    table.add_column("Login", overflow="fold")
    table.add_row("Start page", f"{base}/", "")
    for login in demo_logins.LOGINS if demo else ():
        table.add_row(f"Admin, {login.tenant}", f"http://{login.host(port)}/admin/", login.email)
    table.add_row("GraphQL, GraphiQL", f"{base}/graphql", "")
    table.add_row("REST, Swagger", f"{base}/swagger/", "")
    table.add_row("Health", f"{base}/health/ready", "")
    table.add_row("Metrics", f"{base}/metrics", "")
    console.print()
    console.print(table)
    # Whole lines, to be copied: no wrapping and no markup.
    for line in (
        *(_requests(base, port) if demo else ("Make a tenant: manage.py tenant_create --help",)),
        f"Logs: {home}/logs/. Stop: make stop." if detached else f"Stop: Ctrl-C. The data stays in {home}/.",
    ):
        console.print(line, markup=False, highlight=False, soft_wrap=True)


def _requests(base: str, port: int) -> tuple[str, ...]:
    return (
        "Try:",
        f"  curl '{base}/api/v1/store/products?limit=3'",
        f"  curl {base}/graphql -H 'Content-Type: application/json' \\",
        """    -d '{"query": "{ products(first: 3) { edges { node { title handle } } } }"}'""",
        "",
        f"localhost shows the tenant {demo_logins.DEFAULT_TENANT}; for the other one add"
        f" -H 'X-Tenant-ID: {demo_logins.ACME.tenant}' or use {demo_logins.ACME.host(port)}.",
    )
