"""The core of RusToK: everything a module builds on, and nothing a module owns."""

__version__ = "0.1.0"
