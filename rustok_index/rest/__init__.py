"""The storefront's REST API: stored JSON, passed through."""
