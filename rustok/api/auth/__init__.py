"""Users, sessions and passwords over REST and GraphQL."""
