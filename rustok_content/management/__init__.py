"""Commands for engineers."""
