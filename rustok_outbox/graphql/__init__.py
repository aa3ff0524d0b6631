"""GraphQL of webhooks for staff."""
