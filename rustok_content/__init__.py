"""Content: nodes, translations, bodies, categories, tags."""
