"""Forum: topics and replies."""
