"""Products with sums: matmul, einsum, dot, tensordot, attention."""
