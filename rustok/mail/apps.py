"""Registers the accounts module: rights over users, and the mails about accounts."""

from __future__ import annotations

from rustok.modules.apps import ModuleConfig


class MailConfig(ModuleConfig):
    """Django app of mail and of the accounts module."""

    name = "rustok.mail"
    label = "rustok_mail"
    verbose_name = "Mail"
    default = True
    module_class = "rustok.mail.module.AccountsModule"
