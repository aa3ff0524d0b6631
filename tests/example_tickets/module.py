"""The tickets module and what it contributes."""

from __future__ import annotations

from collections.abc import Sequence

from rustok.context import RequestContext, Scope
from rustok.events.bus import publish
from rustok.events.catalog.index import ReindexRequested
from rustok.events.subscribers import Subscriber
from rustok.modules.contract import RustokModule
from rustok.rbac.roles import Permission, Role
from rustok.search.sources import DocumentSource
from tests.example_tickets import handlers
from tests.example_tickets.search_source import TicketSource


class TicketsModule(RustokModule):
    """Questions to the shop, their answers, and what others may read of them."""

    slug = "tickets"
    name = "Tickets"
    description = "Questions of customers and their answers."
    version = "1.0.0"
    dependencies = ("index",)
    default_enabled = False
    store_urls = "tests.example_tickets.rest.store_urls"
    admin_urls = "tests.example_tickets.rest.admin_urls"
    graphql_query = "tests.example_tickets.graphql.schema.TicketsQuery"
    graphql_mutation = "tests.example_tickets.graphql.schema.TicketsMutation"

    def permissions(self) -> Sequence[Permission]:
        """Declare rights over tickets: customers have them over their own."""
        staff = {Role.MANAGER: Scope.ALL, Role.MODERATOR: Scope.ALL}
        customers = {**staff, Role.CUSTOMER: Scope.OWN}
        return tuple(
            Permission(resource="tickets.ticket", action=action, description=description, roles=roles)
            for action, description, roles in (
                ("read", "See tickets", customers),
                ("create", "Ask", customers),
                ("answer", "Answer tickets", staff),
                ("close", "Close tickets", staff),
            )
        )

    def event_handlers(self) -> Sequence[Subscriber]:
        """Listen to accounts that go."""
        return (Subscriber(name="tickets.authors", events=("user.deleted",), handle=handlers.forget_authors),)

    def search_sources(self) -> Sequence[DocumentSource]:
        """Feed the read model with public answers."""
        return (TicketSource(),)

    def on_enable(self, ctx: RequestContext) -> None:
        """Let public answers from before be found again."""
        publish(ctx, ReindexRequested(tenant_id=ctx.tenant_id, target_type="content"))

    def on_disable(self, ctx: RequestContext) -> None:
        """Take public answers out of lists and search; the tickets stay."""
        publish(ctx, ReindexRequested(tenant_id=ctx.tenant_id, target_type="content"))
