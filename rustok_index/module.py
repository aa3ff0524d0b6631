"""The index module and what it contributes."""

from __future__ import annotations

from collections.abc import Sequence

from rustok.api import channels, consistency
from rustok.conf import conf
from rustok.context import RequestContext, Scope
from rustok.events.subscribers import Subscriber
from rustok.modules.contract import HealthState, HealthStatus, RustokModule
from rustok.modules.subjects import ErasedPart, PersonalSection, Subject
from rustok.rbac.roles import Permission, Role
from rustok.search.lists import fill_by
from rustok.search.progress import register_read_model
from rustok.tenancy.context import current_tenant_id
from rustok_index import errors, handlers, indexers
from rustok_index.backends import search_backend
from rustok_index.indexers.versions import Versions
from rustok_index.queries.channels import tenant_channels
from rustok_index.queries.lists import fill_document
from rustok_index.queries.position import wait_for_position
from rustok_index.services import misses


class IndexModule(RustokModule):
    """The read model and search."""

    slug = "index"
    name = "Index"
    description = "The read model and search."
    version = "1.0.0"
    core = True
    admin_urls = "rustok_index.rest.admin_urls"
    store_urls = "rustok_index.rest.urls"
    site_urls = "rustok_index.rest.site_urls"
    graphql_query = "rustok_index.graphql.schema.IndexQuery"
    graphql_mutation = "rustok_index.graphql.settings.IndexMutation"

    def ready(self) -> None:
        """Let clients wait for their own writes and domains ask for their documents; find requests' channels."""
        consistency.register(wait_for_position)
        register_read_model(Versions())
        channels.register(tenant_channels)
        fill_by(fill_document)

    def export_personal_data(self, ctx: RequestContext, subject: Subject) -> Sequence[PersonalSection]:
        """Tell of searches that found nothing and that name the person."""
        return (PersonalSection(name="searches", items=misses.naming(subject)),)

    def erase_personal_data(self, ctx: RequestContext, subject: Subject) -> Sequence[ErasedPart]:
        """Forget searches that found nothing and that name the person."""
        return (ErasedPart(name="searches", erased=misses.forget_naming(subject)),)

    def permissions(self) -> Sequence[Permission]:
        """Declare who looks into the read model; storefronts need no right to read it."""
        return (
            Permission(
                resource="index.document",
                action="read",
                description="See the documents of the read model",
                roles={Role.MANAGER: Scope.ALL},
            ),
            Permission(
                resource="index.search",
                action="read",
                description="See synonyms, stop words, pinned results and searches that found nothing.",
                roles={Role.MANAGER: Scope.ALL, Role.EDITOR: Scope.ALL},
            ),
            Permission(
                resource="index.search",
                action="update",
                description="Change synonyms, stop words and pinned results.",
                roles={Role.MANAGER: Scope.ALL, Role.EDITOR: Scope.ALL},
            ),
        )

    def event_handlers(self) -> Sequence[Subscriber]:
        """One consumer per index."""
        return handlers.subscribers()

    def health(self) -> HealthStatus:
        """Tell whether search can be written, and for a tenant in scope whether its folders are there."""
        settings = conf().search
        if not settings.enabled:
            return HealthStatus(detail="search is switched off")
        if settings.driver == "tantivy":
            try:
                settings.path.mkdir(parents=True, exist_ok=True)
            except OSError as exc:
                return HealthStatus(
                    state=HealthState.UNHEALTHY, detail=f"the search folder cannot be made: {exc.strerror}"
                )
        tenant_id = current_tenant_id()
        if tenant_id is None:
            return HealthStatus()
        try:
            lost = [
                indexer.name
                for indexer in indexers.INDEXERS.values()
                if indexer.is_searched
                and not search_backend().exists(tenant_id, indexer.name)
                and indexer.model.objects.filter(is_visible=True).exists()
            ]
        except errors.SearchUnavailable as exc:
            return HealthStatus(state=HealthState.DEGRADED, detail=str(exc))
        if lost:
            detail = f"no search index of {', '.join(lost)}: the next write or `manage.py reindex` builds it"
            return HealthStatus(state=HealthState.DEGRADED, detail=detail)
        return HealthStatus()
