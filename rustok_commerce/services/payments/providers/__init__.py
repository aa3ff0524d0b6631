"""The providers that come with the platform."""
