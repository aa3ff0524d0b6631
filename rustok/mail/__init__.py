"""Mail: templates per language, and what the accounts of users send."""
