"""Says where some of the staff work, and that they work there no more."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction

from rustok.commands import command
from rustok.context import RequestContext
from rustok.events.bus import publish
from rustok.events.catalog.assignments import AssignmentMade, AssignmentRemoved
from rustok.rbac.policies import require
from rustok.rbac.roles import STAFF_ROLES
from rustok.tenancy.info import current_tenant
from rustok_content import errors, models
from rustok_content.dto.assignments import AssignmentResponse, AssignRequest
from rustok_content.mappers import assignment_response
from rustok_content.services.kinds import rules_of


@command()
def assign(ctx: RequestContext, request: AssignRequest) -> AssignmentResponse:
    """Let one of the staff work in a part of the tree, in some languages, and nowhere but in their assignments.

    Of administrators it says nothing: they change everything.

    :raises AssigneeNotStaff: no such user of the tenant's staff.
    :raises NodeNotFound: no such node for this tenant, or it is of a kind that is written by everybody.
    :raises LocaleNotEnabled: the tenant does not speak a language given.
    :raises DuplicateAssignment: the user has an assignment there already.
    """
    require(ctx, "content.assignment:manage")
    users: Any = get_user_model()
    if not users.objects.filter(pk=request.user_id, role__in=STAFF_ROLES).exists():
        raise errors.AssigneeNotStaff(id=str(request.user_id))
    if request.below_id is not None:
        kind = models.Node.objects.filter(pk=request.below_id, deleted_at=None).values_list("kind", flat=True).first()
        if kind is None or not rules_of(kind).drafts:
            raise errors.NodeNotFound(id=str(request.below_id))
    for locale in request.locales:
        if locale not in current_tenant().locale_codes:
            raise errors.LocaleNotEnabled(locale=locale)
    row = models.Assignment(user_id=request.user_id, below_id=request.below_id, locales=sorted(set(request.locales)))
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as exc:
        raise errors.DuplicateAssignment() from exc
    publish(ctx, AssignmentMade(assignment_id=row.id, user_id=row.user_id))
    return assignment_response(row)


@command()
def unassign(ctx: RequestContext, assignment_id: UUID) -> None:
    """Let one of the staff work there no more; whoever has no assignment left acts as their role says.

    :raises AssignmentNotFound: no such assignment for this tenant.
    """
    require(ctx, "content.assignment:manage")
    row = models.Assignment.objects.for_update(keys=True).filter(pk=assignment_id).first()
    if row is None:
        raise errors.AssignmentNotFound(id=str(assignment_id))
    row.delete()
    publish(ctx, AssignmentRemoved(assignment_id=assignment_id, user_id=row.user_id))
