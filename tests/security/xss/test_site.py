"""Attacks in every text of a site: nothing that comes out of it could run, wherever it is shown."""

from __future__ import annotations

import datetime as dt
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any, Final
from urllib.parse import quote

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from rustok.auth.models import User
from rustok.context import RequestContext
from rustok.modules import toggles
from rustok.rbac.roles import Role
from rustok.tenancy.models import Tenant
from rustok.testing.api import ApiClient, api_client
from rustok.testing.events import published_events
from rustok_content import handlers, models
from rustok_content.services import digests
from rustok_index.indexers import CONTENT
from tests.factories import reading
from tests.rustok_commerce.admin.operator import signed_in
from tests.security.xss.corpus import ALL
from tests.security.xss.safe import faults_in
from tests.security.xss.site import ATTACKS, WHOLE, HostileSite

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(3600)]
_SCRIPTABLE: Final = re.compile(r"on|x-|@|:|hx-|style$|srcdoc$|formaction$")
_ADDRESSES: Final = frozenset({"url", "href", "src", "target", "canonical", "website", "path", "location", "link"})
_RUNS: Final = re.compile(r"[\x00-\x20]*(?:javascript|vbscript|data|blob|file):", re.IGNORECASE)
_FOREIGN: Final = re.compile(r"[\x00-\x20]*(?:[/\\]{2}|[/\\]{1}\\)")
_HTML: Final = frozenset({"html"})
"""What is HTML in the answers for staff, where ``body`` is as it was typed."""
_BODIES: Final = frozenset({"body"})
"""What is HTML in the answers for readers."""
# A JSON text in a script ends, or is read on as if it had begun another one, at these.
_BREAKS_OUT: Final = re.compile(r"</script|<script|<!--", re.IGNORECASE)
_NOT_IN_MAILS: Final = frozenset({"script", "img", "svg", "iframe", "form", "input", "object", "embed", "textarea"})
_ATOM: Final = "{http://www.w3.org/2005/Atom}"
_CONTENT: Final = "{http://purl.org/rss/1.0/modules/content/}encoded"
_ADMIN: Final = (
    *(
        f"/admin/rustok_content/{name}/"
        for name in (
            "node",
            "category",
            "tag",
            "menu",
            "redirect",
            "thread",
            "reviewitem",
            "moderationaction",
            "member",
            "watchedword",
            "communitysettings",
            "contentimport",
            "node/tree",
            "node/board",
            "node/submissions",
            "node/trash",
            "node/calendar",
        )
    ),
    "/admin/rustok_media/asset/",
    "/admin/rustok_auth/user/",
    "/admin/rustok_index/searchmiss/",
)
_FOLLOWED: Final = ("/admin/rustok_content/", "/admin/rustok_media/", "/admin/rustok_auth/user/")


class _Page(HTMLParser):
    """Looks at a page of the admin: an attack may stand in its text and in plain attributes, nowhere else."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self._in_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_script = tag == "script"
        self.tags.add(tag)
        for name, value in attrs:
            text = value or ""
            if "xss" in name or "xss" in tag:
                self.faults.append(f"<{tag} {name}>")
            if name == "srcdoc":
                self.faults += faults_in(text)
            elif _SCRIPTABLE.match(name) and "xss" in text:
                self.faults.append(f"{tag}[{name}={text[:80]}]")
            if name in ("href", "src", "action") and (_RUNS.match(text) or _FOREIGN.match(text)):
                self.faults.append(f"{tag}[{name}={text[:80]}]")
            if tag == "a" and name == "href":
                self.links.append(text)

    def handle_endtag(self, tag: str) -> None:
        self._in_script = False

    def handle_data(self, data: str) -> None:
        if self._in_script and _BREAKS_OUT.search(data):
            self.faults.append(f"script: {data[:200]}")


@pytest.fixture
def hostile(in_tenant_a: Tenant, settings: Any, tmp_path: Any) -> SimpleNamespace:
    """A site whose every text is an attack, with its read model, and those who look at it."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.RUSTOK = {
        **settings.RUSTOK,
        "search": {**settings.RUSTOK["search"], "path": tmp_path / "search"},
        "tenant": {**settings.RUSTOK["tenant"], "cache_seconds": 3600},
        # The tokens must outlive the slowest run.
        "auth": {**settings.RUSTOK["auth"], "access_minutes": 240},
        "rate_limit": {**settings.RUSTOK["rate_limit"], "enabled": False},
    }
    ctx = RequestContext.system(in_tenant_a.id)
    for module in ("blog", "forum", "pages"):
        toggles.enable_module(ctx, module)
    admin = api_client(in_tenant_a, Role.ADMIN)
    member, other = (api_client(in_tenant_a, Role.CUSTOMER) for _ in range(2))
    visitor = ApiClient(in_tenant_a)

    def send(name: str, content: bytes, alt: str) -> tuple[int, Any]:
        file = SimpleUploadedFile(name, content, "image/png")
        headers = {"X-Tenant-ID": admin.tenant, "Authorization": f"Bearer {admin.token}"}
        answer = admin.http.post("/api/v1/admin/media", {"file": file, "alt": json.dumps({"en": alt})}, headers=headers)
        return answer.status_code, answer.json()

    site = HostileSite(admin=_asks(admin), member=_asks(member), other=_asks(other), guest=_asks(visitor), send=send)
    with published_events() as events:
        site.fill()
    reading.index()
    CONTENT.rebuild_search()
    return SimpleNamespace(
        tenant=in_tenant_a, ctx=ctx, site=site, admin=admin, visitor=visitor, events=events.envelopes
    )


def _asks(client: ApiClient) -> Any:
    def ask(method: str, path: str, data: Any) -> tuple[int, Any]:
        answer = client.request(method, f"/api/v1/{path}", data)
        return answer.status_code, answer.json() if answer.content else None

    return ask


def test_nothing_that_comes_out_of_a_site_of_attacks_runs(hostile: SimpleNamespace) -> None:
    """One test, since to write the attacks costs more than to look for them."""
    site = hostile.site
    faults = [
        *_written_wrong(site),
        *_in_answers(hostile),
        *_in_graphql(hostile),
        *_in_feeds(hostile),
        *_in_maps(hostile),
        *_in_mails(hostile),
        *_in_admin(hostile),
    ]
    print("taken:", dict(site.taken), "refused:", dict(site.refused))
    assert faults == []


def _written_wrong(site: HostileSite) -> Iterator[str]:
    """Say where something was taken that may not be, and where nothing was taken that has to be."""
    for place in ("name", "guest's site"):
        if site.taken[place]:
            yield f"{site.taken[place]} attacks were taken as a {place}"
    for place in ("post", "page", "topic", "mention", "guest", "tag", "category", "picture", "menu label"):
        if site.taken[place] < site.refused[place]:
            yield f"too much was refused of {place}: {site.taken[place]} taken, {site.refused[place]} refused"


def _in_answers(hostile: SimpleNamespace) -> Iterator[str]:
    for client, paths, html in (
        (hostile.visitor, _of_visitors(hostile), _BODIES),
        (hostile.admin, _of_staff(hostile), _HTML),
    ):
        for path in paths:
            answer = client.get(path)
            assert answer.status_code in (200, 301, 302, 404, 410), (path, answer.content)
            if "Location" in answer and (_RUNS.match(answer["Location"]) or _FOREIGN.match(answer["Location"])):
                yield f"{path} leads to {answer['Location']}"
            assert answer["Content-Type"].startswith(("application/json", "application/problem+json")), path
            assert answer["X-Content-Type-Options"] == "nosniff", path
            yield from (f"{path}: {fault}" for fault in _in_json(answer.json(), html=html))


def _in_json(found: Any, name: str = "", at: str = "", *, html: frozenset[str] = _HTML) -> Iterator[str]:
    if isinstance(found, dict):
        if "@context" in found and _BREAKS_OUT.search(json.dumps(found, ensure_ascii=False)):
            yield f"{at} ends a script: {json.dumps(found)[:200]}"
        for key, value in found.items():
            yield from _in_json(value, key, f"{at}.{key}", html=html)
    elif isinstance(found, list):
        for value in found:
            yield from _in_json(value, name, f"{at}[]", html=html)
    elif isinstance(found, str):
        if name in html and (faults := faults_in(found)):
            yield f"{at}: {faults}"
        if name in _ADDRESSES and (_RUNS.match(found) or _FOREIGN.match(found)):
            yield f"{at}: {found}"


