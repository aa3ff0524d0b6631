"""Money from buyers: through providers, each call recorded before it is made, each message taken once."""
