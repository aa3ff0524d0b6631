"""REST of commerce for staff."""
