"""Where the staff works, in the operators' tool."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin
from django.db.models import F, OuterRef, Subquery
from django.http import HttpRequest
from unfold.decorators import display

from rustok.api.admin.forms import choice, language_name
from rustok.api.admin.model_admin import RustokModelAdmin
from rustok.api.admin.navigation import CONTENT
from rustok.auth.models import User
from rustok.context import RequestContext
from rustok.dto import parse
from rustok.errors import InvalidInput
from rustok.rbac.roles import STAFF_ROLES
from rustok.tenancy.info import current_tenant
from rustok_content import errors, models
from rustok_content.admin.choices import place_choices
from rustok_content.dto.assignments import AssignRequest
from rustok_content.services import assignments

_MOST = 500


class AssignmentForm(forms.ModelForm):
    """Its fields are made by the page."""

    class Meta:
        model = models.Assignment
        fields: tuple[str, ...] = ()

    def _post_clean(self) -> None:
        """Leave all rules to the services."""


@admin.register(models.Assignment)
class AssignmentAdmin(RustokModelAdmin):
    """Below which nodes, and in which languages, one of the staff works; without a line here, as their role says."""

    module = "content"
    resource = "content.assignment"
    aggregate_type = "content.assignment"
    menu_section = CONTENT
    menu_icon = "assignment_ind"
    menu_order = 70
    list_display = ("who", "where", "languages", "created_at")
    ordering = ("-id",)

    def _may(self, request: HttpRequest, action: str, obj: Any = None) -> bool:
        """One right is for all of it; an assignment is made and removed, and not changed."""
        return action != "update" and super()._may(request, "manage")

    def get_queryset(self, request: HttpRequest) -> Any:
        """Read users and titles along, by the same statement."""
        email = User.objects.filter(pk=OuterRef("user_id")).values("email")[:1]
        heads = models.NodeTranslation.objects.filter(node_id=OuterRef("below_id"), locale=F("node__source_locale"))
        rows = super().get_queryset(request)
        return rows.annotate(email=Subquery(email), title=Subquery(heads.values("title")[:1]))

    @display(description="Who")
    def who(self, assignment: Any) -> str:
        """Show the user's address."""
        return assignment.email or str(assignment.user_id)

    @display(description="Where")
    def where(self, assignment: Any) -> str:
        """Show the title of the node that all is below."""
        if assignment.below_id is None:
            return "Everywhere"
        return assignment.title or "Nowhere: its node is gone"

    @display(description="Languages")
    def languages(self, assignment: models.Assignment) -> str:
        """Show the languages."""
        return ", ".join(map(language_name, assignment.locales)) or "All, and the entries themselves"

    def object_label(self, obj: Any) -> str:
        """Name an assignment by who works where."""
        return f"{self.who(obj)}: {self.where(obj)}"

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Make the fields of an assignment."""
        fields: dict[str, Any] = {}
        if obj is None:
            staff = User.objects.filter(role__in=STAFF_ROLES).order_by("email").values_list("pk", "email")[:_MOST]
            codes = [(code, language_name(code)) for code in current_tenant().locale_codes]
            fields = {
                "user_id": choice("Who", [(str(key), email) for key, email in staff], required=True),
                "below_id": choice("Below", [("", "Everywhere"), *place_choices()]),
                "locales": forms.MultipleChoiceField(
                    label="Languages",
                    choices=codes,
                    required=False,
                    widget=forms.CheckboxSelectMultiple,
                    help_text="None: all, and the entries themselves: their place, their settings, new ones.",
                ),
            }
        form = type("AssignmentForm", (AssignmentForm,), fields)
        return super().get_form(request, obj, change=change, form=form, **{**kwargs, "fields": ()})

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show the fields in their order."""
        return [(None, {"fields": ["who", "where", "languages"] if obj else ["user_id", "below_id", "locales"]})]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """An assignment stays what it is."""
        return ("who", "where", "languages") if obj else ()

    def create(self, ctx: RequestContext, form: Any) -> UUID:
        """Make an assignment."""
        data = form.cleaned_data
        asked = {"user_id": data["user_id"], "below_id": data["below_id"] or None, "locales": data["locales"]}
        try:
            return assignments.assign(ctx, parse(AssignRequest, asked)).id
        except errors.DuplicateAssignment as exc:
            raise InvalidInput.field("below_id", code=exc.code, message=str(exc)) from exc

    def destroy(self, ctx: RequestContext, obj: Any) -> None:
        """Remove it."""
        assignments.unassign(ctx, obj.pk)
