"""Products with int8 weights, whose gradient is that of the weights as floats."""

from __future__ import annotations

from collections.abc import Callable

import graph
from kerasish.base.discovery import internal

#: how many products of two int8 can be added in float32 without rounding
EXACT_TERMS = 1040


@internal
def int8_product(x, weight, product: Callable, quantized, scale: Callable, gradient):
    """y = product(q, weight) / scale: whole numbers are multiplied.

    The products are taken in float32: a sum of up to `EXACT_TERMS` products of int8 is
    exact there, as it stays below 2**24.

    Args:
        x: the inputs.
        weight: int8.
        product: of two tensors, such as `graph.matmul`.
        quantized: x as (whole numbers, scale), a function; None leaves x as it is.
        scale: of the outputs, a function of that of x (None if x stays as it is).
        gradient: the cotangent of x of that of y, a function.
    """
    dtype = x.dtype

    @graph.custom_gradient
    def through(x):
        values, x_scale = (x, None) if quantized is None else quantized(x)
        y = product(graph.cast(values, "float32"), graph.cast(weight, "float32"))
        y = graph.cast(y, dtype) / scale(x_scale)
        return graph.cast(y, dtype), lambda dy: gradient(dy)

    return through(x)


@internal
def int8_matmul(x, weight, weight_scale, quantizer):
    """y = x @ (weight / weight_scale), with the rows of x quantized.

    Args:
        x: (..., n).
        weight: int8, (n, m).
        weight_scale: (m,).
        quantizer: of x; None leaves x as it is.
    """

    def gradient(dy):
        floats = graph.cast(weight, dy.dtype) / weight_scale
        return graph.matmul(dy, graph.transpose(floats))

    return int8_product(
        x,
        weight,
        _exact_matmul,
        quantizer and (lambda x: quantizer(x, axis=-1)),
        lambda scale: weight_scale if scale is None else weight_scale * scale,
        gradient,
    )


def _exact_matmul(x, weight):
    """x @ weight of whole numbers: exact sums, added up in floats where n is large."""
    starts = range(0, weight.shape[0], EXACT_TERMS)
    if len(starts) == 1:
        return graph.matmul(x, weight)
    parts = [slice(start, start + EXACT_TERMS) for start in starts]
    return sum(graph.matmul(x[..., part], weight[part]) for part in parts)
