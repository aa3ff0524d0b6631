"""Calls to addresses that somebody else names: out of our own network, within limits, and nowhere else."""
