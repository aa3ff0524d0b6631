"""REST of imports of content for staff."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from rest_framework.request import Request

from rustok.api.rest.paging import PageQuery, id_after, opaque
from rustok.api.rest.views import ApiView, endpoint
from rustok.dto import Page
from rustok_content import errors
from rustok_content.dto.imports import ContentImportResponse, ImportNote, StartContentImportRequest
from rustok_content.selectors import imports as selectors
from rustok_content.services.imports import jobs
from rustok_content.services.imports.files import MAX_BYTES

IMPORT_LIST: Final = "content.imports:-id"


class ContentImportsView(ApiView):
    """All imports of content."""

    tag = "content"

    @endpoint(query=PageQuery, response=ContentImportResponse, page=True, operation_id="list_content_imports")
    def get(self, request: Request, query: PageQuery) -> Page[ContentImportResponse]:
        """List imports, newest first."""
        page = selectors.list_imports(self.ctx, after=id_after(IMPORT_LIST, query.after), limit=query.limit)
        return opaque(IMPORT_LIST, page)

    @endpoint(
        query=StartContentImportRequest,
        upload=True,
        response=ContentImportResponse,
        operation_id="start_content_import",
    )
    def post(self, request: Request, query: StartContentImportRequest, file: Any) -> ContentImportResponse:
        """Take in an export of WordPress, a zip file of Markdown, or a CSV file, in the background."""
        if file.size > MAX_BYTES:
            raise errors.ImportTooLarge(limit=f"{MAX_BYTES // 1024 // 1024} MB")
        return jobs.start_import(self.ctx, file.read(), query, file_name=file.name or "")


class ContentImportView(ApiView):
    """One import."""

    tag = "content"

    @endpoint(response=ContentImportResponse, operation_id="get_content_import")
    def get(self, request: Request, id: UUID) -> ContentImportResponse:
        """Return an import and how far it is."""
        return selectors.get_import(self.ctx, id)


class ContentImportReportView(ApiView):
    """What was not taken."""

    tag = "content"

    @endpoint(response=ImportNote, page=True, operation_id="list_content_import_notes")
    def get(self, request: Request, id: UUID) -> Page[ImportNote]:
        """List what an import did not take, or not as it was, and why."""
        return Page(items=tuple(selectors.list_notes(self.ctx, id)))


class CancelContentImportView(ApiView):
    """Stopping."""

    tag = "content"

    @endpoint(response=ContentImportResponse, status=200, operation_id="cancel_content_import")
    def post(self, request: Request, id: UUID) -> ContentImportResponse:
        """Stop an import; what it has taken in stays."""
        return jobs.cancel_import(self.ctx, id)


class ResumeContentImportView(ApiView):
    """Going on."""

    tag = "content"

    @endpoint(response=ContentImportResponse, status=200, operation_id="resume_content_import")
    def post(self, request: Request, id: UUID) -> ContentImportResponse:
        """Go on with an import that failed or was cancelled."""
        return jobs.resume_import(self.ctx, id)
