"""Typed blocks: their types, how a body of them is read, rendered and shown."""
