"""What storefronts ask the read model, and what they get."""
