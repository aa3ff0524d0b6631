"""Import of content."""
