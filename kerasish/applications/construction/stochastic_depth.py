"""Whole branches left out in training."""

from __future__ import annotations

import graph
from kerasish import random
from kerasish.base import rules
from kerasish.base.discovery import internal
from kerasish.layers.same_shape import SameShapeLayer


@internal
class StochasticDepth(SameShapeLayer):
    """y = 0 for some examples, x / (1 - rate) for the others; y = x out of training.

    Args:
        drop_path_rate: the share of examples that is zeroed, from 0 to 1 (excluded).

    Call arguments:
        inputs: tensor with the batch in front.
        training: whether anything is dropped.

    Source:
        Huang et al., "Deep Networks with Stochastic Depth", 2016,
        https://arxiv.org/abs/1603.09382.
    """

    keras_module = "keras.src.applications.convnext"
    rules = {"drop_path_rate": rules.number_in(0, 1, include_high=False)}

    def __init__(self, drop_path_rate, **kwargs):
        super().__init__(**kwargs)
        self.drop_path_rate = drop_path_rate

    def call(self, inputs, training=False):
        if not training:
            return inputs
        kept = 1 - self.drop_path_rate
        sizes = (graph.shape(inputs)[0], *[1] * (len(inputs.shape) - 1))
        chosen = graph.floor(random.uniform(sizes) + kept)
        return inputs / kept * graph.cast(chosen, inputs.dtype)
