"""Outbound webhooks: events as signed HTTP messages, one delivery per event and webhook."""
