"""Groups of customers who are treated alike."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import RestrictedError

from rustok.commands import command
from rustok.context import RequestContext
from rustok.dto import given
from rustok.events.bus import publish
from rustok.events.catalog.customers import CustomerGroupCreated, CustomerGroupDeleted, CustomerGroupUpdated
from rustok.ids import to_ulid
from rustok.rbac.policies import require
from rustok_commerce import errors, models
from rustok_commerce.dto.customers import (
    CreateCustomerGroupRequest,
    CustomerGroupResponse,
    UpdateCustomerGroupRequest,
)
from rustok_commerce.selectors.customers import present_customer_group
from rustok_commerce.services.constraints import violated
from rustok_commerce.services.revisions import check_version


@command()
def create_customer_group(ctx: RequestContext, request: CreateCustomerGroupRequest) -> CustomerGroupResponse:
    """Make a group.

    :raises DuplicateCustomerGroup: the code is taken.
    """
    require(ctx, "commerce.customer_group:create")
    group = models.CustomerGroup(code=request.code, name=request.name, tax_exempt=request.tax_exempt)
    _save(group)
    publish(ctx, CustomerGroupCreated(group_id=group.id))
    return present_customer_group(group.id)


@command()
def update_customer_group(
    ctx: RequestContext, group_id: UUID, request: UpdateCustomerGroupRequest
) -> CustomerGroupResponse:
    """Change a group. What is as asked already changes nothing and tells nobody.

    :raises CustomerGroupNotFound: no such group in the shop.
    :raises StaleVersion: ``version`` was given and somebody changed the group in between.
    :raises DuplicateCustomerGroup: the code is taken.
    """
    require(ctx, "commerce.customer_group:update")
    group = _lock(group_id)
    changes = given(request)
    check_version(group, changes)
    changed = [name for name, value in changes.items() if getattr(group, name) != value]
    if changed:
        for name in changed:
            setattr(group, name, changes[name])
        group.version += 1
        _save(group)
        publish(ctx, CustomerGroupUpdated(group_id=group.id, fields=tuple(sorted(changed))))
    return present_customer_group(group.id)


@command()
def delete_customer_group(ctx: RequestContext, group_id: UUID) -> None:
    """Delete a group that nobody is in and no price list is for.

    :raises CustomerGroupNotFound: no such group in the shop.
    :raises CustomerGroupInUse: customers are in it, or price lists are for it.
    """
    require(ctx, "commerce.customer_group:delete")
    group = _lock(group_id, keys=True)
    if models.PriceList.objects.filter(customer_group_id=group_id).exists():
        raise errors.CustomerGroupInUse()
    try:
        with transaction.atomic():
            group.delete()
    except (RestrictedError, IntegrityError) as exc:
        raise errors.CustomerGroupInUse() from exc
    publish(ctx, CustomerGroupDeleted(group_id=group_id))


def _lock(group_id: UUID, *, keys: bool = False) -> models.CustomerGroup:
    group: models.CustomerGroup | None = models.CustomerGroup.objects.for_update(keys=keys).filter(id=group_id).first()
    if group is None:
        raise errors.CustomerGroupNotFound(group=to_ulid(group_id))
    return group


def _save(group: models.CustomerGroup) -> None:
    try:
        with transaction.atomic():
            group.save()
    except IntegrityError as exc:
        if violated(exc) == "commerce_customer_groups_code_uq":
            raise errors.DuplicateCustomerGroup(code=group.code) from exc
        raise
