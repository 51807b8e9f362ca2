"""Linear algebra: decompositions, inverses, solutions, norms."""
