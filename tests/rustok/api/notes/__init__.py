"""A tiny module without tables, for tests of the machinery around modules."""
