"""A site whose every text is an attack: written through REST by an administrator, members and a guest."""

from __future__ import annotations

import io
import os
from collections import Counter
from collections.abc import Callable
from typing import Any, Final

import orjson
from PIL import Image

from tests.security.xss.corpus import ALL

Ask = Callable[[str, str, Any], tuple[int, Any]]
"""Sends a method, a path below ``/api/v1/`` and JSON; gives the status and what was answered."""
Send = Callable[[str, bytes, str], tuple[int, Any]]
"""Uploads a file of a name, with an alternative text."""

ASKED: Final = os.environ.get("RUSTOK_XSS", "")
"""``full`` takes the whole corpus, ``2/9`` the second ninth of it; else a few that leave a text, a title, a link."""
WHOLE: Final = bool(ASKED)
_FEW: Final = ("javascript:/*-->", "'\"><img", "</title><script>", "[x](javascript:xss())", '[quote="<img')


def _attacks() -> tuple[str, ...]:
    if "/" in ASKED:
        part, parts = map(int, ASKED.split("/"))
        return ALL[part - 1 :: parts]
    return ALL if ASKED == "full" else tuple(text for text in ALL if text.startswith(_FEW))


ATTACKS: Final = _attacks()

BAD_ADDRESSES: Final = (
    "javascript:xss()",
    "JaVaScRiPt:xss()",
    "java\tscript:xss()",
    "java\nscript:xss()",
    "\x01javascript:xss()",
    " javascript:xss()",
    "javascript&colon;xss()",
    "vbscript:xss()",
    "data:text/html,<script>xss()</script>",
    "data:text/html;base64,PHNjcmlwdD54c3MoKTwvc2NyaXB0Pg==",
    "//xss.test/x.js",
    "/\\xss.test/x",
    "\\\\xss.test",
    "blob:https://xss.test/1",
    "file:///etc/passwd",
    'https://xss.test/"onclick="xss()',
    "https://a@xss.test:1/<script>xss()</script>",
    "mailto:x@example.com?subject=<script>xss()</script>",
)

RULES: Final = {
    "guests_comment": True,
    "guests_need_approval": False,
    "seconds_between_posts": 0,
    "duplicate_minutes": 0,
    "new_member_links": 1000,
    "new_member_mentions": 1000,
    "new_member_topics_per_day": 10_000,
    "new_member_replies_per_day": 10_000,
    "flags_to_hide": 0,
    "edit_minutes": 60,
    "reactions": ["like"],
}


