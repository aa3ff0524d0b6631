"""The admin of search."""
