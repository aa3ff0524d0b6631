"""The accounts module. It lies here and not in ``rustok.auth``, which is below the contract of modules."""

from __future__ import annotations

from collections.abc import Sequence

from rustok.auth.selectors.users import personal_data
from rustok.auth.services.users import erase_user
from rustok.context import RequestContext, Scope
from rustok.events.subscribers import Subscriber
from rustok.mail import accounts
from rustok.modules.contract import RustokModule
from rustok.modules.subjects import ErasedPart, PersonalSection, Subject
from rustok.rbac.roles import Permission, Role


class AccountsModule(RustokModule):
    """Users, their sessions, and the mails about them."""

    slug = "accounts"
    name = "Accounts"
    description = "Users, sessions, mails about accounts."
    version = "1.0.0"
    core = True
    admin_urls = "rustok.api.auth.admin_urls"
    graphql_query = "rustok.api.auth.graphql.AccountsQuery"
    graphql_mutation = "rustok.api.auth.graphql.AccountsMutation"

    def permissions(self) -> Sequence[Permission]:
        """Declare rights over other people's accounts; one's own needs none but to be signed in."""
        readers = {Role.MANAGER: Scope.ALL, Role.MODERATOR: Scope.ALL}
        return (
            Permission(resource="accounts.user", action="read", description="See users", roles=readers),
            Permission(resource="accounts.user", action="create", description="Make users"),
            Permission(resource="accounts.user", action="update", description="Change and disable users"),
            Permission(resource="accounts.user", action="delete", description="Delete users"),
            Permission(resource="accounts.role", action="assign", description="Make and change staff"),
        )

    def event_handlers(self) -> Sequence[Subscriber]:
        """Send the mails that users and visitors ask for."""
        return (
            Subscriber(name="accounts.mail", events=tuple(accounts.MAILS), handle=accounts.send_mails, external=True),
        )

    def export_personal_data(self, ctx: RequestContext, subject: Subject) -> Sequence[PersonalSection]:
        """Tell of the login, of its sessions and of the filters saved in the admin."""
        if subject.user_id is None:
            return ()
        return tuple(PersonalSection(name=name, items=items) for name, items in personal_data(subject.user_id).items())

    def erase_personal_data(self, ctx: RequestContext, subject: Subject) -> Sequence[ErasedPart]:
        """Delete the login with its sessions, tokens and saved filters."""
        erased = subject.user_id is not None and erase_user(ctx, subject.user_id)
        return (ErasedPart(name="login", erased=int(erased)),)
