"""REST of imports, exports and bulk changes for staff."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from rest_framework.request import Request

from rustok.api.rest.paging import PageQuery
from rustok.api.rest.views import ApiView, endpoint
from rustok.dto import Page
from rustok_commerce import errors
from rustok_commerce.dto.jobs import (
    JobErrorResponse,
    JobResponse,
    ListJobsRequest,
    StartExportRequest,
    StartImportRequest,
)
from rustok_commerce.selectors import jobs as selectors
from rustok_commerce.services import jobs, running
from rustok_commerce.services.transfer.tables import MAX_BYTES

_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class ImportsView(ApiView):
    """Taking in files."""

    tag = "jobs"

    @endpoint(query=StartImportRequest, upload=True, response=JobResponse)
    def post(self, request: Request, query: StartImportRequest, file: Any) -> JobResponse:
        """Take in a CSV or XLSX file of products, in the background if it is long."""
        if file.size > MAX_BYTES:
            raise errors.TableTooLarge(limit=f"{MAX_BYTES // 1024 // 1024} MB")
        return running.start_import(self.ctx, file.read(), query, filename=file.name or "")


class ExportsView(ApiView):
    """Writing files."""

    tag = "jobs"

    @endpoint(request=StartExportRequest, response=JobResponse)
    def post(self, request: Request, data: StartExportRequest) -> JobResponse:
        """Write products to a CSV or XLSX file, in the background if they are many."""
        return running.start_export(self.ctx, data)


class JobsView(ApiView):
    """Jobs."""

    tag = "jobs"

    @endpoint(query=ListJobsRequest, response=JobResponse, page=True)
    def get(self, request: Request, query: ListJobsRequest) -> Page[JobResponse]:
        """List imports, exports and bulk changes, newest first."""
        return selectors.list_jobs(self.ctx, query)


class JobView(ApiView):
    """One job."""

    tag = "jobs"

    @endpoint(response=JobResponse)
    def get(self, request: Request, id: UUID) -> JobResponse:
        """Return a job and how far it is."""
        return selectors.get_job(self.ctx, id)


class CancelJobView(ApiView):
    """Cancelling."""

    tag = "jobs"

    @endpoint(response=JobResponse, status=200)
    def post(self, request: Request, id: UUID) -> JobResponse:
        """Stop a job; what it has done stays."""
        return jobs.cancel_job(self.ctx, id)


class JobErrorsView(ApiView):
    """What was refused."""

    tag = "jobs"

    @endpoint(query=PageQuery, response=JobErrorResponse, page=True)
    def get(self, request: Request, id: UUID, query: PageQuery) -> Page[JobErrorResponse]:
        """List the rows or products that a job refused, and why."""
        return selectors.list_job_errors(self.ctx, id, after=query.after, limit=query.limit)


class JobResultView(ApiView):
    """A job's file."""

    tag = "jobs"

    @endpoint(status=200)
    def get(self, request: Request, id: UUID) -> HttpResponse:
        """Fetch the file of an export, or the refused rows of an import."""
        name, content = running.result_of(self.ctx, id)
        answer = HttpResponse(content, content_type=_TYPES[name.rpartition(".")[2]])
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer
