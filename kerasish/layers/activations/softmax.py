"""Softmax as a layer, with masks."""

from __future__ import annotations

import numpy as np

import graph
from kerasish.layers.argument_rules import axis_or_axes
from kerasish.layers.same_shape import SameShapeLayer


class Softmax(SameShapeLayer):
    """y = e**x / sum(e**x) over an axis, counting only what the mask leaves.

    Args:
        axis: the axis or axes along which the outputs add up to one.

    Call arguments:
        inputs: any tensor of floats.
        mask: booleans that broadcast to the inputs; False gives 0.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> layer = kerasish.layers.Softmax()
        >>> layer(np.array([[1.0, 1.0, 5.0]]), mask=[[True, True, False]]).numpy()
        array([[0.5, 0.5, 0. ]], dtype=float32)
    """

    rules = {"axis": axis_or_axes}

    def __init__(self, axis=-1, **kwargs):
        super().__init__(**kwargs)
        self.axis = axis

    def call(self, inputs, mask=None):
        if mask is None:
            return graph.softmax(inputs, self.axis)
        mask = graph.as_tensor(mask)
        if mask.dtype != np.bool_:
            mask = mask > 0.5
        # far below any logit, yet finite, so that a row without steps is no NaN
        lowest = -3e4 if inputs.dtype == np.float16 else -1e9
        outputs = graph.softmax(graph.where(mask, inputs, lowest), self.axis)
        return graph.where(mask, outputs, 0.0)
