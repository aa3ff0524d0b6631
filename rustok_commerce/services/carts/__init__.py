"""Carts: what is in them, whose they are, what they cost, how they end."""
