"""Links that show a node before it is published: made, told and ended on its page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from rustok.api.admin.dialogs import DeedForm, pick
from rustok.dto import parse
from rustok_content.admin.node_deed import NodeDeed
from rustok_content.dto.lifecycle import CreatePreviewRequest
from rustok_content.services import previews


class Preview(NodeDeed):
    """Let somebody look before it is published."""

    name, title, icon = "preview", "Preview link", "link"
    by_language = True
    intro = "Whoever has the link sees the node as it would be published, without an account."

    def fields(self) -> dict[str, forms.Field]:
        """Ask for how long."""
        choices = [("1", "An hour"), ("48", "Two days"), ("168", "A week"), ("720", "A month")]
        return {"hours": pick("For", choices, initial="48")}

    def run(self, form: DeedForm) -> str:
        """Make the token; it is told once."""
        asked = parse(CreatePreviewRequest, {"hours": int(form.cleaned_data["hours"])})
        made = previews.create_preview(self.desk.ctx, self.node_id, asked)
        return preview_told(self.desk.address_of(made.url), made.expires_at)


class RevokePreviews(NodeDeed):
    """Let no link show it any more."""

    name, title, icon = "revoke", "End previews", "link_off"
    by_language = True
    intro = "No preview link shows the node any more."

    @property
    def tokens(self) -> list[Any]:
        """Those that show it."""
        return live_previews(self.node)

    def obstacle(self) -> str:
        """Say that there is none."""
        return "" if self.tokens else "No preview link is open."

    def run(self, form: DeedForm) -> str:
        """End them."""
        found = self.tokens
        for row in found:
            previews.revoke_preview(self.desk.ctx, row.pk)
        return f"Preview links ended: {len(found)}."


class EndPreview(NodeDeed):
    """Let one link show it no more: ``part`` is the preview's id as hex."""

    name, title, icon = "end-preview", "End this preview", "link_off"
    by_language = True
    danger = True
    intro = "This preview link shows the node no more; others do."

    def obstacle(self) -> str:
        """Say that it is over."""
        return "" if any(row.pk.hex == self.part for row in live_previews(self.node)) else "It is over already."

    def run(self, form: DeedForm) -> str:
        """End it."""
        previews.revoke_preview(self.desk.ctx, UUID(hex=self.part))
        return "The preview link was ended."


def preview_told(url: str, until: Any) -> SafeString:
    """Return the link of a preview, to open and to copy: it is told once."""
    when = date_format(timezone.localtime(until), "SHORT_DATETIME_FORMAT")
    return format_html(
        '<span class="rustok-row" data-testid="preview-link">'
        '<a class="text-primary-600 dark:text-primary-500" href="{0}" target="_blank" rel="noopener">'
        "Open the preview</a>"
        '<input class="rustok-input" readonly value="{0}" aria-label="Link of the preview">'
        '<button type="button" class="rustok-button" data-copies>Copy the link</button>'
        '<span class="rustok-note">It shows the node until {1}, and is not told again.</span></span>',
        url,
        when,
    )


def live_previews(node: Any) -> list[Any]:
    """Return the previews of a node that show it."""
    return [row for row in node.preview_tokens.all() if row.revoked_at is None and row.expires_at > timezone.now()]
