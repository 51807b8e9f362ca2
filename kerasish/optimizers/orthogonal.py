"""Matrices made nearly orthogonal by products alone."""

from __future__ import annotations

import graph
from kerasish.base.discovery import internal


@internal
def make_orthogonal(matrix, coefficients, steps: int):
    """Near U @ V.T of the matrix U @ S @ V.T, by Newton-Schulz iterations.

    Args:
        matrix: two axes of known size.
        coefficients: (a, b, c) of X' = (a + b * S + c * S @ S) @ X with S = X @ X.T.
            Those of Muon bring singular values quickly near 1, but not to it.
        steps: number of iterations.

    Source:
        Jordan et al. 2024, "Muon: An optimizer for hidden layers in neural networks".
    """
    a, b, c = coefficients
    rows, columns = matrix.shape
    x = graph.transpose(matrix) if rows > columns else matrix
    # divided by the Frobenius norm, no singular value exceeds 1
    x = x / (graph.sqrt(graph.sum(x * x)) + 1e-7)
    for _ in range(steps):
        square = graph.matmul(x, graph.transpose(x))
        x = x * a + graph.matmul(square * b + graph.matmul(square * c, square), x)
    return graph.transpose(x) if rows > columns else x
