"""Templates of pages. Code declares them when Django starts; a page names one and writes its body for its regions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rustok.errors import FieldError, InvalidInput
from rustok_pages import errors
from rustok_pages.dto.pages import DEFAULT_TEMPLATE


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateRegion:
    """A place of a template. ``block_types`` are those that it takes; None: all."""

    name: str
    label: str
    block_types: frozenset[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageTemplate:
    """How a page is laid out. A body without regions is for ``main``."""

    name: str
    label: str
    regions: tuple[TemplateRegion, ...] = (TemplateRegion(name="main", label="Main"),)


_templates: dict[str, PageTemplate] = {}


def register_template(template: PageTemplate) -> None:
    """Add a template, in ``ready()`` of a module.

    :raises RuntimeError: there is another one of the name.
    """
    if _templates.get(template.name, template) != template:
        raise RuntimeError(f"template {template.name!r} is registered twice")
    _templates[template.name] = template


def templates() -> list[PageTemplate]:
    """Return every template, by name."""
    return [_templates[name] for name in sorted(_templates)]


def get_template(name: str) -> PageTemplate:
    """Return a template.

    :raises UnknownTemplate: there is none of the name.
    """
    template = _templates.get(name)
    if template is None:
        raise errors.UnknownTemplate(template=name)
    return template


def check_blocks(metadata: Mapping[str, Any], regions: Mapping[str, Sequence[str]]) -> None:
    """Refuse blocks that the page's template has no place for.

    :param regions: the types of the blocks in each region, those within others too.

    :raises UnknownTemplate: there is no such template.
    :raises InvalidInput: the template has no such region, or the region takes no such block.
    """
    template = get_template(metadata.get("template") or DEFAULT_TEMPLATE)
    known = {region.name: region for region in template.regions}
    faults = []
    for name, types in regions.items():
        region = known.get(name)
        if region is None:
            faults.append(
                FieldError(
                    ("body", "regions", name), "unknown_region", f"The template {template.name} has no region {name}."
                )
            )
            continue
        refused = sorted(set(types) - region.block_types) if region.block_types is not None else []
        faults += [
            FieldError(("body", "regions", name), "block_not_allowed", f"The region {name} takes no {kind}.")
            for kind in refused
        ]
    if faults:
        raise InvalidInput(faults)


register_template(PageTemplate(name=DEFAULT_TEMPLATE, label="Default"))
register_template(
    PageTemplate(
        name="sidebar",
        label="With a sidebar",
        regions=(TemplateRegion(name="main", label="Main"), TemplateRegion(name="aside", label="Sidebar")),
    )
)
register_template(
    PageTemplate(
        name="landing",
        label="Landing page",
        regions=(
            TemplateRegion(
                name="hero",
                label="Top",
                block_types=frozenset({"heading", "rich_text", "markdown", "image", "button", "columns", "reusable"}),
            ),
            TemplateRegion(name="main", label="Main"),
            TemplateRegion(name="footer", label="Bottom"),
        ),
    )
)
