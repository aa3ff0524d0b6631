"""GraphQL of imports, exports and bulk changes for staff; files go by REST."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import graphene

from rustok.api.graphql.dto import enum_type, input_type, object_type
from rustok.api.graphql.relay import Connection, connect, connection_field, page_query
from rustok.api.graphql.scalars import ID
from rustok.dto import parse
from rustok_commerce.dto.jobs import (
    JobErrorResponse,
    JobKind,
    JobResponse,
    JobStatus,
    ListJobsRequest,
    StartExportRequest,
)
from rustok_commerce.selectors import jobs as selectors
from rustok_commerce.services import jobs, running

Job = object_type(JobResponse)
JobError = object_type(JobErrorResponse)


class JobQuery:
    """Work in the background."""

    jobs = connection_field(Job, kind=enum_type(JobKind)(), status=enum_type(JobStatus)())
    job = graphene.Field(Job, id=ID(required=True))
    job_errors = connection_field(JobError, job_id=ID(required=True))

    def resolve_jobs(self, info: Any, first: int | None = None, after: str | None = None, **filters: Any) -> Connection:
        query = page_query(first, after)
        wanted = {name: getattr(value, "value", value) for name, value in filters.items() if value is not None}
        place = {"after": after} if after is not None else {}
        request = parse(ListJobsRequest, {**wanted, **place, "limit": query.limit})
        return connect(selectors.list_jobs(info.context.ctx, request), after)

    def resolve_job(self, info: Any, id: UUID) -> JobResponse:
        return selectors.get_job(info.context.ctx, id)

    def resolve_job_errors(
        self, info: Any, job_id: UUID, first: int | None = None, after: str | None = None
    ) -> Connection:
        query = page_query(first, after)
        return connect(selectors.list_job_errors(info.context.ctx, job_id, after=after, limit=query.limit), after)


class StartExport(graphene.Mutation):
    """Write products to a CSV or XLSX file, in the background if they are many."""

    class Arguments:
        input = input_type(StartExportRequest)(required=True)

    Output = graphene.NonNull(Job)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> JobResponse:
        return running.start_export(info.context.ctx, parse(StartExportRequest, input))


class CancelJob(graphene.Mutation):
    """Stop a job; what it has done stays."""

    class Arguments:
        id = ID(required=True)

    Output = graphene.NonNull(Job)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID) -> JobResponse:
        return jobs.cancel_job(info.context.ctx, id)


class JobMutation:
    """Beginning and ending of jobs."""

    start_export = StartExport.Field()
    cancel_job = CancelJob.Field()