def _of_visitors(hostile: SimpleNamespace) -> Iterator[str]:
    site, base = hostile.site, "/api/v1/store"
    yield from (
        f"{base}/{path}"
        for path in (
            "posts?limit=100",
            "forum/categories",
            "forum/topics?limit=100",
            "nodes/page?limit=100",
            "nodes/series?limit=100",
            "menus/hostile",
            "tags?limit=100",
            "content-categories?module=blog",
            "sitemap?limit=100",
            "post-archive",
            "search?q=xss&limit=50",
            "search?q=%3Cscript%3Exss()",
            "suggest?q=xs",
            f"members/{site.own['user_id']}",
        )
    )
    for topic in site.ids["topic"]:
        yield f"{base}/forum/topics/{topic}"
        yield f"{base}/forum/topics/{topic}/replies?limit=100"
    for number in range(len(ATTACKS)):
        yield f"{base}/posts/attack-{number}"
        yield f"{base}/posts/attack-{number}/comments?limit=100"
        yield f"{base}/pages?path=/attack-{number}"
        yield f"{base}/pages?path=/away-{number}"
        yield f"{base}/pages?path=/table-{number}"
        yield f"{base}/content-categories/blog/attack-{number}"


def _of_staff(hostile: SimpleNamespace) -> Iterator[str]:
    site, base = hostile.site, "/api/v1/admin"
    yield from (
        f"{base}/{path}"
        for path in (
            "nodes?limit=100",
            "node-tags?limit=100",
            "node-categories",
            "menus",
            "redirects?limit=100",
            "node-submissions?limit=100",
            "content-board?limit=100",
            "community/actions?limit=100",
            "community/members?limit=100",
            "community/reviews?limit=100",
            "community/watched-words",
            "forum/topics?limit=100",
            "reusable-blocks?limit=100",
            "media?limit=100",
            "users?limit=100",
            "search/misses?limit=100",
        )
    )
    for node in (*site.ids["page"], *site.ids["topic"], *site.ids.get("mention", ())):
        yield f"{base}/nodes/{node}"
    for node in site.ids["page"]:
        yield f"{base}/nodes/{node}/revisions"
        yield f"{base}/nodes/{node}/revisions/1/diff"


def _in_graphql(hostile: SimpleNamespace) -> Iterator[str]:
    text = "title excerpt body path seo { title description canonical jsonLd openGraph }"
    for number in range(len(ATTACKS)):
        slug = f"attack-{number}"
        document = f"""{{
          post(slug: "{slug}") {{ {text} author tags category {{ name }} related {{ title }} }}
          page(path: "/{slug}") {{ {text} }}
          postComments(slug: "{slug}", first: 100) {{ edges {{ node {{ body author }} }} }}
          menu(location: "hostile") {{ name items {{ label url children {{ label url }} }} }}
        }}"""
        answer = hostile.visitor.graphql(document).json()
        assert "errors" not in answer, answer
        yield from (f"graphql: {fault}" for fault in _in_json(answer["data"], html=_BODIES))


def _in_feeds(hostile: SimpleNamespace) -> Iterator[str]:
    tags = [item["slug"] for item in hostile.visitor.get("/api/v1/store/tags?limit=3").json()["items"]]
    places = ["blog", "category/attack-0", *(f"tag/{quote(tag, safe='')}" for tag in tags)]
    for place in places:
        rss = hostile.visitor.get(f"/feeds/{place}.rss")
        atom = hostile.visitor.get(f"/feeds/{place}.atom")
        for answer in (rss, atom):
            assert answer.status_code == 200, (place, answer.content)
            assert answer["X-Content-Type-Options"] == "nosniff"
            assert answer["Content-Type"].split(";")[0] in ("application/rss+xml", "application/atom+xml")
        # RSS: both are HTML by the standard. Links are followed.
        for item in ET.fromstring(rss.content).iter():
            if item.tag in ("description", _CONTENT):
                yield from (f"{place}.rss {item.tag}: {fault}" for fault in faults_in(item.text or ""))
            if item.tag in ("link", "guid", "url") and _RUNS.match(item.text or ""):
                yield f"{place}.rss {item.tag}: {item.text}"
        for item in ET.fromstring(atom.content).iter():
            assert item.tag.startswith(_ATOM), item.tag
            if item.get("type") in ("html", "xhtml"):
                yield from (f"{place}.atom {item.tag}: {fault}" for fault in faults_in(item.text or ""))
            if _RUNS.match(item.get("href", "")):
                yield f"{place}.atom {item.tag}: {item.get('href')}"


def _in_maps(hostile: SimpleNamespace) -> Iterator[str]:
    index = ET.fromstring(hostile.visitor.get("/sitemap.xml").content)
    for place in index.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc"):
        part = ET.fromstring(hostile.visitor.get((place.text or "").removeprefix("http://testserver")).content)
        for each in part.iter():
            address = each.get("href") or (each.text or "" if each.tag.endswith("}loc") else "http://testserver")
            if not address.startswith("http://testserver"):
                yield f"sitemap: {each.tag} {address}"


