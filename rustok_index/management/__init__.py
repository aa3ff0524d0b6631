"""Commands of the read model."""
