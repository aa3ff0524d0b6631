"""WordPress's shortcodes as HTML: those of its own as what they show, others as they were written, by name reported."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

_TAG: Final = re.compile(
    r"\[(\[?)(?P<name>[a-zA-Z][\w-]*)(?P<attributes>(?:\s(?:[^\]\"']|\"[^\"]*\"|'[^']*')*?)?)\s*(?P<closed>/)?\](\]?)"
)
_ATTRIBUTE: Final = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+))""")
_IMAGE: Final = re.compile(r"(?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?", re.IGNORECASE)

Note = Callable[[str], None]
"""Told the name of a shortcode that nobody here knows."""
Gallery = Callable[[str], str | None]
"""Returns the address of an attachment by its number."""
Attached = Callable[[], Sequence[str]]
"""Returns the numbers of what is attached to the post."""


def expand(text: str, *, gallery: Gallery, attached: Attached, note: Note) -> str:
    """Replace the shortcodes of a text."""
    done: list[str] = []
    place = 0
    while (match := _TAG.search(text, place)) is not None:
        done.append(text[place : match.start()])
        place = match.end()
        if match[1] and match[5]:
            # [[gallery]] is how WordPress writes a shortcode that is meant literally.
            done.append(match[0][1:-1])
            continue
        name = match["name"].lower()
        attributes = _attributes(match["attributes"] or "")
        content = ""
        if name in _ENCLOSING and not match["closed"]:
            end = text.find(f"[/{match['name']}]", place)
            if end >= 0:
                content, place = text[place:end], end + len(match["name"]) + 3
        done.append(_shown(match[0], name, attributes, content, gallery, attached, note))
    done.append(text[place:])
    return "".join(done)


def _shown(
    source: str,
    name: str,
    attributes: Mapping[str, str],
    content: str,
    gallery: Gallery,
    attached: Attached,
    note: Note,
) -> str:
    if name in ("caption", "wp_caption"):
        picture = _IMAGE.search(content)
        words = attributes.get("caption") or (content[picture.end() :].strip() if picture else content.strip())
        shown = picture[0] if picture else ""
        return f"\n\n<figure>{shown}<figcaption>{words}</figcaption></figure>\n\n"
    if name == "gallery":
        named = [each.strip() for each in attributes.get("ids", "").split(",") if each.strip()]
        addresses = [gallery(each) for each in named or attached()]
        pictures = "".join(f'<figure><img src="{html.escape(each)}" alt=""></figure>' for each in addresses if each)
        if not pictures:
            note("gallery")
            return ""
        return f'\n\n<div class="gallery">{pictures}</div>\n\n'
    if name == "playlist":
        tracks = [gallery(each.strip()) for each in attributes.get("ids", "").split(",")]
        if not any(tracks):
            note(name)
            return source
        lines = "".join(f'<li><a href="{html.escape(each)}">{html.escape(each)}</a></li>' for each in tracks if each)
        return f"\n\n<ul>{lines}</ul>\n\n"
    if name in ("audio", "video", "embed"):
        sources = ("src", "mp3", "m4a", "ogg", "wav", "mp4", "m4v", "webm", "ogv", "flv")
        address = content.strip() or next((attributes[each] for each in sources if each in attributes), "")
        if not address:
            note(name)
            return source
        return f'\n\n<p><a href="{html.escape(address)}">{html.escape(address)}</a></p>\n\n'
    if name in ("code", "sourcecode", "source"):
        language = attributes.get("language") or attributes.get("lang") or ""
        wanted = f' class="language-{language}"' if re.fullmatch(r"[A-Za-z0-9+#.-]+", language) else ""
        plain = html.escape(html.unescape(content.strip("\r\n")))
        return f"\n\n<pre><code{wanted}>{plain}</code></pre>\n\n"
    if _is_shortcode(source, name, attributes):
        note(name)
    return source


_ENCLOSING: Final = frozenset({"caption", "wp_caption", "audio", "video", "embed", "code", "sourcecode", "source"})


def _is_shortcode(source: str, name: str, attributes: Mapping[str, str]) -> bool:
    """Tell a shortcode from a word in brackets, such as [sic] or [1]."""
    return bool(attributes) or "_" in name or "-" in name or source.startswith("[/") or name not in _WORDS


_WORDS: Final = frozenset({"sic", "etc", "note", "update", "edit", "x", "i", "ok", "edited", "link", "here"})


def _attributes(text: str) -> dict[str, str]:
    return {
        match[1].lower(): html.unescape(match[2] or match[3] or match[4] or "")
        for match in _ATTRIBUTE.finditer(text.replace("“", '"').replace("”", '"').replace("″", '"'))
    }
