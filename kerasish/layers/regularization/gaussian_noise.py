"""Random numbers added in training."""

from __future__ import annotations

import graph
from kerasish.base import rules
from kerasish.base.random_seed import SeedGenerator
from kerasish.layers.same_shape import SameShapeLayer


class GaussianNoise(SameShapeLayer):
    """y = x + noise, normal with mean 0, in training; y = x out of it.

    Args:
        stddev: standard deviation of the noise, from 0 to 1.
        seed: of the noise.

    Call arguments:
        inputs: tensor of any shape.
        training: whether noise is added.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> layer = kerasish.layers.GaussianNoise(0.5, seed=1)
        >>> y = layer(np.zeros((1000,)), training=True).numpy()
        >>> bool(0.45 < y.std() < 0.55)
        True
    """

    rules = {"stddev": rules.fraction, "seed": rules.optional(rules.any_int)}

    def __init__(self, stddev, seed=None, **kwargs):
        super().__init__(**kwargs)
        self.stddev = stddev
        self.seed = seed
        if stddev > 0:
            self.seed_generator = SeedGenerator(seed)

    def call(self, inputs, training=False):
        if not training or self.stddev == 0:
            return inputs
        key = self.seed_generator.next()
        sizes = graph.shape(inputs)
        return inputs + graph.random_normal(key, sizes, 0.0, self.stddev, inputs.dtype)
