"""Reads of storefronts: only the read model's tables, at most two statements each."""
