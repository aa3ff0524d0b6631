"""Users of the tenant: who may enter, as what, and from where they are signed in."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from unfold.decorators import display
from unfold.widgets import UnfoldAdminPasswordWidget

from rustok.api.admin.chips import TABLE, Tone, chip
from rustok.api.admin.forms import VersionedForm, choice, language_name, switch, text
from rustok.api.admin.model_admin import ReadOnlyAdmin, RustokModelAdmin, context_of
from rustok.api.admin.navigation import PEOPLE
from rustok.auth import models
from rustok.auth.dto import CreateUserRequest, UpdateUserRequest, UserStatus
from rustok.auth.services import users
from rustok.context import RequestContext
from rustok.dto import parse
from rustok.rbac.policies import allowed
from rustok.rbac.roles import Role
from rustok.tenancy.context import PLATFORM_TENANT_ID
from rustok.tenancy.info import current_tenant

_STATUS_TONES = {
    UserStatus.ACTIVE: Tone.GOOD,
    UserStatus.INVITED: Tone.INFO,
    UserStatus.DISABLED: Tone.BAD,
}


class UserForm(VersionedForm):
    """An account, in an operator's hands."""

    new_password = forms.CharField(
        label="Password",
        required=False,
        strip=False,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"}),
    )

    class Meta:
        model = models.User
        fields = ("first_name", "last_name")

    def _post_clean(self) -> None:
        """Leave validation to the service: uniqueness and the rest are its to judge."""


@admin.register(models.User)
class UserAdmin(RustokModelAdmin):
    """Users."""

    module = "accounts"
    resource = "accounts.user"
    aggregate_type = "auth.user"
    menu_section = PEOPLE
    menu_icon = "group"
    menu_order = 10
    list_display = ("who", "role_name", "state", "confirmed", "last_login_at", "created_at")
    list_filter = ("role", "status")
    search_fields = ("email", "first_name", "last_name")
    ordering = ("-id",)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Offer the roles and languages that can be given here."""
        ctx = context_of(request)
        tenant = current_tenant()
        roles = [Role.CUSTOMER]
        if allowed(ctx, "accounts.role:assign"):
            roles = [role for role in Role if role is not Role.ANONYMOUS]
            if ctx.tenant_id != PLATFORM_TENANT_ID:
                roles.remove(Role.SUPER_ADMIN)
        if obj is not None and Role(obj.role) not in roles:
            roles.append(Role(obj.role))
        locales = dict.fromkeys((*tenant.locale_codes, *((obj.locale,) if obj else ())))
        fields: dict[str, Any] = {
            "role": choice(
                "Role", [(role.value, _title(role)) for role in roles], initial=obj.role if obj else Role.CUSTOMER
            ),
            "locale": choice(
                "Language",
                [(code, language_name(code)) for code in locales],
                initial=obj.locale if obj else tenant.default_locale,
            ),
            "email": text("E-mail address", initial=obj.email if obj else "", max_length=254),
        }
        if obj is not None:
            fields["status"] = choice(
                "Status", [(status.value, _title(status)) for status in UserStatus], initial=obj.status
            )
            fields["email_verified"] = switch(
                "Address confirmed",
                initial=obj.is_email_verified,
                help_text="Whether the user has shown that the mailbox is theirs.",
            )
        form = type("UserForm", (UserForm,), fields)
        form.base_fields["new_password"].help_text = (  # type: ignore[attr-defined]
            "A new password ends every session. Leave it empty to keep the present one."
            if obj
            else "Left empty, the user is invited by mail to set one."
        )
        return super().get_form(request, obj, change=change, form=form, **{**kwargs, "fields": UserForm.Meta.fields})

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show the person, then what they may do."""
        person = (None, {"fields": ["email", "first_name", "last_name", "locale"]})
        if obj is None:
            return (person, ("Access", {"fields": ["role", "new_password"]}))
        access = ["role", "status", "email_verified", "new_password", "last_login_at"]
        return (person, ("Access", {"fields": access}), ("Signed in", {"fields": ["sessions"]}))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show when the user came last."""
        return ("last_login_at", "sessions") if obj else ()

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Find a user; what the form shows besides the columns hangs on it for those who may only look."""
        user = super().get_object(request, object_id, from_field)
        if user is not None:
            user.email_verified = user.is_email_verified
            user.new_password = "••••••••"
        return user

    @display(description="User", header=True, ordering="email")
    def who(self, user: models.User) -> Any:
        """Show address and name."""
        name = f"{user.first_name} {user.last_name}".strip()
        initials = f"{user.first_name[:1]}{user.last_name[:1]}" or user.email[:2]
        return (user.email, name, initials)

    @display(description="Role", ordering="role")
    def role_name(self, user: models.User) -> SafeString:
        """Show the role."""
        return chip(_title(user.role), Tone.INFO if user.is_staff else Tone.NEUTRAL)

    @display(description="Status", ordering="status")
    def state(self, user: models.User) -> SafeString:
        """Show whether the user may come in."""
        return chip(user.status, _STATUS_TONES[UserStatus(user.status)])

    @display(description="Address confirmed", boolean=True)
    def confirmed(self, user: models.User) -> bool:
        """Tell whether the mailbox is theirs."""
        return user.is_email_verified

    @display(description="Sessions")
    def sessions(self, user: models.User) -> SafeString:
        """Show where the user is signed in by the APIs."""
        live = models.Session.objects.filter(user=user, revoked_at=None, expires_at__gt=timezone.now())
        rows = [
            [session.user_agent or "—", session.ip or "—", _time(session.created_at), _time(session.last_used_at)]
            for session in live.order_by("-last_used_at")[:20]
        ]
        headers = ["Program", "Address", "Since", "Last used"]
        return SafeString(render_to_string(TABLE, {"table": {"headers": headers, "rows": rows}}))

    def create(self, ctx: RequestContext, form: Any) -> UUID:
        """Make a user, or invite them."""
        data = form.cleaned_data
        wanted = {name: data[name] for name in ("email", "first_name", "last_name", "role", "locale") if data[name]}
        return users.create_user(ctx, parse(CreateUserRequest, {**wanted, "password": data["new_password"] or None})).id

    def update(self, ctx: RequestContext, obj: Any, form: Any) -> None:
        """Change what was changed."""
        changes = form.changed()
        if password := changes.pop("new_password", None):
            changes["password"] = password
        users.update_user(ctx, obj.pk, parse(UpdateUserRequest, {**changes, **form.given_version()}))

    def destroy(self, ctx: RequestContext, obj: Any) -> None:
        """Delete the user."""
        users.delete_user(ctx, obj.pk)


@admin.register(models.Session)
class SessionAdmin(ReadOnlyAdmin):
    """Who is signed in from where."""

    module = "accounts"
    resource = "accounts.user"
    menu_section = PEOPLE
    menu_icon = "devices"
    menu_order = 20
    list_display = ("user", "state", "ip", "user_agent", "created_at", "last_used_at")
    list_filter = ("revoked_reason",)
    search_fields = ("user__email", "ip")
    list_select_related = ("user",)
    ordering = ("-last_used_at",)

    @display(description="State")
    def state(self, session: models.Session) -> SafeString:
        """Tell whether the session still lives, and why not."""
        if session.revoked_at is not None:
            return chip(str(session.revoked_reason or "ended").replace("_", " "))
        return chip("expired") if session.expires_at <= timezone.now() else chip("live", Tone.GOOD)


def _time(moment: dt.datetime) -> str:
    return date_format(timezone.localtime(moment), "DATETIME_FORMAT")


def _title(value: str) -> str:
    return str(value).replace("_", " ").capitalize()
