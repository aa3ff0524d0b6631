"""Boards of the editors: which texts are where, what was handed in, and what goes in and out on which day."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import Any, Final
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from rustok.api.admin.forms import language_name
from rustok.api.admin.labels import called
from rustok.api.admin.model_admin import RustokModelAdmin, context_of
from rustok.tenancy.info import current_tenant
from rustok_content import models
from rustok_content.admin.choices import kind_label_of, usable_kinds
from rustok_content.admin.node_words import submission_chip
from rustok_content.admin.people import names_of
from rustok_content.dto.lifecycle import SubmissionState
from rustok_content.selectors.board import count_board
from rustok_content.selectors.submissions import list_submissions

_STATES: Final = ("missing", "stale", "draft", "submitted", "scheduled", "published")
_MOST: Final = 500
_SHOWN: Final = 100


def board_urls(page: RustokModelAdmin) -> list[URLPattern]:
    """Return the addresses of the boards."""
    view = page.admin_site.admin_view

    def board(request: HttpRequest) -> HttpResponse:
        return _board(page, request)

    def month(request: HttpRequest) -> HttpResponse:
        return _calendar(page, request)

    def handed_in(request: HttpRequest) -> HttpResponse:
        return _submissions(page, request)

    return [
        path("board/", view(board), name="rustok_content_node_board"),
        path("calendar/", view(month), name="rustok_content_node_calendar"),
        path("submissions/", view(handed_in), name="rustok_content_node_submissions"),
    ]


def _board(page: RustokModelAdmin, request: HttpRequest) -> HttpResponse:
    _check(page, request)
    counts = {(row.kind, row.locale): row for row in count_board(context_of(request))}
    # What is written in one language and shown at once, as topics are, is nobody's to translate.
    worked_on = {kind.name for kind in usable_kinds() if kind.drafts}
    names = sorted({kind for kind, _ in counts} & worked_on, key=kind_label_of)
    locales = current_tenant().locale_codes
    url = reverse("admin:rustok_content_node_changelist")
    context = {
        "title": "Translations",
        "locales": [(locale, language_name(locale)) for locale in locales],
        "rows": [
            {
                "kind": kind_label_of(kind),
                "cells": [
                    [
                        {
                            "state": state,
                            "count": getattr(row, state),
                            "url": f"{url}?{urlencode({'kind': kind, 'text': f'{locale}:{state}'})}",
                        }
                        for state in _STATES
                        if getattr(row, state)
                    ]
                    for locale in locales
                    for row in (counts[kind, locale],)
                ],
            }
            for kind in names
        ],
    }
    return _shown(page, request, "rustok_content/admin/board.html", context)


def _calendar(page: RustokModelAdmin, request: HttpRequest) -> HttpResponse:
    _check(page, request)
    today = timezone.localdate()
    first = _month(request.GET.get("month", ""), today)
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    zone = timezone.get_current_timezone()
    begin = dt.datetime.combine(weeks[0][0], dt.time.min, tzinfo=zone)
    end = dt.datetime.combine(weeks[-1][-1] + dt.timedelta(days=1), dt.time.min, tzinfo=zone)
    within = Q(publish_at__gte=begin, publish_at__lt=end) | Q(unpublish_at__gte=begin, unpublish_at__lt=end)
    rows = models.NodeTranslation.objects.filter(within, node__deleted_at=None).select_related("node")
    days: dict[dt.date, list[dict[str, Any]]] = {}
    for row in rows.order_by("id")[:_MOST]:
        for name, is_out in (("publish_at", False), ("unpublish_at", True)):
            at = getattr(row, name)
            if at is None or not begin <= at < end:
                continue
            local = timezone.localtime(at)
            days.setdefault(local.date(), []).append(
                {
                    "at": local,
                    "title": row.title,
                    "locale": row.locale,
                    "is_out": is_out,
                    "url": reverse("admin:rustok_content_node_change", args=(row.node_id,)),
                }
            )
    before, after = first - dt.timedelta(days=1), first + dt.timedelta(days=32)
    context = {
        "title": "Schedule",
        "month": first,
        "this_month": f"{today:%Y-%m}",
        "is_empty": not days,
        "before": f"{before:%Y-%m}",
        "after": f"{after:%Y-%m}",
        "zone": timezone.get_current_timezone_name(),
        "days": [day.strftime("%a") for day in weeks[0]],
        "weeks": [
            [
                {
                    "day": day,
                    "is_other": day.month != first.month,
                    "is_today": day == today,
                    "entries": sorted(days.get(day, ()), key=lambda entry: entry["at"]),
                }
                for day in week
            ]
            for week in weeks
        ],
    }
    return _shown(page, request, "rustok_content/admin/calendar.html", context)


def _month(text: str, today: dt.date) -> dt.date:
    try:
        found = dt.datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007 a month has no zone
    except ValueError:
        return today.replace(day=1)
    return found if dt.date(2000, 1, 1) <= found <= dt.date(2200, 1, 1) else today.replace(day=1)


def _submissions(page: RustokModelAdmin, request: HttpRequest) -> HttpResponse:
    _check(page, request)
    try:
        state = SubmissionState(request.GET.get("state", SubmissionState.SUBMITTED))
    except ValueError:
        state = SubmissionState.SUBMITTED
    found = list_submissions(context_of(request), state=state, limit=_SHOWN)
    names = names_of(key for row in found.items for key in (row.submitted_by_id, row.decided_by_id))
    waiting = models.NodeSubmission.objects.filter(state=SubmissionState.SUBMITTED, node__deleted_at=None).count()
    context = {
        "title": "Handed in for review",
        "queues": [
            {
                "title": title,
                "icon": icon,
                "url": f"?state={key.value}",
                "active": key is state,
                "count": waiting if key is SubmissionState.SUBMITTED else 0,
            }
            for key, title, icon in (
                (SubmissionState.SUBMITTED, "Waiting", "rate_review"),
                (SubmissionState.APPROVED, "Approved", "task_alt"),
                (SubmissionState.REJECTED, "Sent back", "assignment_return"),
                (SubmissionState.WITHDRAWN, "Withdrawn", "undo"),
            )
        ],
        "rows": [
            {
                "row": row,
                "kind": kind_label_of(row.kind),
                "language": language_name(row.locale) if row.locale else "All languages",
                "state": submission_chip(row.state),
                "by": names.get(row.submitted_by_id, "—") if row.submitted_by_id else "—",
                "decided_by": names.get(row.decided_by_id, "—") if row.decided_by_id else "",
                "url": reverse("admin:rustok_content_node_change", args=(row.node_id,)),
            }
            for row in found.items
        ],
        "is_cut": found.next is not None,
    }
    return _shown(page, request, "rustok_content/admin/submissions.html", context)


def _check(page: RustokModelAdmin, request: HttpRequest) -> None:
    if not page.has_view_permission(request):
        raise PermissionDenied


def _shown(page: RustokModelAdmin, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    request.current_app = page.admin_site.name
    common = {**page.admin_site.each_context(request), "opts": called(page.opts, context["title"]), "subtitle": None}
    return TemplateResponse(request, template, {**common, **context})
