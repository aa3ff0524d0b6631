"""Index: the read model and search."""
