"""Pages of the outbox in the admin."""

from rustok_outbox.admin import events, webhooks

__all__ = ["events", "webhooks"]
