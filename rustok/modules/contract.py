"""What a module is (manifest 7.2): its identity and everything it contributes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from rustok.context import RequestContext
from rustok.events.subscribers import Subscriber
from rustok.modules.subjects import ErasedPart, PersonalSection, Subject
from rustok.rbac.roles import Permission
from rustok.search.sources import DocumentSource


class HealthState(StrEnum):
    """How a module is."""

    HEALTHY = "healthy"
    DEGRADED = "degraded"
    UNHEALTHY = "unhealthy"


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthStatus:
    """A module's answer to a probe. ``detail`` is for operators."""

    state: HealthState = HealthState.HEALTHY
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One figure on the front page of the admin. ``icon`` is a name of Material Symbols, ``alert`` asks for action.

    A number is that of the rows of the list at ``url``; a text is a figure that is worked out, such as an amount.
    """

    title: str
    value: int | str
    detail: str = ""
    url: str | None = None
    icon: str = "monitoring"
    alert: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A row of numbers in a chart, one for each of its labels."""

    name: str
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A chart on the front page of the admin; ``kind`` is line or bar."""

    title: str
    kind: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetUsage:
    """Something of a module that shows a file of the media library.

    ``kind`` is a word for people: product, page. ``url`` is its page in the admin. ``is_public``: readers see it there,
    and nothing takes its place where it is gone, so that it is not deleted without more ado.
    """

    asset_id: UUID
    kind: str
    id: UUID
    title: str
    url: str | None = None
    is_public: bool = False


Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much is done and how much there is."""


class RustokModule:
    """Base of every module.

    A subclass sets the class attributes and overrides what it contributes. ``core`` modules (content, commerce's
    index, the outbox) cannot be switched off. URL and GraphQL attributes are dotted paths, imported when the routes
    and the schema are built.
    """

    slug: ClassVar[str]
    name: ClassVar[str]
    description: ClassVar[str]
    version: ClassVar[str]
    dependencies: ClassVar[tuple[str, ...]] = ()
    core: ClassVar[bool] = False
    default_enabled: ClassVar[bool] = True
    store_urls: ClassVar[str | None] = None
    """Dotted path of a URLconf mounted at ``/api/v1/store/``."""
    admin_urls: ClassVar[str | None] = None
    """Dotted path of a URLconf mounted at ``/api/v1/admin/``."""
    site_urls: ClassVar[str | None] = None
    """Dotted path of a URLconf mounted at the root: for crawlers and readers of feeds, on the tenant's own host."""
    graphql_query: ClassVar[str | None] = None
    graphql_mutation: ClassVar[str | None] = None

    sign_in_headers: ClassVar[tuple[str, ...]] = ()
    """Headers that a client may bring along as it signs in, for :meth:`on_sign_in`."""

    def ready(self) -> None:
        """Connect what has to be connected at the start: kinds of nodes, receivers. No query may run here."""

    def permissions(self) -> Sequence[Permission]:
        """Declare the rights this module asks for."""
        return ()

    def event_handlers(self) -> Sequence[Subscriber]:
        """Name the consumers of events."""
        return ()

    def search_sources(self) -> Sequence[DocumentSource]:
        """Name the sources of documents for the read model."""
        return ()

    def asset_usages(self, ctx: RequestContext, asset_ids: Sequence[UUID]) -> Sequence[AssetUsage]:
        """Tell what of this module shows these files: whoever deletes one should know. A hundred are enough."""
        return ()

    def export_personal_data(self, ctx: RequestContext, subject: Subject) -> Sequence[PersonalSection]:
        """Tell all that this module holds of a person, ready for JSON; secrets are left out."""
        return ()

    def erase_personal_data(self, ctx: RequestContext, subject: Subject) -> Sequence[ErasedPart]:
        """Forget a person, inside the command's transaction; a second time changes nothing.

        What the law wants kept is reported as kept, with the reason.
        """
        return ()

    def dashboard(self, ctx: RequestContext) -> Sequence[Card]:
        """Give the figures that the operator should see on entering the admin, as far as the actor may see them."""
        return ()

    def charts(self, ctx: RequestContext) -> Sequence[Chart]:
        """Return the charts that the module shows on the front page of the admin, as far as the actor may see them."""
        return ()

    def seed_demo(self, ctx: RequestContext, dataset: str, progress: Progress) -> None:
        """Write this module's part of a demo data set through its own commands; a second run changes nothing."""

    def on_sign_in(self, ctx: RequestContext, brought: Mapping[str, str]) -> None:
        """Take over what a visitor had before signing in. ``brought`` are the headers that the client sent of those.

        Whoever signed in is ``ctx.actor_id``; a refusal keeps nobody from signing in.
        """

    def on_enable(self, ctx: RequestContext) -> None:
        """Prepare a tenant for which the module was just switched on; inside the command's transaction."""

    def on_disable(self, ctx: RequestContext) -> None:
        """Clean up for a tenant for which the module was just switched off; inside the command's transaction."""

    def health(self) -> HealthStatus:
        """Tell how the module is, in a few milliseconds."""
        return HealthStatus()
