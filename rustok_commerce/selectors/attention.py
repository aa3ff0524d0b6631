"""What asks for an operator's attention, counted: each number is that of the rows of a list that can be opened."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db.models import Count, Q
from django.utils import timezone

from rustok.tenancy.info import current_tenant
from rustok_commerce import models
from rustok_commerce.dto.jobs import JobStatus

SOON: Final = dt.timedelta(days=7)
"""How far ahead schedules, and how far back jobs are looked at."""


def scheduled_soon() -> Q:
    """Return the condition of products that are to be published or withdrawn within a week."""
    until = timezone.now() + SOON
    # What changes next comes before either or with it, and has an index.
    return Q(next_change_at__lte=until) & (Q(publish_at__lte=until) | Q(unpublish_at__lte=until))


def begun_lately() -> Q:
    """Return the condition of jobs of the last week."""
    return Q(created_at__gte=timezone.now() - SOON)


def count_scheduled() -> int:
    """Count the products that are to be published or withdrawn within a week."""
    return int(models.Product.objects.filter(scheduled_soon()).count())


def count_failed_jobs() -> int:
    """Count the jobs of the last week that failed."""
    return int(models.Job.objects.filter(begun_lately(), status=JobStatus.FAILED).count())


def least_translated() -> tuple[str, int] | None:
    """Return the language that most products lack, with their number; None in a shop of one language."""
    tenant = current_tenant()
    others = [locale for locale in tenant.locale_codes if locale != tenant.default_locale]
    if not others:
        return None
    texts = models.ProductTranslation.objects.filter(locale__in=others)
    there = dict(texts.values_list("locale").annotate(Count("id")))
    locale = min(others, key=lambda code: there.get(code, 0))
    return locale, models.Product.objects.count() - there.get(locale, 0)
