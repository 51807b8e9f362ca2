"""Losses that were added to a functional model of Keras 2."""

from __future__ import annotations

import graph
from kerasish.base import rules
from kerasish.base.discovery import internal
from kerasish.layers.same_shape import SameShapeLayer


@internal
class AddLoss(SameShapeLayer):
    """y = x, whose mean is added to the loss of the model.

    Args:
        unconditional: whether it depends on no inputs; it is not used.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> layer = kerasish.layers.AddLoss()
        >>> _ = layer(np.float32(3.0))
        >>> [float(loss) for loss in layer.losses]
        [3.0]
    """

    rules = {"unconditional": rules.boolean}
    #: whether a model computes it though no output needs it
    is_computed_besides = True

    def __init__(self, unconditional=False, **kwargs):
        super().__init__(**kwargs)
        self.unconditional = unconditional

    def call(self, inputs):
        self.add_loss(inputs if inputs.ndim == 0 else graph.mean(inputs))
        return inputs