def _in_mails(hostile: SimpleNamespace) -> Iterator[str]:
    """Tell members what was written, and look at the HTML of the mails."""
    User.objects.update(email_verified_at=timezone.now())
    models.Member.objects.update(created_at=timezone.now() - dt.timedelta(days=30))
    with published_events() as told:
        handlers.tell_members(hostile.events)
        assert digests.send_due(hostile.ctx) > 0
    handlers.mail_members(told.envelopes)
    assert len(mail.outbox) > 2
    for sent in mail.outbox:
        assert "\n" not in sent.subject
        (html,) = [each.content for each in sent.alternatives if each.mimetype == "text/html"]
        assert "xss" in html
        page = _Page()
        page.feed(html)
        yield from (f"mail {sent.subject}: {fault}" for fault in page.faults)
        if foreign := page.tags & _NOT_IN_MAILS:
            yield f"mail {sent.subject}: {foreign}"


def _in_admin(hostile: SimpleNamespace) -> Iterator[str]:
    client = signed_in(hostile.tenant, Role.ADMIN, "looks")
    waiting, kinds = list(_ADMIN), set(_ADMIN)
    seen = 0
    while waiting:
        path = waiting.pop(0)
        answer = client.get(path, follow=True)
        assert answer.status_code in (200, 404), (path, answer.status_code)
        if answer.status_code == 404:
            yield f"{path} is not there"
            continue
        seen += "xss" in answer.content.decode()
        assert "script-src" in answer["Content-Security-Policy"]
        page = _Page()
        page.feed(answer.content.decode())
        yield from (f"{path}: {fault}" for fault in page.faults)
        for link in page.links:
            # One page of each kind below the lists.
            kind = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", ":id", link.partition("?")[0])
            if link.startswith(_FOLLOWED) and link.count("/") > 4 and kind not in kinds and "/add/" not in link:
                kinds.add(kind)
                waiting.append(link)
    # Otherwise the pages looked at are not those that show the attacks.
    if seen < 15:
        yield f"only {seen} pages of the admin show attacks"


def test_this_reader_sees_what_runs_in_a_page() -> None:
    for text in (
        "<a href=' javascript:xss()'>x</a>",
        "<p onclick=xss()>",
        "<p x-data=\"{a: 'xss()'}\">",
        "<iframe srcdoc='&lt;script>xss()&lt;/script>'>",
        "<script>let a = '<!--<script>'</script>",
        "<img src='//xss.test/x'>",
    ):
        page = _Page()
        page.feed(text)
        assert page.faults, text
    assert list(_in_json({"seo": {"json_ld": [{"@context": "x", "name": "</SCRIPT x>"}]}}))
    assert list(_in_json({"items": [{"url": "java\x01script:", "href": "\tjavascript:x"}]}))


def test_the_corpus_in_titles_excerpts_and_names_is_shown_as_text(in_tenant_a: Tenant, settings: Any) -> None:
    """Twenty posts at a time, as many as a feed has: written into the tables, so that the whole corpus is soon done."""
    reading.switch_on("blog")
    visitor = ApiClient(in_tenant_a)
    hostile = SimpleNamespace(visitor=visitor)
    texts = [text.replace("\x00", "") for text in (ALL if WHOLE else ALL[::9])]
    day = 0
    for start in range(0, len(texts), 20):
        for text in texts[start : start + 20]:
            category = reading.category(f"attack-{day}", {"en": text[:250]}, module="blog")
            made = reading.node(
                "post",
                {"en": text[:250]},
                slugs={"en": f"attack-{day}"},
                day=day,
                body=text,
                category=category,
                tags=(models.Tag.objects.create(name=text[:64], slug=f"tag-{day}", node_count=1),),
                author_id=reading.author(f"{text[:60]} {day}"),
            )
            models.NodeTranslation.objects.filter(node=made).update(
                excerpt=text, meta_title=text[:250], meta_description=text[:500]
            )
            day += 1
        reading.index()
        assert len(ET.fromstring(visitor.get("/feeds/blog.rss").content).findall("channel/item")) == min(20, day)
        paths = [f"/api/v1/store/posts/attack-{n}" for n in range(start, day)]
        found = [fault for path in paths for fault in _in_json(visitor.get(path).json(), html=_BODIES)]
        assert (list(_in_feeds(hostile)), found) == ([], []), start
