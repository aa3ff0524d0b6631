"""Who may do what in commerce, by subject."""
