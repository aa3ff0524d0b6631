"""Who may do what in content, by subject."""
