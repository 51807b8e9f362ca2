"""The rectifier whose slope for negative inputs is learnt."""

from __future__ import annotations

import graph
from kerasish import constraints, initializers, regularizers
from kerasish.base import rules
from kerasish.layers.input_spec import InputSpec
from kerasish.layers.same_shape import SameShapeLayer


class PReLU(SameShapeLayer):
    """y = max(0, x) + alpha * min(0, x), with alpha learnt for each element.

    Args:
        alpha_initializer: how alpha starts.
        alpha_regularizer: penalty on alpha.
        alpha_constraint: applied to alpha after each update.
        shared_axes: axes along which alpha is one number; [1, 2] gives each channel of
            an image its slope.

    Weights:
        alpha: the shape of one example, 1 along the shared axes.

    Source:
        He et al., 2015, https://arxiv.org/abs/1502.01852, equation 1.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> layer = kerasish.layers.PReLU("ones")
        >>> layer(np.array([[-2.0, 3.0]])).numpy()
        array([[-2.,  3.]], dtype=float32)
    """

    rules = {
        "shared_axes": rules.optional(
            rules.either(rules.positive_int, rules.int_or_tuple())
        )
    }

    def __init__(
        self,
        alpha_initializer="Zeros",
        alpha_regularizer=None,
        alpha_constraint=None,
        shared_axes=None,
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.alpha_initializer = initializers.get(alpha_initializer)
        self.alpha_regularizer = regularizers.get(alpha_regularizer)
        self.alpha_constraint = constraints.get(alpha_constraint)
        if isinstance(shared_axes, int):
            shared_axes = (shared_axes,)
        self.shared_axes = None if shared_axes is None else list(shared_axes)

    def build(self, input_shape):
        shared = () if self.shared_axes is None else self.shared_axes
        sizes = list(input_shape[1:])
        for axis in shared:
            sizes[axis - 1] = 1
        self.alpha = self.add_weight(
            tuple(sizes),
            self.alpha_initializer,
            regularizer=self.alpha_regularizer,
            constraint=self.alpha_constraint,
            name="alpha",
        )
        axes = range(1, len(input_shape)) if shared else ()
        fixed = {axis: input_shape[axis] for axis in axes if axis not in shared}
        self.input_spec = InputSpec(ndim=len(input_shape), axes=fixed)

    def call(self, inputs):
        return graph.relu(inputs) - self.alpha * graph.relu(-inputs)
