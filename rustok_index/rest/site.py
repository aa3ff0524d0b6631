"""What a site says to crawlers and to readers of feeds, on its own host: ready files."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, Final
from urllib.parse import quote, urljoin
from xml.sax.saxutils import escape, quoteattr

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.views.decorators.http import require_safe

from rustok.api.channels import implicit_channel
from rustok.api.middleware import locale_of
from rustok.api.rest.caching import shared_cache_control
from rustok.api.rest.stored import known_of
from rustok.context import RequestContext
from rustok.dto import parse
from rustok.errors import RustokError
from rustok.ids import InvalidId, parse_id
from rustok.modules.toggles import is_enabled
from rustok.tenancy.info import TenantInfo
from rustok_index.dto.content import ListStorePostsRequest
from rustok_index.queries import sitemap
from rustok_index.queries.feeds import newest_posts

_XML: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SITEMAPS: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML: Final = "http://www.w3.org/1999/xhtml"
# What XML 1.0 has no way to write.
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_RELATIVE: Final = re.compile(r'((?:href|src)=")/(?!/)')
_PATHS: Final = {"product": "/products/{slug}", "category": "/categories/{slug}", "collection": "/collections/{slug}"}
_ROBOTS: Final = "User-agent: *\nDisallow: /admin/\n"

View = Callable[..., HttpResponse]


class _Atom(Atom1Feed):
    """Atom with the whole text of each entry."""

    def add_item_elements(self, handler: Any, item: Any) -> None:
        super().add_item_elements(handler, item)
        if item.get("content"):
            handler.addQuickElement("content", item["content"], {"type": "html"})


class _Rss(Rss201rev2Feed):
    """RSS 2.0 with the whole text of each item."""

    def rss_attributes(self) -> dict[str, str]:
        return {**super().rss_attributes(), "xmlns:content": "http://purl.org/rss/1.0/modules/content/"}

    def add_item_elements(self, handler: Any, item: Any) -> None:
        super().add_item_elements(handler, item)
        if item.get("content"):
            handler.addQuickElement("content:encoded", item["content"])


_FORMATS: Final[dict[str, type[SyndicationFeed]]] = {"rss": _Rss, "atom": _Atom}


def _file(content_type: str) -> Callable[[Callable[..., str]], View]:
    """Answer with a text that caches may keep, and with 304 to who has it; 404 where it is of nothing."""

    def wrap(write: Callable[..., str]) -> View:
        @require_safe
        @wraps(write)
        def view(request: HttpRequest, **path: Any) -> HttpResponse:
            try:
                body = write(request, **path).encode()
            except RustokError as exc:
                raise Http404 from exc
            etag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
            headers = {"ETag": etag, "Cache-Control": shared_cache_control(), "Vary": "Accept-Language, X-Tenant-ID"}
            known = known_of(request.headers.get("If-None-Match"))
            if known is not None and known.has(etag):
                return HttpResponse(status=304, headers=headers)
            return HttpResponse(body, content_type=f"{content_type}; charset=utf-8", headers=headers)

        return view

    return wrap


def base_of(request: HttpRequest) -> str:
    """Return where the tenant's site is: its setting ``storefront_url``, else the host that was asked."""
    configured = _tenant(request).settings.get("storefront_url")
    return str(configured).rstrip("/") if configured else f"{request.scheme}://{request.get_host()}"


@_file("text/plain")
def robots(request: HttpRequest) -> str:
    """Write robots.txt: the tenant's setting ``robots_txt``, and where the map is."""
    said = _tenant(request).settings.get("robots_txt")
    text = str(said) if isinstance(said, str) and said.strip() else _ROBOTS
    return f"{text.rstrip()}\n\nSitemap: {_here(request)}/sitemap.xml\n"


@_file("application/xml")
def sitemap_index(request: HttpRequest) -> str:
    """Write the index of the map: files for each language, one after another by id."""
    here = f"{_here(request)}/sitemaps"
    parts = [
        f"<sitemap><loc>{_text(f'{here}/{file.locale}/{file.group}-{file.first.hex}.xml')}</loc></sitemap>"
        for file in sitemap.sitemap_files(_ctx(request))
    ]
    return f'{_XML}<sitemapindex xmlns="{_SITEMAPS}">{"".join(parts)}</sitemapindex>\n'


@_file("application/xml")
def sitemap_part(request: HttpRequest, locale: str, group: str, first: str) -> str:
    """Write a file of the map: what has a text of its own in a language, and where it is in the others."""
    if group not in sitemap.GROUPS:
        raise Http404
    try:
        start = parse_id(first)
    except InvalidId as exc:
        raise Http404 from exc
    base = base_of(request)
    urls = [
        found
        for url in sitemap.sitemap_file(_ctx(request), sitemap.SitemapFile(locale, group, start))
        if (found := _url(url, locale, base, _tenant(request))) is not None
    ]
    if not urls:
        raise Http404
    return f'{_XML}<urlset xmlns="{_SITEMAPS}" xmlns:xhtml="{_XHTML}">{"".join(urls)}</urlset>\n'


