"""Outbox: delivery of events."""
