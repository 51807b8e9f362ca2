"""Normalisation of each example over its features."""

from __future__ import annotations

import warnings

import graph
from kerasish.base import rules
from kerasish.layers.argument_rules import axis_or_axes
from kerasish.layers.normalization.affine_layer import AffineLayer
from kerasish.layers.normalization.scaled_statistics import (
    positions,
    widened,
)


class LayerNormalization(AffineLayer):
    """y = gamma * (x - mean) / sqrt(variance + epsilon) + beta, over the axes.

    Args:
        axis: the axis or axes over which mean and variance are taken.
        epsilon: added to the variance.
        center: whether beta is added.
        scale: whether gamma multiplies.
        beta_initializer, gamma_initializer: how the weights start.
        beta_regularizer, gamma_regularizer: penalties on the weights.
        beta_constraint, gamma_constraint: applied after each update.
        rms_scaling: an old mode of Keras: y = gamma * x / sqrt(variance + epsilon).

    Weights:
        gamma, beta: the sizes of the axes.

    Source:
        Ba et al., 2016, https://arxiv.org/abs/1607.06450.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> layer = kerasish.layers.LayerNormalization(epsilon=0)
        >>> layer(np.array([[1.0, 3.0]])).numpy()
        array([[-1.,  1.]], dtype=float32)
    """

    rules = {"axis": axis_or_axes, "rms_scaling": rules.boolean}

    def __init__(
        self,
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
        rms_scaling=False,
        **kwargs,
    ):
        super().__init__(**kwargs)
        if rms_scaling:
            warnings.warn(
                "LayerNormalization: rms_scaling divides by the standard deviation; "
                "for the root mean square use RMSNormalization",
                stacklevel=3,
            )
        self.axis = axis
        self.epsilon = epsilon
        self.rms_scaling = rms_scaling
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
        self._axes = positions(self.name, self.axis, len(input_shape))
        self.axis = sorted(self.axis) if isinstance(self.axis, list) else [self.axis]
        self._add_affine_weights(
            tuple(input_shape[axis] for axis in self._axes),
            scale=self.scale or self.rms_scaling,
            center=self.center and not self.rms_scaling,
        )

    def call(self, inputs):
        y = graph.layer_normalization(
            widened(inputs),
            self.gamma,
            self.beta,
            self._axes,
            self.epsilon,
            centered=not self.rms_scaling,
        )
        return graph.cast(y, self.compute_dtype)
