"""Commerce: products, variants, prices, stock."""
