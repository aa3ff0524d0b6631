"""The operators' tool: one Django admin site whose every write goes through a service command."""
