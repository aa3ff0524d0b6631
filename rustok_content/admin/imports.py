"""Imports of content: begun with a file, watched, stopped and gone on with, and what was not taken."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.safestring import SafeString
from unfold.decorators import display
from unfold.widgets import UnfoldAdminFileFieldWidget

from rustok.api.admin.chips import Tone, chip
from rustok.api.admin.dialogs import Deed, DeedForm, Desk, bar, choose, do
from rustok.api.admin.forms import choice, language_name, switch, text
from rustok.api.admin.model_admin import RustokModelAdmin, context_of
from rustok.api.admin.navigation import CONTENT
from rustok.context import RequestContext
from rustok.dto import parse
from rustok.errors import InvalidInput
from rustok.ids import InvalidId, parse_id
from rustok.rbac.policies import allowed
from rustok.tenancy.info import current_tenant
from rustok_content import errors, models
from rustok_content.admin.people import names_of
from rustok_content.dto.imports import ImportFormat, ImportState, StartContentImportRequest
from rustok_content.services.imports import jobs
from rustok_content.services.imports.files import MAX_BYTES

_TONES: Final = {
    ImportState.WAITING: Tone.WARNING,
    ImportState.RUNNING: Tone.INFO,
    ImportState.DONE: Tone.GOOD,
    ImportState.FAILED: Tone.BAD,
    ImportState.CANCELLED: Tone.NEUTRAL,
}
_FORMATS: Final = {
    ImportFormat.WXR: "WordPress (XML of Tools, Export)",
    ImportFormat.MARKDOWN: "Markdown (zip of a folder, as of Hugo or Jekyll)",
    ImportFormat.CSV: "Posts and pages as a table (CSV)",
    ImportFormat.REDIRECTS: "Redirects of the plugin Redirection (JSON or CSV)",
}


class Cancel(Deed):
    """Stop it."""

    name, title, icon = "cancel", "Stop", "stop_circle"
    right = "content.import:cancel"
    danger = True
    intro = "It stops after the batch that it is at; what it has taken in stays."

    def obstacle(self) -> str:
        """Say that it has ended."""
        return "" if self.desk.subject.state in (ImportState.WAITING, ImportState.RUNNING) else "It has ended."

    def run(self, form: DeedForm) -> str:
        """Stop it."""
        jobs.cancel_import(self.desk.ctx, self.desk.subject.pk)
        return "The import stops."


class Resume(Deed):
    """Go on with it."""

    name, title, icon = "resume", "Go on", "play_circle"
    right = "content.import:create"
    intro = "It goes on where it stopped; nothing is made twice."

    def obstacle(self) -> str:
        """Say that it was not stopped."""
        stopped = self.desk.subject.state in (ImportState.FAILED, ImportState.CANCELLED)
        return "" if stopped else "It was not stopped on its way."

    def is_next(self) -> bool:
        """What was stopped waits for this."""
        return True

    def run(self, form: DeedForm) -> str:
        """Go on."""
        jobs.resume_import(self.desk.ctx, self.desk.subject.pk)
        return "The import goes on."


_DEEDS: Final[tuple[type[Deed], ...]] = (Resume, Cancel)


class ImportForm(forms.ModelForm):
    """What is taken in, and how."""

    class Meta:
        model = models.ContentImport
        fields: tuple[str, ...] = ()

    def _post_clean(self) -> None:
        """Leave validation to the service."""


@admin.register(models.ContentImport)
class ContentImportAdmin(RustokModelAdmin):
    """Files on their way in."""

    module = "content"
    resource = "content.import"
    called = ("import", "imports of content")
    menu_section = CONTENT
    menu_icon = "upload_file"
    menu_order = 60
    list_display = ("file_name", "source", "states", "progress", "is_dry_run", "created_at")
    list_filter = ("state", "is_dry_run")
    ordering = ("-id",)

    @display(description="State")
    def states(self, row: models.ContentImport) -> SafeString:
        """Show where it is."""
        state = ImportState(row.state)
        return chip(state.value, _TONES[state])

    @display(description="Pieces")
    def progress(self, row: models.ContentImport) -> str:
        """Show how far it is."""
        return f"{row.done} of {row.total}"

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Ask for the file."""
        locales = [(locale, language_name(locale)) for locale in current_tenant().locale_codes]
        fields: dict[str, Any] = {
            "format": choice("Format", [(each.value, said) for each, said in _FORMATS.items()]),
            "file": forms.FileField(
                label="File", widget=UnfoldAdminFileFieldWidget, help_text=f"At most {MAX_BYTES // 1024 // 1024} MB."
            ),
            "source": text("Site", max_length=255, help_text="The file's own site, where it is left empty."),
            "locale": choice("Language", [("", "The file's own"), *locales]),
            "fetch_media": switch(
                "Fetch pictures", initial=False, help_text="Of WordPress, from where they are; a try fetches nothing."
            ),
            "dry_run": switch("Try only", initial=True, help_text="Nothing is written; the report says what would be."),
        }
        form = type("ImportForm", (ImportForm,), fields)
        return super().get_form(request, obj, change=change, form=form, **{**kwargs, "fields": ()})

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show what is asked."""
        return ((None, {"fields": ["format", "file", "source", "locale", "fetch_media", "dry_run"]}),)

    def create(self, ctx: RequestContext, form: Any) -> UUID:
        """Begin an import."""
        data = form.cleaned_data
        asked = {
            "format": data["format"],
            "source": data["source"] or None,
            "locale": data["locale"] or None,
            "dry_run": data["dry_run"],
            "fetch_media": data["fetch_media"],
        }
        if data["file"].size > MAX_BYTES:
            raise errors.ImportTooLarge(limit=f"{MAX_BYTES // 1024 // 1024} MB")
        content = data["file"].read()
        if not content:
            raise InvalidInput.field("file", code="missing", message="The file is empty.")
        return jobs.start_import(ctx, content, parse(StartContentImportRequest, asked), file_name=data["file"].name).id

    # --- Page -------------------------------------------------------------------------------------------------------

    def get_urls(self) -> list[Any]:
        """Add the addresses of what can be done with an import."""

        def view(request: HttpRequest, object_id: str, key: str) -> HttpResponse:
            desk = self._desk(request, object_id)
            deeds = choose(desk, _DEEDS)
            return do(request, deeds, key) or self._shown(request, desk, deeds, key)

        address = "<str:object_id>/change/do/<str:key>/"
        return [path(address, self.admin_site.admin_view(view), name="rustok_content_import_do"), *super().get_urls()]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Ask for a file, or show an import."""
        if object_id is None:
            return super().changeform_view(request, object_id, form_url, extra_context)
        if request.method == "POST":
            raise PermissionDenied
        desk = self._desk(request, object_id)
        return self._shown(request, desk, choose(desk, _DEEDS), request.GET.get("do", ""))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: an import is as it was begun."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: what was taken in is to be known."""
        return False

    def _desk(self, request: HttpRequest, object_id: str) -> Desk:
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            row = models.ContentImport.objects.filter(pk=parse_id(object_id)).first()
        except InvalidId as exc:
            raise Http404 from exc
        if row is None:
            raise Http404
        url = reverse("admin:rustok_content_contentimport_change", args=(row.pk,))
        return Desk(ctx=context_of(request), subject=row, url=url)

    def _shown(self, request: HttpRequest, desk: Desk, deeds: list[Deed], opened: str) -> HttpResponse:
        row = desk.subject
        request.current_app = self.admin_site.name
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": row.file_name,
            "title": row.file_name,
            "subtitle": row.file_name,
            "row": row,
            "state": self.states(row),
            "by": names_of([row.created_by_id]).get(row.created_by_id, "—"),
            "counts": [(name.replace("_", " "), count) for name, count in row.counts.items()],
            "report": row.report,
            "is_live": row.state in (ImportState.WAITING, ImportState.RUNNING),
            "may_begin": allowed(desk.ctx, "content.import:create"),
            "bar": bar(deeds, opened=opened),
        }
        return TemplateResponse(request, "rustok_content/admin/import.html", context)
