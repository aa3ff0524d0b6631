"""Demo data of the commerce module: two catalogues and the pictures of their products."""