def feed(request: HttpRequest, format: str, **what: str) -> HttpResponse:
    """Write a feed of the newest posts: of all, a category, a tag or an author."""
    if format not in _FORMATS or not is_enabled("blog", _tenant(request)):
        raise Http404
    kind = {"rss": "application/rss+xml", "atom": "application/atom+xml"}[format]
    return _file(kind)(_feed)(request, format=format, **what)


def _feed(request: HttpRequest, format: str, **what: str) -> str:
    documents = newest_posts(_ctx(request), parse(ListStorePostsRequest, what))
    tenant, base = _tenant(request), base_of(request)
    names = [tenant.name, *_named(documents, what)]
    written = _FORMATS[format](
        title=_clean(" – ".join(names)),
        link=f"{base}/blog",
        description=_text(" – ".join(names)),
        language=_ctx(request).locale,
        feed_url=f"{_here(request)}{quote(request.path)}",
    )
    for document in documents:
        link = urljoin(f"{base}/", document["path"] or "")
        written.add_item(
            title=_clean(document["title"]),
            link=link,
            # A description is HTML to who reads feeds, and an excerpt is none.
            description=_text(document["excerpt"] or ""),
            content=_clean(_absolute(document["body"] or "", base)),
            unique_id=f"urn:ulid:{document['id']}",
            unique_id_is_permalink=False,
            author_name=_clean(document["author"]) if document["author"] else None,
            categories=[_clean(tag) for tag in document["tags"]],
            pubdate=_moment(document["published_at"]),
            updateddate=_moment(document["edited_at"] or document["published_at"]),
        )
    return str(written.writeString("utf-8"))


def _named(documents: Iterable[dict[str, Any]], what: dict[str, str]) -> list[str]:
    """Return what a feed is of, as its posts name it."""
    first = next(iter(documents), None)
    if first is None or not what:
        return list(what.values())
    if "category" in what and first["category"]:
        return [first["category"]["name"]]
    if "author" in what and first["author"]:
        return [first["author"]]
    return list(what.values())


def _url(url: sitemap.SitemapUrl, locale: str, base: str, tenant: TenantInfo) -> str | None:
    def address(slug: str) -> str | None:
        pattern = _pattern(tenant, url.kind)
        if pattern is None:
            # A node's own addresses are whole ones.
            return f"{base}{quote(slug, safe='/')}" if slug.startswith("/") else None
        return f"{base}{pattern.replace('{slug}', quote(slug, safe=''))}"

    place = address(url.path or url.slug)
    if place is None:
        return None
    parts = [f"<loc>{_text(place)}</loc>"]
    if url.updated_at is not None:
        parts.append(f"<lastmod>{_text(url.updated_at)}</lastmod>")
    others = {code: found for code, slug in url.alternates.items() if (found := address(slug)) is not None}
    if others.keys() - {locale}:
        others.setdefault(locale, place)
        parts += [
            f'<xhtml:link rel="alternate" hreflang={quoteattr(code)} href={quoteattr(found)}/>'
            for code, found in sorted(others.items())
        ]
    return f"<url>{''.join(parts)}</url>"


def _pattern(tenant: TenantInfo, kind: str) -> str | None:
    """Return how the storefront's addresses of a kind look: the tenant's setting ``storefront_paths``, else ours."""
    said = tenant.settings.get("storefront_paths")
    own = said.get(kind) if isinstance(said, dict) else None
    if isinstance(own, str) and own.startswith("/") and "{slug}" in own:
        return own
    return _PATHS.get(kind)


def _absolute(html: str, base: str) -> str:
    """Let addresses in a text lead to the site, wherever the text is read."""
    return _RELATIVE.sub(lambda found: f"{found[1]}{base}/", html)


def _moment(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None


def _clean(text: str) -> str:
    return _UNWRITABLE.sub("", text)


def _text(text: str) -> str:
    return escape(_clean(text))


def _here(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"


def _tenant(request: HttpRequest) -> TenantInfo:
    tenant: TenantInfo | None = getattr(request, "tenant", None)
    if tenant is None:
        raise Http404
    return tenant


def _ctx(request: HttpRequest) -> RequestContext:
    """Return the visitor's context, in the language asked for."""
    tenant = _tenant(request)
    wanted = request.GET.get("locale")
    locale = locale_of(tenant, implicit_channel(tenant), wanted, request.META.get("HTTP_ACCEPT_LANGUAGE", ""))
    return RequestContext(tenant_id=tenant.id, locale=locale)
