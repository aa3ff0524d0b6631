"""Products to files and back."""
