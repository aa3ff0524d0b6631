"""The ``RUSTOK`` settings dict as frozen dataclasses. Keys are the manifest's (section 2.6) and ours beside them.

Every key can be set by an environment variable ``RUSTOK_<SECTION>_<KEY>``; ``settings/base.py`` reads them. A wrong
key or type stops the start.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from django.conf import settings
from django.core.signals import setting_changed
from pydantic import ConfigDict, TypeAdapter, ValidationError


@dataclass(frozen=True, slots=True, kw_only=True)
class TenantConf:
    """How a request finds its tenant. ``resolution`` is tried in order."""

    enabled: bool = True
    resolution: tuple[Literal["header", "host", "subdomain", "default"], ...] = ("header", "host", "subdomain")
    header_name: str = "X-Tenant-ID"
    base_domains: tuple[str, ...] = ("localhost",)
    default_slug: str | None = None
    cache_seconds: int = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchConf:
    """The search engine. ``path`` is the folder of the embedded one; ``url``, ``api_key`` and ``timeout_seconds`` are
    of a remote one.

    Synonyms, stop words and pins are kept for ``dictionary_seconds`` where no news of a change comes. ``log_misses``
    counts what was looked for and not found.
    """

    enabled: bool = True
    driver: Literal["tantivy", "postgres", "meilisearch"] = "tantivy"
    url: str | None = None
    api_key: str | None = None
    index_prefix: str = "rustok"
    path: Path = Path(".rustok/search")
    timeout_seconds: int = 5
    dictionary_seconds: int = 30
    log_misses: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class FeaturesConf:
    """What is switched on for the whole installation."""

    registration_enabled: bool = True
    email_verification: bool = True
    multi_tenant: bool = True
    search_indexing: bool = True
    oauth_enabled: bool = False
    demo: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLimitConf:
    """Token buckets. The general class refills ``requests_per_minute`` and holds ``burst`` at most.

    ``classes`` gives other route classes as (requests per minute, burst). ``trusted_proxies`` is how many proxies
    in front of us write ``X-Forwarded-For``; 0 means that the header is not believed.

    A process takes up to ``lease`` tokens out of a bucket at once and gives them away for a second without asking
    again, never more than a fiftieth of the bucket; 1 asks for each. Nobody gets more than the bucket holds by that;
    what a process has taken and not given away is missed by the others.
    """

    enabled: bool = True
    requests_per_minute: int = 6000
    burst: int = 1000
    classes: dict[str, tuple[int, int]] = field(
        default_factory=lambda: {"auth": (20, 10), "write": (600, 200), "graphql": (3000, 500)}
    )
    trusted_proxies: int = 0
    lease: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class EventsConf:
    """The outbox. Times in seconds unless named otherwise.

    With ``check`` a command that writes without publishing an event is an error (development, tests).
    """

    transport: Literal["memory", "outbox"] = "outbox"
    check: bool = False
    shards: int = 16
    batch_size: int = 200
    max_attempts: int = 12
    backoff_base: float = 1.0
    backoff_cap: float = 3600.0
    sweep_seconds: float = 1.0
    retention_days: int = 90
    partitions_ahead: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexConf:
    """The read model (manifest 9.1). ``drift_sample`` entities of each index are compared every ten minutes.

    ``workers`` is how many processes a rebuild uses; 0 for as many as there are processors, at most four.
    ``search_gather_ms`` is how long changes are gathered before the search engine takes them, all in one write.
    """

    batch_size: int = 200
    workers: int = 0
    realtime_sync: bool = True
    reindex_schedule: str | None = None
    min_position_wait_ms: int = 2000
    max_replica_lag_seconds: float = 10.0
    drift_sample: int = 200
    search_gather_ms: int = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthConf:
    """Sessions and tokens.

    Answers that must not tell whether an address is known are given at multiples of ``pace_ms`` (milliseconds).
    """

    access_minutes: int = 5
    refresh_days: int = 30
    refresh_absolute_days: int = 90
    refresh_grace_seconds: int = 10
    reset_minutes: int = 60
    verification_hours: int = 48
    issuer: str = "rustok"
    concurrent_hashes: int = 4
    pace_ms: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphqlConf:
    """Limits of a GraphQL document. ``max_cost`` counts fields times page sizes.

    ``compiled`` answers the storefront's reads by programs made once per document; off, graphql-core executes them.
    ``trusted_documents`` is a JSON file of documents by name or hash; with ``only_trusted`` visitors who are not signed
    in may ask no others.
    """

    max_tokens: int = 2000
    max_depth: int = 12
    max_aliases: int = 30
    max_root_fields: int = 20
    max_mutations: int = 10
    max_cost: int = 10_000
    max_page_size: int = 100
    compiled: bool = True
    trusted_documents: Path | None = None
    only_trusted: bool = False
    introspection: bool = True
    graphiql: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiConf:
    """Limits of the REST API and of idempotency keys; how long shared caches may keep the storefront's reads.

    With ``shortcut`` those reads pass by every middleware that has nothing to do with them.
    """

    max_body_bytes: int = 1_048_576
    idempotency_hours: int = 24
    shared_cache_seconds: int = 5
    stale_while_revalidate_seconds: int = 30
    shortcut: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaConf:
    """Uploads. ``max_frames`` is of animated pictures; an upload in two steps must be finished in ``upload_minutes``.

    ``full_decode_pixels`` is the size from which only one picture at a time is decoded whole in a process, for its
    renditions; JPEGs are decoded smaller and do not count.
    """

    max_bytes: int = 20 * 1024 * 1024
    max_pixels: int = 40_000_000
    max_frames: int = 500
    full_decode_pixels: int = 12_000_000
    upload_minutes: int = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class CommerceConf:
    """What commerce can be connected to: by name, the dotted path of a class that keeps the port's protocol.

    Shops choose one by its name; ``table``, their own rates, is always there.
    """

    tax_providers: dict[str, str] = field(default_factory=dict)
    shipping_providers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhooksConf:
    """Outbound webhooks.

    Only ``https`` (``allow_http`` is for development) and only ``ports`` (none: all) of public addresses are called;
    ``allowed_networks`` are private ones that are meant to be, such as ``10.1.2.0/24``. A tenant has so many webhooks
    at most, of which ``concurrency`` are called at a time. A try ends after ``total_seconds``;
    looking its name up and connecting may take ``connect_seconds`` each.

    A message is tried ``max_attempts`` times; the pauses begin at ``backoff_base`` seconds and grow fourfold up to
    ``backoff_cap``: more than 27 hours in all. Whose tries all fail for ``disable_after_days`` is switched off.
    """

    allow_http: bool = False
    ports: tuple[int, ...] = (443, 8443)
    allowed_networks: tuple[str, ...] = ()
    per_tenant: int = 50
    concurrency: int = 4
    connect_seconds: float = 5.0
    total_seconds: float = 15.0
    max_attempts: int = 10
    backoff_base: float = 10.0
    backoff_cap: float = 28_800.0
    disable_after_days: int = 5
    retention_days: int = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportsConf:
    """Files of other sites that imports fetch when they are asked to.

    ``http`` and ``https`` of public addresses on ``fetch_ports`` (none: all) are called, and of private networks those
    in ``fetch_allowed_networks``. A file is tried three times, ``fetch_seconds`` each, after ``fetch_backoff`` seconds
    and then twice as many.
    """

    fetch_ports: tuple[int, ...] = (80, 443, 8080, 8443)
    fetch_allowed_networks: tuple[str, ...] = ()
    fetch_seconds: float = 60.0
    fetch_backoff: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RustokConf:
    """All settings of the platform itself."""

    tenant: TenantConf = field(default_factory=TenantConf)
    search: SearchConf = field(default_factory=SearchConf)
    features: FeaturesConf = field(default_factory=FeaturesConf)
    rate_limit: RateLimitConf = field(default_factory=RateLimitConf)
    events: EventsConf = field(default_factory=EventsConf)
    index: IndexConf = field(default_factory=IndexConf)
    auth: AuthConf = field(default_factory=AuthConf)
    graphql: GraphqlConf = field(default_factory=GraphqlConf)
    api: ApiConf = field(default_factory=ApiConf)
    media: MediaConf = field(default_factory=MediaConf)
    commerce: CommerceConf = field(default_factory=CommerceConf)
    webhooks: WebhooksConf = field(default_factory=WebhooksConf)
    imports: ImportsConf = field(default_factory=ImportsConf)


class BadSettings(ValueError):
    """``RUSTOK`` has an unknown key or a value of a wrong type."""


for _section in (
    TenantConf,
    SearchConf,
    FeaturesConf,
    RateLimitConf,
    EventsConf,
    IndexConf,
    AuthConf,
    GraphqlConf,
    ApiConf,
    MediaConf,
    CommerceConf,
    WebhooksConf,
    ImportsConf,
    RustokConf,
):
    setattr(_section, "__pydantic_config__", ConfigDict(extra="forbid"))  # noqa: B010  (mypy knows no such attribute)

_adapter = TypeAdapter(RustokConf)


def read(values: dict[str, Any]) -> RustokConf:
    """Build the typed settings.

    :raises BadSettings: naming every wrong key.
    """
    try:
        return _adapter.validate_python(values)
    except ValidationError as exc:
        wrong = "; ".join(f"RUSTOK{list(error['loc'])}: {error['msg']}" for error in exc.errors())
        raise BadSettings(wrong) from exc


@lru_cache(maxsize=1)
def conf() -> RustokConf:
    """Return the settings of this process. ``override_settings(RUSTOK=...)`` takes effect at once."""
    return read(settings.RUSTOK)


def _forget(*, setting: str, **_: Any) -> None:
    if setting == "RUSTOK":
        conf.cache_clear()


setting_changed.connect(_forget, dispatch_uid="rustok.conf")
