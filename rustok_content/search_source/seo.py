"""What search engines and other sites are told of a node: addresses, Open Graph, JSON-LD (schema.org)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from rustok.search.storefront import StoreImage, StoreNodeRef, StoreSeo
from rustok.search.structured_data import in_script
from rustok_content.search_source.surroundings import Solution
from rustok_content.search_source.texts import rfc3339, word_count

_CONTEXT: Final = "https://schema.org"
_TEXT: Final = 5000
_DESCRIPTION: Final = 300
_WANTED: Final = "index, follow"
_UNWANTED: Final = "noindex, follow"
DISCUSSED: Final = "topic"
WRITTEN: Final = "post"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What is told: of the text that is shown, in whatever language it is."""

    node: Any
    text: Any
    plain: str
    preview: str | None
    cover: StoreImage | None
    author: str | None
    section: str | None
    tags: Sequence[str]
    path: str | None
    addresses: Mapping[str, str]
    breadcrumbs: Sequence[StoreNodeRef]
    thread: Any
    solution: Solution | None
    solution_author: str | None
    site: str
    default_locale: str


def seo_of(seen: Seen) -> StoreSeo:
    """Return what is told of a node."""
    text = seen.text
    title = text.meta_title or text.title
    description = text.meta_description or text.excerpt or (seen.preview and seen.preview[:_DESCRIPTION]) or None
    canonical = seen.addresses.get(text.locale, seen.path)
    hreflang = dict(sorted(seen.addresses.items()))
    if hreflang:
        hreflang["x-default"] = hreflang.get(seen.default_locale) or next(iter(hreflang.values()))
    return StoreSeo(
        title=title,
        description=description,
        canonical=canonical,
        robots=_UNWANTED if seen.node.metadata.get("noindex") else _WANTED,
        hreflang=hreflang,
        open_graph=_open_graph(seen, title, description, canonical),
        json_ld=tuple(_json_ld(seen, title, description, canonical)),
    )


def _open_graph(seen: Seen, title: str, description: str | None, canonical: str | None) -> dict[str, Any]:
    is_article = seen.node.kind in (WRITTEN, DISCUSSED)
    found: dict[str, Any] = {
        "og:type": "article" if is_article else "website",
        "og:title": title,
        "og:site_name": seen.site,
        "og:locale": seen.text.locale.replace("-", "_"),
    }
    alternates = [locale.replace("-", "_") for locale in sorted(seen.addresses) if locale != seen.text.locale]
    if alternates:
        found["og:locale:alternate"] = alternates
    if description:
        found["og:description"] = description
    if canonical:
        found["og:url"] = canonical
    if seen.cover is not None:
        found["og:image"] = seen.cover.url
        found["og:image:alt"] = seen.cover.alt
        if seen.cover.width and seen.cover.height:
            found["og:image:width"], found["og:image:height"] = seen.cover.width, seen.cover.height
    if is_article:
        found["article:published_time"] = rfc3339(seen.text.published_at or seen.node.published_at)
        found["article:modified_time"] = rfc3339(seen.node.edited_at or seen.text.updated_at)
        if seen.section:
            found["article:section"] = seen.section
        if seen.tags:
            found["article:tag"] = list(seen.tags)
    found["twitter:card"] = "summary_large_image" if seen.cover is not None else "summary"
    return {name: value for name, value in found.items() if value is not None}


def _json_ld(seen: Seen, title: str, description: str | None, canonical: str | None) -> list[dict[str, Any]]:
    made = {WRITTEN: _article, DISCUSSED: _discussion}.get(seen.node.kind, _page)
    found = [{"@context": _CONTEXT, **made(seen, title, description, canonical)}]
    if len(seen.breadcrumbs) > 1:
        found.append({"@context": _CONTEXT, **breadcrumb_list(seen.breadcrumbs)})
    return [in_script(each) for each in found]


