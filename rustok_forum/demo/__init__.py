"""The forum of the demonstration."""
