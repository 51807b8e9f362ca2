"""The difference of two tensors."""

from __future__ import annotations

from kerasish.base.errors import fail
from kerasish.layers.merging.base_merge import BaseMerge


class Subtract(BaseMerge):
    """y = x1 - x2, element by element; shapes broadcast.

    Call arguments:
        inputs: a list of two tensors.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> a, b = np.array([[1.0, 5.0]]), np.array([[3.0, 4.0]])
        >>> kerasish.layers.Subtract()([a, b]).numpy()
        array([[-2.,  1.]], dtype=float32)
    """

    def build(self, input_shape):
        super().build(input_shape)
        if len(input_shape) != 2:
            fail(
                f"layer {self.name!r}: a difference is one of two tensors",
                f"{len(input_shape)} tensors",
                f"call it as {self.name}([a, b])",
            )

    def merge(self, inputs):
        return inputs[0] - inputs[1]


def subtract(inputs, **kwargs):
    """`Subtract` of a list of tensors; the arguments are the layer's."""
    return Subtract(**kwargs)(inputs)
