"""Migrations of the read model."""
