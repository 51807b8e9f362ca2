"""A penalty on rows or columns that are not orthogonal."""

from __future__ import annotations

import graph
from kerasish.base import rules
from kerasish.base.errors import fail
from kerasish.base.tensors import to_float
from kerasish.regularizers.regularizer import Regularizer


class OrthogonalRegularizer(Regularizer):
    """factor * the mean absolute cosine between different rows (or columns).

    Args:
        factor: of the penalty.
        mode: "rows" or "columns".
    """

    aliases = ("orthogonal_regularizer",)
    rules = {
        "factor": rules.finite_number,
        "mode": rules.one_of("rows", "columns"),
    }

    def __init__(self, factor=0.01, mode="rows"):
        self.factor = factor
        self.mode = mode

    def __call__(self, x):
        x = to_float(x)
        if x.ndim != 2:
            fail(
                "OrthogonalRegularizer takes matrices",
                {"x": x.spec},
                "use it for weights with two axes",
                graph.ShapeError,
            )
        x = x if self.mode == "rows" else graph.transpose(x)
        length = graph.sqrt(
            graph.maximum(graph.sum(graph.square(x), 1, keepdims=True), 1e-12)
        )
        x = x / length
        size = x.shape[0]
        others = graph.absolute(graph.matmul(x, graph.transpose(x)))
        others = others * (1.0 - graph.eye(size, dtype=x.dtype))
        pairs = size * (size - 1.0) / 2.0
        return self.factor * 0.5 * graph.sum(others) / max(pairs, 1.0)
