"""Random factors in training."""

from __future__ import annotations

import math

import graph
from kerasish.base import rules
from kerasish.base.random_seed import SeedGenerator
from kerasish.layers.same_shape import SameShapeLayer


class GaussianDropout(SameShapeLayer):
    """y = x * noise, normal with mean 1 and the variance of dropout, in training.

    Args:
        rate: as in `Dropout`, from 0 to below 1: the variance is rate / (1 - rate).
        seed: of the noise.

    Call arguments:
        inputs: tensor of any shape.
        training: whether the inputs are multiplied; otherwise y = x.

    Source:
        Srivastava et al., 2014, https://jmlr.org/papers/v15/srivastava14a.html,
        section 10.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> layer = kerasish.layers.GaussianDropout(0.5, seed=1)
        >>> y = layer(np.ones((1000,)), training=True).numpy()
        >>> bool(0.9 < y.std() < 1.1)
        True
    """

    rules = {
        "rate": rules.number_in(0, 1, include_high=False),
        "seed": rules.optional(rules.any_int),
    }

    def __init__(self, rate, seed=None, **kwargs):
        super().__init__(**kwargs)
        self.rate = rate
        self.seed = seed
        if rate > 0:
            self.seed_generator = SeedGenerator(seed)

    def call(self, inputs, training=False):
        if not training or self.rate == 0:
            return inputs
        key = self.seed_generator.next()
        stddev = math.sqrt(self.rate / (1 - self.rate))
        sizes = graph.shape(inputs)
        return inputs * graph.random_normal(key, sizes, 1.0, stddev, inputs.dtype)
