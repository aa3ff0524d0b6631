"""What ``make run`` prints once everything answers: where things are, who may log in, two requests to try."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from rustok.runtime import demo_logins


def print_welcome(console: Console, *, port: int, detached: bool = False) -> None:
    """Print the table of addresses and logins, one ready ``curl`` and one GraphQL query."""
    base = f"http://localhost:{port}"
    table = Table(title="RusToK is ready", title_style="bold green", show_lines=False)
    table.add_column("What", style="bold", no_wrap=True)
    table.add_column("Where", no_wrap=True)
    table.add_column("Login", no_wrap=True)
    table.add_row("Start page", f"{base}/", "")
    for login in demo_logins.LOGINS:
        table.add_row(
            f"Admin of {login.tenant} ({login.isolation})",
            f"http://{login.host(port)}/admin/",
            f"{login.email} / {demo_logins.PASSWORD}",
        )
    table.add_row("REST, Swagger", f"{base}/swagger/", "")
    table.add_row("GraphQL, GraphiQL", f"{base}/graphql", "")
    table.add_row("Health, metrics", f"{base}/health/ready  {base}/metrics", "")
    console.print()
    console.print(table)
    # Whole lines, to be copied: no wrapping and no markup.
    for line in (
        "Try:",
        f"  curl '{base}/api/v1/store/products?limit=3'",
        f"  curl {base}/graphql -H 'Content-Type: application/json' \\",
        """    -d '{"query": "{ products(first: 3) { edges { node { title handle } } } }"}'""",
        "",
        f"The other tenant: add -H 'X-Tenant-ID: {demo_logins.ACME.tenant}' or use {demo_logins.ACME.host(port)}.",
        "Logs: .rustok/logs/. Stop: make stop." if detached else "Stop: Ctrl-C. The data stays in .rustok/.",
    ):
        console.print(line, markup=False, highlight=False, soft_wrap=True)
