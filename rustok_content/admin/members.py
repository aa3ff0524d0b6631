"""Members of the community, as moderators see them."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.decorators import display

from rustok.api.admin.model_admin import RustokModelAdmin
from rustok.api.admin.navigation import COMMUNITY
from rustok_content import models
from rustok_content.admin.member_page import member_urls, show_member
from rustok_content.admin.moderation_words import TRUST, discipline_chips

_STATES: Final = (("silenced", "Silenced"), ("suspended", "Suspended"), ("warned", "Warned"), ("free", "Neither"))


class TrustFilter(admin.SimpleListFilter):
    """By how far they are trusted."""

    title = "trust"
    parameter_name = "trust"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer the levels."""
        return [(str(level), name) for level, name in TRUST.items()]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Keep the members of the level."""
        value = self.value() or ""
        return queryset.filter(trust_level=int(value)) if value.isdecimal() and int(value) in TRUST else queryset


class DisciplineFilter(admin.SimpleListFilter):
    """By what moderators have done with them."""

    title = "discipline"
    parameter_name = "discipline"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer what there is."""
        return list(_STATES)

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Keep the members with whom it was done."""
        now = timezone.now()
        found = {
            "silenced": Q(silenced_until__gt=now),
            "suspended": Q(suspended_until__gt=now),
            "warned": Q(warning_count__gt=0),
            "free": (Q(silenced_until=None) | Q(silenced_until__lte=now))
            & (Q(suspended_until=None) | Q(suspended_until__lte=now)),
        }.get(self.value() or "")
        return queryset.filter(found) if found is not None else queryset


@admin.register(models.Member)
class MemberAdmin(RustokModelAdmin):
    """Members: made at their first visit, changed by themselves and by what moderators do."""

    module = "content"
    resource = "content.member"
    menu_section = COMMUNITY
    menu_icon = "groups"
    menu_order = 30
    list_display = ("who", "trust", "topic_count", "reply_count", "flags", "discipline", "last_seen_on")
    list_display_links = ("who",)
    list_filter = (TrustFilter, DisciplineFilter)
    search_fields = ("name_key",)
    search_help_text = "The beginning of a name"
    ordering = ("-id",)

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """Search by the beginning of the name: under row security no index serves a search within texts."""
        return queryset.filter(name_key__startswith=search_term.strip().lower()), False

    @display(description="Member", ordering="name_key")
    def who(self, member: models.Member) -> SafeString:
        """Show the name and since when they are one."""
        return format_html(
            '<span class="rustok-two"><span>{}</span><span class="rustok-note">since {}</span></span>',
            member.name,
            f"{timezone.localtime(member.created_at):%Y-%m-%d}",
        )

    @display(description="Trust", ordering="trust_level")
    def trust(self, member: models.Member) -> str:
        """Show how far they are trusted, and whether that moves."""
        return f"{TRUST[member.trust_level]}{' (locked)' if member.is_trust_locked else ''}"

    @display(description="Flags right / wrong")
    def flags(self, member: models.Member) -> str:
        """Show how often moderators agreed with what they flagged."""
        return f"{member.flags_agreed} / {member.flags_rejected}"

    @display(description="Discipline")
    def discipline(self, member: models.Member) -> SafeString:
        """Show what they may not do now."""
        return discipline_chips(member)

    def get_urls(self) -> list[Any]:
        """Add the addresses of what can be done with a member."""
        return [*member_urls(self), *super().get_urls()]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Show a member; what can be done with them has addresses of its own."""
        if object_id is None or request.method == "POST":
            raise PermissionDenied
        return show_member(self, request, object_id)

    def object_label(self, obj: models.Member) -> str:
        """Name a member."""
        return obj.name

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: members come by themselves."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: a user's data are erased where users are."""
        return False
