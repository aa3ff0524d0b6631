"""Registers the tickets module."""

from rustok.modules.apps import ModuleConfig


class TicketsConfig(ModuleConfig):
    """Django app of the tickets module."""

    name = "tests.example_tickets"
    label = "example_tickets"
    verbose_name = "Tickets"
    default = True
    module_class = "tests.example_tickets.module.TicketsModule"
