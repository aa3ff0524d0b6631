"""The rules of the community: one page, without a list."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.contrib import admin
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse

from rustok.api.admin.forms import VersionedForm, number, switch, text
from rustok.api.admin.model_admin import RustokModelAdmin
from rustok.api.admin.navigation import COMMUNITY
from rustok.context import RequestContext
from rustok.dto import parse
from rustok.errors import InvalidInput
from rustok.tenancy.context import current_tenant_id
from rustok_content import models
from rustok_content.dto.community import UpdateCommunitySettingsRequest
from rustok_content.selectors.community import DEFAULT_REACTIONS
from rustok_content.services import community_settings

_SWITCHES: Final = {
    "comments_enabled": ("Posts may be commented on", ""),
    "guests_comment": ("Guests may comment", "People without an account."),
    "guests_need_approval": ("Guests' comments wait for approval", ""),
    "edits_are_public": ("Readers see what a text said before", "Its author and moderators always do."),
    "votes_enabled": ("Answers may be voted for", ""),
}
_NUMBERS: Final = {
    "first_posts_to_approve": ("First texts of a member that wait for approval", "0: none"),
    "edit_minutes": ("Minutes in which members change what they wrote", "0: never"),
    "comment_days": ("Days after which comments on a post are closed", "0: never"),
    "comment_depth": ("How deep comments nest", "From 1 to 20"),
    "new_member_links": ("Links in a text of a new member", ""),
    "new_member_mentions": ("Mentions in a text of a new member", ""),
    "new_member_topics_per_day": ("Topics of a new member a day", ""),
    "new_member_replies_per_day": ("Replies of a new member a day", ""),
    "seconds_between_posts": ("Seconds between two texts", ""),
    "duplicate_minutes": ("Minutes in which the same text is not taken twice", ""),
    "flags_to_hide": ("Weight of flags that hides a text by itself", "0: flags hide nothing"),
    "revision_days": ("Days for which former states are kept", "Empty: for ever"),
    "trash_days": ("Days until the trash is emptied", ""),
}
_GROUPS: Final = (
    ("Comments", ("comments_enabled", "guests_comment", "guests_need_approval", "comment_days", "comment_depth")),
    ("Writing", ("edit_minutes", "edits_are_public", "votes_enabled", "reactions")),
    ("New members", tuple(name for name in _NUMBERS if name.startswith(("new_", "first_")))),
    ("Against spam", ("seconds_between_posts", "duplicate_minutes", "flags_to_hide")),
    ("Keeping", ("revision_days", "trash_days")),
)


class CommunitySettingsForm(VersionedForm):
    """The rules."""

    class Meta:
        model = models.CommunitySettings
        fields: tuple[str, ...] = ()

    def _post_clean(self) -> None:
        """Leave validation to the service."""


@admin.register(models.CommunitySettings)
class CommunitySettingsAdmin(RustokModelAdmin):
    """The rules of the community."""

    module = "content"
    resource = "content.community_settings"
    aggregate_type = "content.community_settings"
    called = ("community settings", "community settings")
    menu_section = COMMUNITY
    menu_icon = "rule_settings"
    menu_order = 70

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Lead to the only page there is."""
        row = self.get_queryset(request).first()
        if row is not None:
            return HttpResponseRedirect(reverse("admin:rustok_content_communitysettings_change", args=[row.pk]))
        if self.has_add_permission(request):
            return HttpResponseRedirect(reverse("admin:rustok_content_communitysettings_add"))
        return super().changelist_view(request, extra_context)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Say something for the first time whoever may change it."""
        # The platform's own pages ask for all of the menu where no tenant is in scope.
        has_tenant = current_tenant_id() is not None
        return has_tenant and self._may(request, "update") and not models.CommunitySettings.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Keep them."""
        return False

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Make the fields."""
        row = obj or models.CommunitySettings(reactions=list(DEFAULT_REACTIONS))
        fields: dict[str, Any] = {
            name: switch(label, initial=getattr(row, name), help_text=note) for name, (label, note) in _SWITCHES.items()
        }
        fields |= {
            name: number(label, initial=getattr(row, name), help_text=note) for name, (label, note) in _NUMBERS.items()
        }
        fields["reactions"] = text(
            "Reactions", initial=", ".join(row.reactions), max_length=1000, help_text="Names, separated by commas."
        )
        form = type("CommunitySettingsForm", (CommunitySettingsForm,), fields)
        return super().get_form(request, obj, change=change, form=form, **{**kwargs, "fields": ()})

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show the rules by what they are about."""
        return [(title, {"fields": [*names]}) for title, names in _GROUPS]

    def object_label(self, obj: Any) -> str:
        """Name them."""
        return "Community settings"

    def create(self, ctx: RequestContext, form: Any) -> UUID:
        """Say something for the first time."""
        community_settings.update_community_settings(ctx, parse(UpdateCommunitySettingsRequest, _changes(form)))
        row: models.CommunitySettings | None = models.CommunitySettings.objects.first()
        if row is None:
            raise InvalidInput.field(code="unchanged", message="These are the defaults: nothing was changed.")
        return row.id

    def update(self, ctx: RequestContext, obj: Any, form: Any) -> None:
        """Change the rules."""
        request = parse(UpdateCommunitySettingsRequest, {**_changes(form), **form.given_version()})
        community_settings.update_community_settings(ctx, request)


def _changes(form: Any) -> dict[str, Any]:
    """Return what was changed, as requests take it; a number that was emptied is the default again."""
    changes: dict[str, Any] = form.changed()
    for name in _NUMBERS:
        if name in changes and changes[name] is None:
            changes[name] = getattr(models.CommunitySettings(), name)
    if "reactions" in changes:
        changes["reactions"] = [name.strip() for name in changes["reactions"].split(",") if name.strip()]
    return changes
