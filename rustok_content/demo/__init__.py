"""Demo data of the content module: posts and pages of the two demo tenants."""
