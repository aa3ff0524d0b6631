"""GraphQL of commerce for staff."""
