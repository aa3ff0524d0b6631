"""Mails: languages, senders, links, hostile names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.template import TemplateDoesNotExist

import rustok.mail
from rustok.mail import messages
from rustok.tenancy.context import platform_scope
from rustok.tenancy.models import Tenant

TEMPLATES = Path(rustok.mail.__file__).parent / "templates" / "mail"
CONTEXT = {"link": "https://shop.test/x?token=t&a=b", "hours": 48, "minutes": 60, "name": "Ann"}


def send(locale: str, template: str = "verify", **context: Any) -> Any:
    mail.outbox.clear()
    messages.send(template, to="ann@example.com", locale=locale, context={**CONTEXT, **context}, message_id="verify.1")
    return mail.outbox[0]


def test_every_template_is_there_in_every_language_as_text_and_html() -> None:
    names = {locale: sorted(path.name for path in (TEMPLATES / locale).iterdir()) for locale in ("en", "ru", "de")}

    assert names["en"] == names["ru"] == names["de"]
    assert len(names["en"]) == 10


@pytest.mark.parametrize(
    ("locale", "subject"),
    [
        ("en", "Confirm your e-mail address"),
        ("ru", "Подтвердите адрес электронной почты"),
        ("ru-RU", "Подтвердите адрес электронной почты"),
        ("de", "Bestätigen Sie Ihre E-Mail-Adresse"),
        ("fr", "Confirm your e-mail address"),
    ],
)
def test_a_mail_speaks_the_readers_language(in_tenant_a: Any, locale: str, subject: str) -> None:
    sent = send(locale)

    assert sent.subject == subject
    assert CONTEXT["link"] in sent.body
    html = sent.alternatives[0][0]
    assert "https://shop.test/x?token=t&amp;a=b" in html
    assert f'<html lang="{sent.extra_headers["Content-Language"]}">' in html


@pytest.mark.parametrize("template", ["verify", "reset", "invite", "already_registered"])
@pytest.mark.parametrize("locale", ["en", "ru", "de"])
def test_every_template_renders_without_leftovers(in_tenant_a: Any, template: str, locale: str) -> None:
    sent = send(locale, template)

    for text in (sent.subject, sent.body, sent.alternatives[0][0]):
        assert "{" not in text
        assert "Tenant a" in sent.alternatives[0][0]
    assert sent.subject


def test_names_cannot_write_headers_or_markup(in_tenant_a: Any) -> None:
    with platform_scope():
        Tenant.objects.filter(pk=in_tenant_a.pk).update(name='Evil"\r\nBcc: all@example.com <b>')

    sent = send("en", "invite", name="<script>alert(1)</script>")

    raw = sent.message().as_string()
    assert "\nBcc:" not in raw
    assert "<script>" not in sent.alternatives[0][0]
    assert "<b>" not in sent.alternatives[0][0]
    assert sent.message()["Message-ID"] == "<verify.1@localhost>"


def test_links_lead_to_the_tenants_storefront(in_tenant_a: Any, settings: Any) -> None:
    assert messages.link("account/verify-email", token="a b") == "https://a.test/account/verify-email?token=a+b"
    settings.PUBLIC_URL = "https://platform.test/"
    assert messages.link("x") == "https://platform.test/x"
    with platform_scope():
        Tenant.objects.filter(pk=in_tenant_a.pk).update(settings={"storefront_url": "https://shop.test/"})
    assert messages.link("x") == "https://shop.test/x"


def test_an_unknown_template_is_an_error(in_tenant_a: Any) -> None:
    with pytest.raises(TemplateDoesNotExist):
        send("en", "nothing")
