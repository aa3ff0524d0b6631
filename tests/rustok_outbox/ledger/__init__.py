"""A domain that does nothing but keep books: what was changed, and what consumers made of it."""