def breadcrumb_list(breadcrumbs: Sequence[StoreNodeRef]) -> dict[str, Any]:
    """Return the way to a node; only the last step, the node itself, may have no address."""
    way = [crumb for crumb in breadcrumbs[:-1] if crumb.path is not None] + list(breadcrumbs[-1:])
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": crumb.title}
            | ({"item": crumb.path} if crumb.path is not None else {})
            for place, crumb in enumerate(way, start=1)
        ],
    }


def _article(seen: Seen, title: str, description: str | None, canonical: str | None) -> dict[str, Any]:
    found = {
        "@type": "Article",
        "headline": seen.text.title[:110],
        "description": description,
        "image": [seen.cover.url] if seen.cover is not None else None,
        "datePublished": rfc3339(seen.text.published_at or seen.node.published_at),
        "dateModified": rfc3339(seen.node.edited_at or seen.text.updated_at),
        "author": _person(seen.author),
        "publisher": {"@type": "Organization", "name": seen.site},
        "inLanguage": seen.text.locale,
        "url": canonical,
        "mainEntityOfPage": canonical,
        "articleSection": seen.section,
        "keywords": list(seen.tags) or None,
        "wordCount": word_count(seen.plain) if seen.plain else None,
        "commentCount": seen.node.reply_count,
    }
    return _told(found)


def _discussion(seen: Seen, title: str, description: str | None, canonical: str | None) -> dict[str, Any]:
    """Return a question with its answer where one solves it, a discussion else."""
    common = {
        # A picture alone says nothing that they take: a discussion needs a text, and somebody who began it.
        "text": seen.plain[:_TEXT] or seen.text.title,
        "datePublished": rfc3339(seen.node.published_at or seen.node.created_at),
        "dateModified": rfc3339(seen.node.edited_at),
        "author": _person(seen.author) or {"@type": "Organization", "name": seen.site},
    }
    if seen.solution is not None:
        question = {
            "@type": "Question",
            "name": seen.text.title,
            **common,
            "answerCount": seen.node.reply_count,
            "upvoteCount": seen.node.vote_score,
            "acceptedAnswer": _answer(seen, seen.solution, canonical),
        }
        return {"@type": "QAPage", "inLanguage": seen.text.locale, "mainEntity": _told(question)}
    counted = [
        {"@type": "InteractionCounter", "interactionType": f"{_CONTEXT}/{action}", "userInteractionCount": count}
        for action, count in (("CommentAction", seen.node.reply_count), ("LikeAction", seen.node.reaction_count))
    ]
    return _told(
        {
            "@type": "DiscussionForumPosting",
            "headline": seen.text.title[:110],
            **common,
            "url": canonical,
            "inLanguage": seen.text.locale,
            "commentCount": seen.node.reply_count,
            "interactionStatistic": counted,
        }
    )


def _answer(seen: Seen, solution: Solution, canonical: str | None) -> dict[str, Any]:
    """Return the answer that solves a question, with its own place on the page."""
    return _told(
        {
            "@type": "Answer",
            "text": solution.text[:_TEXT] or seen.text.title,
            "url": f"{canonical}#{solution.number}" if canonical and solution.number else canonical,
            "upvoteCount": solution.vote_score,
            "datePublished": rfc3339(solution.published_at),
            "author": _person(seen.solution_author) or {"@type": "Organization", "name": seen.site},
        }
    )


def _page(seen: Seen, title: str, description: str | None, canonical: str | None) -> dict[str, Any]:
    return _told(
        {
            "@type": "WebPage",
            "name": title,
            "description": description,
            "url": canonical,
            "inLanguage": seen.text.locale,
            "dateModified": rfc3339(seen.node.edited_at or seen.text.updated_at),
            "primaryImageOfPage": seen.cover.url if seen.cover is not None else None,
            "isPartOf": {"@type": "WebSite", "name": seen.site},
        }
    )


def _person(name: str | None) -> dict[str, Any] | None:
    return {"@type": "Person", "name": name} if name else None


def _told(found: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in found.items() if value is not None}
