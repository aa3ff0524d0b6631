"""Media: files that content and products show."""
