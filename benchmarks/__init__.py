"""Measures the storefront beside a floor in the same run. ``make bench`` prints the table."""
