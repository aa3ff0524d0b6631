"""The content module and what it contributes."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from rustok.auth.gates import register_gate
from rustok.context import RequestContext, Scope
from rustok.events.catalog.tenant import LocaleDisabled, LocaleEnabled, TenantUpdated
from rustok.events.subscribers import Subscriber
from rustok.modules.contract import AssetUsage, Card, Progress, RustokModule
from rustok.modules.subjects import ErasedPart, PersonalSection, Subject
from rustok.rbac.roles import Permission, Role
from rustok.search.sources import DocumentSource
from rustok_content import handlers
from rustok_content.demo.seed import seed
from rustok_content.module.cards import cards
from rustok_content.module.rights.community import COMMUNITY
from rustok_content.module.rights.imports import IMPORTS
from rustok_content.module.rights.site import SITE
from rustok_content.module.rights.threads import THREADS
from rustok_content.search_source import CategorySource, ContentSource, MenuSource, RedirectSource, TagSource
from rustok_content.search_source.previews import preview_document
from rustok_content.selectors.references import asset_usages
from rustok_content.services import members, personal_data, previews


class ContentModule(RustokModule):
    """Nodes with translations and bodies, categories and tags: what blog, forum and pages are made of."""

    slug = "content"
    name = "Content"
    description = "Nodes, translations, bodies, categories, tags."
    version = "1.0.0"
    core = True
    store_urls = "rustok_content.rest.store_urls"
    admin_urls = "rustok_content.rest.urls"
    graphql_query = "rustok_content.graphql.schema.ContentQuery"
    graphql_mutation = "rustok_content.graphql.schema.ContentMutation"

    def permissions(self) -> Sequence[Permission]:
        """Declare rights over nodes and categories."""
        editors = {Role.MANAGER: Scope.ALL, Role.EDITOR: Scope.ALL}
        writers = {**editors, Role.AUTHOR: Scope.OWN}
        readers = {**editors, Role.MODERATOR: Scope.ALL, Role.AUTHOR: Scope.ALL}
        return (
            *COMMUNITY,
            *THREADS,
            *IMPORTS,
            *(
                Permission(resource="content.node", action=action, description=description, roles=roles)
                for action, description, roles in (
                    ("read", "See nodes with all their texts", readers),
                    ("create", "Make nodes", writers),
                    ("update", "Change nodes and their texts", writers),
                    ("publish", "Publish and unpublish nodes", editors),
                    ("delete", "Delete nodes", writers),
                )
            ),
            *SITE,
        )

    def ready(self) -> None:
        """Let nobody sign in whom the community has suspended; say what shows nodes before they are published."""
        previews.build_by(preview_document)
        register_gate("content.suspension", members.may_come_in)

    def event_handlers(self) -> Sequence[Subscriber]:
        """Follow the tenant's languages; tell members what happened, mail them, and remove what spammers wrote."""
        return (
            Subscriber(
                name="content.languages",
                events=(LocaleEnabled.type, LocaleDisabled.type, TenantUpdated.type),
                handle=handlers.languages_changed,
            ),
            Subscriber(name="content.notifications", events=handlers.TELLING, handle=handlers.tell_members),
            Subscriber(name="content.activity", events=handlers.COUNTING, handle=handlers.count_activity),
            Subscriber(
                name="content.member_mail", events=handlers.MAILING, handle=handlers.mail_members, external=True
            ),
            Subscriber(name="content.spam", events=handlers.SPAM, handle=handlers.remove_spam, external=True),
        )

    def seed_demo(self, ctx: RequestContext, dataset: str, progress: Progress) -> None:
        """Write posts and pages."""
        seed(ctx, dataset, progress)

    def dashboard(self, ctx: RequestContext) -> Sequence[Card]:
        """Show how much is published, in work, and waiting for somebody."""
        return cards(ctx)

    def export_personal_data(self, ctx: RequestContext, subject: Subject) -> Sequence[PersonalSection]:
        """Tell what the person wrote, follows, was told and did as a member."""
        return personal_data.sections_of(subject)

    def erase_personal_data(self, ctx: RequestContext, subject: Subject) -> Sequence[ErasedPart]:
        """Take the person's name off what they wrote and did; the texts are the site's and stay."""
        return personal_data.erase(ctx, subject)

    def asset_usages(self, ctx: RequestContext, asset_ids: Sequence[UUID]) -> Sequence[AssetUsage]:
        """Tell which nodes show these pictures, in their texts or as covers."""
        return asset_usages(ctx, asset_ids)

    def search_sources(self) -> Sequence[DocumentSource]:
        """Feed the read model with nodes, and with what they are found by."""
        return (ContentSource(), CategorySource(), TagSource(), MenuSource(), RedirectSource())