class HostileSite:
    """Writes attacks wherever somebody can write. What is refused has to be refused in words; see ``refused``."""

    def __init__(self, *, admin: Ask, member: Ask, other: Ask, guest: Ask, send: Send) -> None:
        self._asks = {"admin": admin, "member": member, "other": other, "guest": guest}
        self._send = send
        self.taken: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.ids: dict[str, list[str]] = {}

    def do(self, who: str, place: str, method: str, path: str, data: Any = None) -> Any:
        """Write something; None where it was refused."""
        return self._note(place, *self._asks[who](method, path, data))

    def _note(self, place: str, status: int, answer: Any) -> Any:
        assert status < 500, (place, status, answer)
        if status >= 400:
            assert status in (404, 409, 422, 429), (place, status, answer)
            self.refused[place] += 1
            return None
        self.taken[place] += 1
        if isinstance(answer, dict) and "id" in answer:
            self.ids.setdefault(place, []).append(answer["id"])
        return answer or {}

    def need(self, who: str, place: str, method: str, path: str, data: Any = None) -> Any:
        """Write what has to be taken."""
        found = self.do(who, place, method, path, data)
        assert found is not None, (place, data)
        return found

    def begin(self) -> None:
        """Make what attacks are filed under."""
        self.need("admin", "rules", "PATCH", "admin/community/settings", RULES)
        self.forum = self.need("admin", "forum", "POST", "admin/node-categories", _category("talk", "forum"))["id"]
        self.need("admin", "menu", "POST", "admin/menus", {"location": "hostile", "name": "Hostile"})
        self.own = self._asks["member"]("GET", "store/me/member", None)[1]
        flagger = self._asks["other"]("GET", "store/me/member", None)[1]
        for user_id in (self.own["user_id"], flagger["user_id"]):
            trusted = {"level": 4, "locked": True, "reason": "Writes a lot."}
            self.need("admin", "trust", "POST", f"admin/community/members/{user_id}/trust", trusted)

    def fill(self) -> None:
        """Write every attack everywhere."""
        self.begin()
        for number, text in enumerate(ATTACKS):
            # What no text can hold is refused with all that stands beside it.
            self.write(number, text.replace("\x00", ""))
        for number, address in enumerate(BAD_ADDRESSES[:: 1 if WHOLE else 3]):
            self.lead(number, address)
        self.list_menu()

    def write(self, number: int, text: str) -> None:
        """Write one attack everywhere."""
        slug = f"attack-{number}"
        filed = self.do("admin", "category", "POST", "admin/node-categories", _category(slug, "blog", text))
        self.do("admin", "forum category", "POST", "admin/node-categories", _category(slug, "forum", text))
        tag = {"name": text[:64], "names": {"en": text[:64]}, "synonyms": [f"{number} {text}"[:64]]}
        self.do("admin", "tag", "POST", "admin/node-tags", tag)
        asset = self._note("picture", *self._send(f"{text[:100]}.png", _picture(number), text[:300]))
        texts = {
            "locale": "en",
            "title": text[:250],
            "slug": slug,
            "excerpt": text,
            "body": text,
            "meta_title": text[:250],
            "meta_description": text,
        }
        tags = [text[:64]] if text[:64].strip() else []
        post = {"translations": [texts], "tags": tags, "category_id": (filed or {}).get("id")}
        if asset:
            post["cover_id"] = asset["id"]
        made = self.do("admin", "post", "POST", "admin/blog/posts", post)
        if made is not None:
            self.need("admin", "publish post", "POST", f"admin/blog/posts/{made['id']}/publish", {})
            self.do("admin", "hand in", "POST", f"admin/nodes/{made['id']}/submissions", {"note": text})
            self.talk_below(slug, text)
        self.place_page(number, texts, text)
        series = {"kind": "series", "translations": [{"locale": "en", "title": text[:250], "slug": slug}]}
        made = self.do("admin", "series", "POST", "admin/nodes", series)
        if made is not None:
            self.need("admin", "publish series", "POST", f"admin/nodes/{made['id']}/publish", {})
        self.discuss(number, text)
        word = {"word": f"{number} {text}"[:100], "action": "review"}
        self.do("admin", "watched word", "POST", "admin/community/watched-words", word)
        name = {"location": f"hostile-{number}", "name": text[:250]}
        self.do("admin", "menu name", "POST", "admin/menus", name)
        self.do("guest", "search", "GET", f"store/search?q={_quoted(text)}")
        self.do("guest", "suggest", "GET", f"store/suggest?q={_quoted(text)}")

    def place_page(self, number: int, texts: dict[str, Any], text: str) -> None:
        """Write a page of blocks below a page of Markdown, change it, and plan the next text."""
        made = self.do("admin", "page", "POST", "admin/pages", {"translations": [texts], "tags": []})
        if made is None:
            return
        page = f"admin/pages/{made['id']}"
        self.need("admin", "publish page", "POST", f"{page}/publish", {})
        blocks = [
            {"type": "heading", "props": {"text": text[:200]}},
            {"type": "markdown", "props": {"markdown": text}},
            {"type": "quote", "props": {"text": text, "author": text[:100]}},
            {"type": "code", "props": {"code": text}},
        ]
        inner = {**texts, "format": "blocks", "body": orjson.dumps({"blocks": blocks}).decode()}
        below = {"translations": [inner], "parent_id": made["id"]}
        if (lower := self.do("admin", "page of blocks", "POST", "admin/pages", below)) is not None:
            self.need("admin", "publish blocks", "POST", f"admin/pages/{lower['id']}/publish", {})
        draft = {"locale": "en", "title": f"{text[:240]} again", "body": f"{text}\n\n{text}", "format": "html"}
        self.do("admin", "draft", "POST", f"{page}/translations", draft)
        kept = {"translations": [{"locale": "en", "title": text[:250], "slug": f"kept-{number}", "body": text}]}
        self.do("admin", "reusable block", "POST", "admin/reusable-blocks", kept)

    def talk_below(self, slug: str, text: str) -> None:
        """Comment on a post, as a member and as a guest with a name."""
        comments = f"store/posts/{slug}/comments"
        self.do("member", "comment", "POST", comments, {"body": text})
        guest = {"body": text, "name": text[:100], "email": "guest@example.com"}
        self.do("guest", "guest", "POST", comments, {**guest, "website": "https://example.com/a"})
        self.do("guest", "guest's site", "POST", comments, {**guest, "website": text})

    def discuss(self, number: int, text: str) -> None:
        """Begin a topic, answer it with mentions and quotes, flag the answer, decide about it."""
        topic = {"title": text[:250], "body": text, "category_id": self.forum}
        begun = self.do("member", "topic", "POST", "store/forum/topics", {**topic, "tags": [f"{number} {text}"[:64]]})
        if begun is None:
            return
        replies = f"store/forum/topics/{begun['id']}/replies"
        self.do("other", "subscription", "POST", "store/me/subscriptions", _watch(begun["id"]))
        self.do("other", "html reply", "POST", replies, {"body": text, "format": "html"})
        named = f'@{self.own["name"]} @{text}\n\n[quote="{text}"]{text}[/quote]\n\n{text}'
        answer = self.do("other", "mention", "POST", replies, {"body": named})
        if answer is None:
            return
        flag = {"kind": "reply", "id": answer["id"], "reason": "other", "note": text[:1000]}
        self.do("member", "flag", "POST", "store/flags", flag)
        edited = {"body": f"{text} edited", "title": f"{text[:240]} edited"}
        self.do("member", "edit", "PATCH", f"store/forum/topics/{begun['id']}", edited)
        why = {"is_locked": number % 2 == 0, "reason": text[:500]}
        self.do("admin", "reason", "PATCH", f"admin/forum/topics/{begun['id']}/state", why)
        if number % 2:
            self.judge(text)
        warned = {"reason": text[:500]}
        self.do("admin", "warning", "POST", f"admin/community/members/{self.own['user_id']}/warn", warned)
        self.do("member", "name", "PATCH", "store/me/member", {"name": text[:60]})
        self.do("member", "bio", "PATCH", "store/me/member", {"bio": text})
        self.do("other", "own name", "PATCH", "auth/me", {"first_name": text[:100], "last_name": text[:100]})
        kept = {"key": f"topic-{number}", "data": {"title": text, "body": text}}
        self.do("member", "composer draft", "POST", "store/me/composer-drafts", kept)

    def judge(self, text: str) -> None:
        """Decide about what waits first in the queue."""
        _, queue = self._asks["admin"]("GET", "admin/community/reviews?limit=1", None)
        for item in queue["items"]:
            decided = {"decision": "reject", "note": text}
            self.do("admin", "verdict", "POST", f"admin/community/reviews/{item['id']}/decide", decided)

    def lead(self, number: int, address: str) -> None:
        """Let redirects and texts lead to a bad address."""
        self.do("admin", "redirect", "POST", "admin/redirects", {"path": f"/away-{number}", "target": address})
        self.do("admin", "redirect from", "POST", "admin/redirects", {"path": f"/{address}", "target": "/"})
        table = f'path,target\n/table-{number},"{address.replace(chr(34), chr(34) * 2)}"\n'
        self.do("admin", "redirect table", "POST", "admin/redirects/import", {"csv": table})
        props = {"text": "x", "author": "x", "url": address}
        for kind, of in (("quote", props), ("button", {"label": "x", "url": address}), ("embed", {"url": address})):
            body = orjson.dumps({"blocks": [{"type": kind, "props": of}]}).decode()
            text = {"locale": "en", "title": f"{kind} {number}", "body": body, "format": "blocks"}
            self.do("admin", f"{kind} to address", "POST", "admin/pages", {"translations": [text]})

    def list_menu(self) -> None:
        """Fill a menu with attacks as labels, and with bad addresses."""
        path = f"admin/menus/{self.ids['menu'][0]}/items"
        good = []
        for place, entry in (
            *(("menu label", {"labels": {"en": text.replace("\x00", "")[:255]}, "url": "/x"}) for text in ATTACKS),
            *(("menu address", {"labels": {"en": "x"}, "url": address}) for address in BAD_ADDRESSES),
        ):
            if self.do("admin", place, "PUT", path, {"entries": [entry]}) is not None:
                good.append(entry)
        nodes = [{"node_id": found} for found in (*self.ids.get("page", ())[:20], *self.ids.get("post", ())[:20])]
        self.need("admin", "menu items", "PUT", path, {"entries": [*good, *nodes]})


def _category(slug: str, module: str, text: str = "Talk") -> dict[str, Any]:
    return {"slug": slug, "module": module, "names": {"en": text[:250]}, "descriptions": {"en": text}}


def _watch(topic_id: str) -> dict[str, str]:
    return {"kind": "topic", "id": topic_id, "level": "watching"}


def _picture(number: int) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (8, 6), (number % 256, 90, 40)).save(target, "PNG")
    return target.getvalue()


def _quoted(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text[:60].encode())
