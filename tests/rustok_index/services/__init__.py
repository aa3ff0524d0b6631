"""Writes of search settings."""
