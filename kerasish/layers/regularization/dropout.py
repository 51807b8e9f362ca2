"""Random zeros in training."""

from __future__ import annotations

import graph
from kerasish.base import rules
from kerasish.base.discovery import internal
from kerasish.base.random_seed import SeedGenerator
from kerasish.layers.argument_rules import noise_shape as noise_shape_rule
from kerasish.layers.same_shape import SameShapeLayer


class Dropout(SameShapeLayer):
    """y = x / (1 - rate) with probability 1 - rate, else 0; y = x out of training.

    Args:
        rate: the share that is zeroed, from 0 to 1.
        noise_shape: shape of the random choice, broadcast to the inputs; None stands
            for the size of the inputs. (None, 1, None) drops whole time series.
        seed: of the choice.

    Call arguments:
        inputs: tensor of any shape.
        training: whether anything is dropped.

    Source:
        Srivastava et al., 2014, https://jmlr.org/papers/v15/srivastava14a.html.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> layer = kerasish.layers.Dropout(0.5, seed=1)
        >>> y = layer(np.ones((1000,)), training=True).numpy()
        >>> sorted(set(y.tolist())), bool(abs(y.mean() - 1.0) < 0.1)
        ([0.0, 2.0], True)
    """

    rules = {
        "rate": rules.fraction,
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
        if self.rate == 1:
            return graph.zeros_like(inputs)
        sizes = concrete_sizes(inputs, self._noise_sizes(inputs))
        keep = graph.random_bernoulli(self.seed_generator.next(), sizes, 1 - self.rate)
        return graph.where(keep, inputs * (1 / (1 - self.rate)), 0.0)

    def _noise_sizes(self, inputs):
        return self.noise_shape


@internal
def concrete_sizes(inputs, sizes):
    """The sizes, with those of the inputs in place of None."""
    own = graph.shape(inputs)
    if sizes is None:
        return own
    return tuple(o if size is None else size for o, size in zip(own, sizes))
