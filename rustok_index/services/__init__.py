"""Writes of the read model's own settings."""
