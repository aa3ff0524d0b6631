"""Pages of the admin for users and their sessions."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from unfold.widgets import UnfoldAdminPasswordWidget

from rustok.api.admin.model_admin import ReadOnlyAdmin, RustokModelAdmin
from rustok.auth.dto import CreateUserRequest, UpdateUserRequest
from rustok.auth.models import Session, User
from rustok.auth.services import users
from rustok.context import RequestContext
from rustok.dto import parse

_FIELDS = ("email", "first_name", "last_name", "locale", "role", "status", "metadata")


class UserForm(forms.ModelForm):
    """A user, with a new password instead of the hash of the present one."""

    new_password = forms.CharField(
        required=False,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"}),
        help_text="Left empty, the password stays; a new user without one is invited by mail.",
    )

    class Meta:
        model = User
        fields = _FIELDS

    def _get_validation_exclusions(self) -> set[str]:
        # Uniqueness and the rest are the service's to judge: it reports to the form's fields.
        return {*super()._get_validation_exclusions(), *_FIELDS}  # type: ignore[misc]


@admin.register(User)
class UserAdmin(RustokModelAdmin):
    """The tenant's users."""

    resource = "accounts.user"
    aggregate_type = "auth.user"
    form = UserForm
    list_display: ClassVar[tuple[str, ...]] = ("email", "get_full_name", "role", "status", "verified", "last_login_at")
    list_filter: ClassVar[tuple[str, ...]] = ("role", "status")
    search_fields: ClassVar[tuple[str, ...]] = ("email", "first_name", "last_name")
    ordering: ClassVar[tuple[str, ...]] = ("-id",)
    readonly_fields: ClassVar[tuple[str, ...]] = ("verified", "last_login_at", "created_at", "updated_at")
    fieldsets: ClassVar[Any] = (
        (None, {"fields": ("email", ("first_name", "last_name"), "locale", "new_password")}),
        ("Access", {"fields": (("role", "status"), "verified", "last_login_at")}),
        ("More", {"fields": ("metadata", "created_at", "updated_at"), "classes": ("collapse",)}),
    )

    @admin.display(description="Address confirmed", boolean=True)
    def verified(self, user: User) -> bool:
        """Show whether the address is confirmed."""
        return user.is_email_verified

    def create(self, ctx: RequestContext, form: Any) -> UUID:
        """Make the user through the service."""
        data = _data(form, ("email", "first_name", "last_name", "locale", "role", "metadata"))
        return users.create_user(ctx, parse(CreateUserRequest, data)).id

    def update(self, ctx: RequestContext, obj: Any, form: Any) -> None:
        """Change the user through the service."""
        changed = [name for name in form.changed_data if name in _FIELDS]
        users.update_user(ctx, obj.pk, parse(UpdateUserRequest, _data(form, changed)))

    def destroy(self, ctx: RequestContext, obj: Any) -> None:
        """Delete the user through the service."""
        users.delete_user(ctx, obj.pk)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Name the users only: their sessions and tokens go along without saying."""
        return [str(user) for user in objs], {"users": len(objs)}, set(), []


@admin.register(Session)
class SessionAdmin(ReadOnlyAdmin):
    """Who is signed in from where."""

    resource = "accounts.user"
    list_display: ClassVar[tuple[str, ...]] = (
        "user",
        "ip",
        "user_agent",
        "created_at",
        "last_used_at",
        "revoked_reason",
    )
    list_filter: ClassVar[tuple[str, ...]] = ("revoked_reason",)
    search_fields: ClassVar[tuple[str, ...]] = ("user__email", "ip")
    list_select_related: ClassVar[tuple[str, ...]] = ("user",)
    ordering: ClassVar[tuple[str, ...]] = ("-last_used_at",)


def _data(form: Any, names: Any) -> dict[str, Any]:
    data = {name: form.cleaned_data[name] for name in names if form.cleaned_data.get(name) is not None}
    if form.cleaned_data.get("new_password"):
        data["password"] = form.cleaned_data["new_password"]
    return data
