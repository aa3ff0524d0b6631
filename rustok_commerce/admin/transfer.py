"""Products from a file, and to one. What comes of it is a job, with a page of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from unfold.widgets import UnfoldAdminFileFieldWidget

from rustok.api.admin.forms import choice, refuse, switch
from rustok.api.admin.model_admin import RustokModelAdmin, context_of
from rustok.dto import parse
from rustok.errors import RustokError
from rustok.rbac.policies import allowed
from rustok_commerce import errors
from rustok_commerce.admin.bulk import job_url
from rustok_commerce.admin.chosen import chosen_products, list_url
from rustok_commerce.dto.jobs import StartExportRequest, StartImportRequest, TableFormat
from rustok_commerce.services.running import start_export, start_import
from rustok_commerce.services.transfer.exports import export_columns
from rustok_commerce.services.transfer.tables import MAX_BYTES

_MEGABYTES: Final = f"{MAX_BYTES // 1024 // 1024} MB"


class ImportForm(forms.Form):
    """A file of products."""

    file = forms.FileField(
        label="File",
        widget=UnfoldAdminFileFieldWidget(attrs={"accept": ".csv,.xlsx"}),
        help_text=f"CSV (in UTF-8) or XLSX, of up to {_MEGABYTES}.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["dry_run"] = switch(
            "Dry run", help_text="Tells what would be created, changed and refused, and changes nothing."
        )


class ExportForm(forms.Form):
    """How products are written."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["format"] = choice(
            "Format", [(TableFormat.CSV.value, "CSV"), (TableFormat.XLSX.value, "XLSX (Excel)")], required=True
        )


def transfer_urls(page: RustokModelAdmin) -> list[URLPattern]:
    """Return the addresses of the two pages."""

    def view(answer: Callable[[RustokModelAdmin, HttpRequest], HttpResponse]) -> Any:
        def show(request: HttpRequest) -> HttpResponse:
            if not page.has_view_permission(request) or not may_transfer(request):
                raise PermissionDenied
            return answer(page, request)

        return page.admin_site.admin_view(show)

    return [
        path("import/", view(_import), name="product_import"),
        path("export/", view(_export), name="product_export"),
    ]


def may_transfer(request: HttpRequest) -> bool:
    """Tell whether an operator may begin imports and exports."""
    return allowed(context_of(request), "commerce.job:create")


def _import(page: RustokModelAdmin, request: HttpRequest) -> HttpResponse:
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        wanted = parse(StartImportRequest, {"dry_run": form.cleaned_data["dry_run"]})
        try:
            if file.size > MAX_BYTES:
                raise errors.TableTooLarge(limit=_MEGABYTES)
            job = start_import(context_of(request), file.read(), wanted, filename=file.name or "")
        except errors.UnknownColumns as exc:
            for error in exc.errors:
                form.add_error("file", error.message)
        except RustokError as exc:
            form.add_error("file", str(exc))
        else:
            return HttpResponseRedirect(job_url(job.id))
    shown = {"title": "Import products", "form": form, "columns": export_columns(), "back": list_url()}
    return _shown(page, request, "rustok_commerce/admin/import.html", shown)


def _export(page: RustokModelAdmin, request: HttpRequest) -> HttpResponse:
    chosen = chosen_products(page, request)
    if not chosen.count:
        messages.warning(request, "There is no product to export.")
        return HttpResponseRedirect(chosen.back)
    form = ExportForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and not chosen.is_too_many:
        try:
            wanted = parse(StartExportRequest, {"format": form.cleaned_data["format"], **chosen.data})
            job = start_export(context_of(request), wanted)
        except RustokError as exc:
            refuse(form, exc)
        else:
            return HttpResponseRedirect(job_url(job.id))
    shown = {"title": "Export products", "form": form, "chosen": chosen}
    return _shown(page, request, "rustok_commerce/admin/export.html", shown)


def _shown(page: RustokModelAdmin, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    request.current_app = page.admin_site.name
    return TemplateResponse(request, template, {**page.admin_site.each_context(request), "opts": page.opts, **context})
