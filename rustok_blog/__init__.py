"""Blog: posts and comments."""
