"""Normalisation of each example over groups of channels."""

from __future__ import annotations

import graph
from kerasish.base import rules
from kerasish.base.errors import fail
from kerasish.base.rules import Rule
from kerasish.layers.input_spec import InputSpec
from kerasish.layers.normalization.affine_layer import AffineLayer
from kerasish.layers.normalization.scaled_statistics import (
    along,
    positions,
    widened,
)

_GROUPS = Rule(
    "a positive integer, or -1 for a group for each channel",
    lambda v: isinstance(v, int) and not isinstance(v, bool) and (v > 0 or v == -1),
    (0, -2, 2.5, "1", True),
)


class GroupNormalization(AffineLayer):
    """y = gamma * (x - mean) / sqrt(variance + epsilon) + beta, group by group.

    Mean and variance are taken over everything but the batch, for each group of
    channels. One group is layer normalisation, -1 groups are instance normalisation.

    Args:
        groups: how many; they divide the channels. -1 for as many as channels.
        axis: of the channels.
        epsilon: added to the variance.
        center: whether beta is added.
        scale: whether gamma multiplies.
        beta_initializer, gamma_initializer: how the weights start.
        beta_regularizer, gamma_regularizer: penalties on the weights.
        beta_constraint, gamma_constraint: applied after each update.

    Weights:
        gamma, beta: (channels,).

    Source:
        Wu and He, 2018, https://arxiv.org/abs/1803.08494.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> layer = kerasish.layers.GroupNormalization(2, epsilon=0)
        >>> layer(np.array([[1.0, 3.0, 10.0, 20.0]])).numpy()
        array([[-1.,  1., -1.,  1.]], dtype=float32)
    """

    rules = {"groups": _GROUPS, "axis": rules.any_int}

    def __init__(
        self,
        groups=32,
        axis=-1,
        epsilon=1e-3,
        center=True,
        scale=True,
        beta_initializer="zeros",
        gamma_initializer="ones",
        beta_regularizer=None,
        gamma_regularizer=None,
        beta_constraint=None,
        gamma_constraint=None,
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.groups = groups
        self.axis = axis
        self.epsilon = epsilon
        self._start_affine(
            center,
            scale,
            beta_initializer,
            gamma_initializer,
            beta_regularizer,
            gamma_regularizer,
            beta_constraint,
            gamma_constraint,
        )

    def build(self, input_shape):
        (self._axis,) = positions(self.name, self.axis, len(input_shape))
        channels = input_shape[self._axis]
        if self.groups == -1 and channels is not None:
            self.groups = channels
        if channels is None or channels % self.groups:
            fail(
                f"layer {self.name!r}: groups must divide the channels",
                {"groups": self.groups, "channels": channels},
                "choose a divisor, or -1 for a group for each channel",
                graph.ShapeError,
            )
        self._add_affine_weights((channels,))
        self.input_spec = InputSpec(ndim=len(input_shape), axes={self.axis: channels})

    def call(self, inputs):
        x, axis = widened(inputs), self._axis
        sizes = graph.shape(x)
        split = [*sizes[:axis], self.groups, sizes[axis] // self.groups]
        grouped = graph.reshape(x, (*split, *sizes[axis + 1 :]))
        others = tuple(i for i in range(1, x.ndim + 1) if i != axis)
        y = graph.reshape(graph.standardize(grouped, others, self.epsilon), sizes)
        if self.gamma is not None:
            y = y * along(self.gamma, (axis,), sizes)
        if self.beta is not None:
            y = y + along(self.beta, (axis,), sizes)
        return graph.cast(y, self.compute_dtype)
