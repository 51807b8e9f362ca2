"""The dropout that keeps the mean and the variance of self-normalising networks."""

from __future__ import annotations

import graph
from kerasish.base import rules
from kerasish.base.discovery import internal
from kerasish.base.random_seed import SeedGenerator
from kerasish.layers.argument_rules import noise_shape as noise_shape_rule
from kerasish.layers.regularization.dropout import concrete_sizes
from kerasish.layers.same_shape import SameShapeLayer

# the limit of selu towards minus infinity: -alpha * scale
_LOWEST = -1.6732632423543772 * 1.0507009873554805


class AlphaDropout(SameShapeLayer):
    """y = a * (x, or with probability rate the lowest value of selu) + b, in training.

    a and b restore mean 0 and variance 1 of the inputs.

    Args:
        rate: the share that is replaced, from 0 to below 1.
        noise_shape: shape of the random choice, broadcast to the inputs; None stands
            for the size of the inputs.
        seed: of the choice.

    Call arguments:
        inputs: tensor of any shape.
        training: whether anything is dropped; otherwise y = x.

    Source:
        Klambauer et al., 2017, https://arxiv.org/abs/1706.02515, section 3.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> layer = kerasish.layers.AlphaDropout(0.5, seed=1)
        >>> y = layer(np.random.default_rng(0).normal(size=4000), training=True)
        >>> bool(0.9 < y.numpy().std() < 1.1)
        True
    """

    rules = {
        "rate": rules.number_in(0, 1, include_high=False),
        "noise_shape": noise_shape_rule,
        "seed": rules.optional(rules.any_int),
    }

    def __init__(self, rate, noise_shape=None, seed=None, **kwargs):
        super().__init__(**kwargs)
        self.rate = rate
        self.noise_shape = noise_shape
        self.seed = seed
        if rate > 0:
            self.seed_generator = SeedGenerator(seed)

    def call(self, inputs, training=False):
        if not training or self.rate == 0:
            return inputs
        a, b = restoring(self.rate)
        sizes = concrete_sizes(inputs, self.noise_shape)
        keep = graph.random_bernoulli(self.seed_generator.next(), sizes, 1 - self.rate)
        return graph.where(keep, inputs * a + b, _LOWEST * a + b)


@internal
def restoring(rate: float) -> tuple[float, float]:
    """The factor and the offset after which mean 0 and variance 1 hold again."""
    a = ((1 - rate) * (1 + rate * _LOWEST**2)) ** -0.5
    return a, -a * _LOWEST * rate
