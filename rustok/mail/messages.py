"""A mail out of a template, in the reader's language and the tenant's name."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from email.headerregistry import Address
from email.utils import formataddr, parseaddr
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import TemplateDoesNotExist
from django.template.loader import get_template

from rustok.tenancy.info import TenantInfo, current_tenant
from rustok.tenancy.models import Domain

LAST_LOCALE = "en"
"""The language every template exists in."""


def send(
    template: str,
    *,
    to: str,
    locale: str,
    context: Mapping[str, Any],
    message_id: str,
    headers: Mapping[str, str] | None = None,
) -> None:
    """Send one mail for the tenant in scope.

    ``template`` names ``mail/<locale>/<template>.txt``, whose first line is the subject, and its ``.html`` twin; the
    locale falls back along the tenant's chain, then to English. ``message_id`` is the same for the same cause, so
    that a mail sent twice is one mail in the reader's box. ``headers`` are put beside ours.

    :raises OSError: the mail server does not take it.
    """
    tenant = current_tenant()
    language, text_template = _find(template, [*tenant.fallback_chain(locale), LAST_LOCALE])
    # A name may hold anything; a line break in it would begin another header.
    name = " ".join(tenant.name.split())
    values = {**context, "tenant_name": name, "locale": language}
    subject, _, body = text_template.render(values).partition("\n")
    subject = " ".join(subject.split())
    html = get_template(f"mail/{language}/{template}.html").render({**values, "subject": subject})
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    message = EmailMultiAlternatives(
        subject=subject,
        body=body.strip() + "\n",
        from_email=formataddr((name, sender)),
        to=[to],
        headers={
            "Message-ID": f"<{message_id}@{_host_of(sender)}>",
            "Auto-Submitted": "auto-generated",
            "Content-Language": language,
            **(headers or {}),
        },
    )
    message.attach_alternative(html, "text/html")
    message.send()


def link(path: str, **query: str) -> str:
    """Return an address of the tenant's storefront: its setting ``storefront_url``, or where the platform is reached.

    The storefront's page sends the token on to the API.
    """
    return f"{_base(current_tenant())}/{path}{f'?{urlencode(query)}' if query else ''}"


def api_link(path: str) -> str:
    """Return an address of the tenant's API, for links that mail programs follow by themselves."""
    domain = Domain.objects.order_by("-is_primary", "pk").values_list("domain", flat=True).first()
    base = f"https://{domain}" if domain else str(settings.PUBLIC_URL or "http://localhost:8000").rstrip("/")
    return f"{base}/api/v1/{path}"


def _base(tenant: TenantInfo) -> str:
    configured = tenant.settings.get("storefront_url") or settings.PUBLIC_URL
    if configured:
        return str(configured).rstrip("/")
    domain = Domain.objects.order_by("-is_primary", "pk").values_list("domain", flat=True).first()
    return f"https://{domain}" if domain else "http://localhost:8000"


def _find(template: str, locales: list[str]) -> tuple[str, Any]:
    """Return the first locale that has the template, and the text."""
    for locale in locales:
        with contextlib.suppress(TemplateDoesNotExist):
            return locale, get_template(f"mail/{locale}/{template}.txt")
    raise TemplateDoesNotExist(template)


def _host_of(sender: str) -> str:
    return Address(addr_spec=sender).domain if "@" in sender else "localhost"
