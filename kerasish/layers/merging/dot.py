"""Products of two tensors, summed over an axis of each, example by example."""

from __future__ import annotations

import graph
from kerasish.base import rules
from kerasish.base.errors import fail
from kerasish.base.rules import Rule
from kerasish.layers.merging.base_merge import BaseMerge

_AXES = Rule(
    "an axis, or one for each of the two inputs",
    lambda v: (
        rules.any_int.accepts(v)
        or (
            isinstance(v, (list, tuple))
            and len(v) == 2
            and all(map(rules.any_int.accepts, v))
        )
    ),
    (1.5, "1", (1,), (1, 2, 3), (1, 0.5)),
)


class Dot(BaseMerge):
    """y[n] = the sum of x1[n] * x2[n] over one axis of each.

    Args:
        axes: the axis, or one for each input; not the batch axis 0.
        normalize: whether the inputs are scaled to length 1 along the axes first, which
            makes the product a cosine.

    Call arguments:
        inputs: a list of two tensors.

    Returns:
        The remaining axes of x1, then those of x2 without the batch; (batch, 1) if
        none remain.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> a, b = np.array([[1.0, 2.0]]), np.array([[3.0, 4.0]])
        >>> kerasish.layers.Dot(axes=1)([a, b]).numpy()
        array([[11.]], dtype=float32)
    """

    rules = {"axes": _AXES, "normalize": rules.boolean}

    def __init__(self, axes, normalize=False, **kwargs):
        super().__init__(**kwargs)
        self.axes = axes
        self.normalize = normalize

    def _positions(self, first: int, second: int) -> tuple[int, int]:
        """The two axes, counted from the front, for inputs of these ranks."""
        pair = (self.axes,) * 2 if isinstance(self.axes, int) else self.axes
        found = [a + r if a < 0 else a for a, r in zip(pair, (first, second))]
        if any(not 0 < a < r for a, r in zip(found, (first, second))):
            fail(
                f"layer {self.name!r}: axes must be axes behind the batch",
                {"axes": self.axes, "ranks": (first, second)},
                "count from 1, or from -1 for the last",
            )
        return tuple(found)

    def call(self, inputs):
        x, y = inputs
        a, b = self._positions(x.ndim, y.ndim)
        if self.normalize:
            x = graph.normalize(x, a)
            y = graph.normalize(y, b)
        rest = (*_without(graph.shape(x), a)[1:], *_without(graph.shape(y), b)[1:])
        x = graph.moveaxis(x, a, -1)
        y = graph.moveaxis(y, b, 1)
        batch, *kept, shared = graph.shape(x)
        flat_x = graph.reshape(x, (batch, _product(kept), shared))
        flat_y = graph.reshape(y, (batch, shared, _product(graph.shape(y)[2:])))
        return graph.reshape(graph.matmul(flat_x, flat_y), (batch, *(rest or (1,))))

    def compute_output_shape(self, input_shape):
        if len(input_shape) != 2:
            fail(
                f"layer {self.name!r}: a dot product is one of two tensors",
                f"{len(input_shape)} tensors",
                f"call it as {self.name}([a, b])",
            )
        first, second = (tuple(shape) for shape in input_shape)
        a, b = self._positions(len(first), len(second))
        if None not in (first[a], second[b]) and first[a] != second[b]:
            fail(
                f"layer {self.name!r}: the sizes of the two axes must be equal",
                {"inputs": [first, second], "axes": (a, b)},
                "choose other axes",
                graph.ShapeError,
            )
        rest = (*_without(first, a)[1:], *_without(second, b)[1:])
        return (first[0], *(rest or (1,)))

    def compute_mask(self, inputs, mask=None):
        return None


def dot(inputs, axes=-1, **kwargs):
    """`Dot` of a list of two tensors; the arguments are the layer's."""
    return Dot(axes=axes, **kwargs)(inputs)


def _without(sizes, axis):
    return (*sizes[:axis], *sizes[axis + 1 :])


def _product(sizes):
    product = 1
    for size in sizes:
        product = product * size
    return product
