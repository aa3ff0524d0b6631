"""Installs the books in processes of their own."""

from rustok.modules.apps import ModuleConfig


class LedgerConfig(ModuleConfig):
    """Django app of the books."""

    name = "tests.rustok_outbox.ledger"
    label = "ledger"
    default = True
    module_class = "tests.rustok_outbox.ledger.module.LedgerModule"
