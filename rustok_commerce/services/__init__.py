"""Commands of commerce."""
