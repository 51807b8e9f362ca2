"""Weights whose variance fits the number of inputs and outputs."""

from __future__ import annotations

import math

import graph
from kerasish.base import rules
from kerasish.base.discovery import internal
from kerasish.base.settings import standardize_dtype
from kerasish.initializers.random_initializer import RandomInitializer

#: standard deviation of a normal distribution cut at 2, relative to the uncut one
_CUT = 0.87962566103423978


class VarianceScaling(RandomInitializer):
    """Random values with variance scale / n, n being fan-in, fan-out or their mean.

    Args:
        scale: > 0.
        mode: "fan_in", "fan_out" or "fan_avg".
        distribution: "truncated_normal", "untruncated_normal" or "uniform".
        seed: see `RandomInitializer`.
        input_axes, output_axes: of the weight, where its last two are not the channels
            in and out; both or neither.

    Source:
        Glorot and Bengio (2010), He et al. (2015).
    """

    aliases = ("variance_scaling",)
    rules = {
        "scale": rules.positive_number,
        "mode": rules.one_of("fan_in", "fan_out", "fan_avg"),
        "distribution": rules.one_of(
            "truncated_normal", "untruncated_normal", "uniform", "normal"
        ),
    }

    def __init__(
        self,
        scale=1.0,
        mode="fan_in",
        distribution="truncated_normal",
        seed=None,
        input_axes=None,
        output_axes=None,
    ):
        super().__init__(seed)
        self.scale = scale
        self.mode = mode
        self.distribution = (
            "truncated_normal" if distribution == "normal" else distribution
        )
        self.input_axes = input_axes
        self.output_axes = output_axes

    def __call__(self, shape, dtype=None):
        dtype = standardize_dtype(dtype)
        fan_in, fan_out = compute_fans(shape, self.input_axes, self.output_axes)
        fans = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}
        variance = self.scale / max(1.0, fans[self.mode])
        key = self.draw_key()
        if self.distribution == "uniform":
            limit = math.sqrt(3.0 * variance)
            return graph.random_uniform(key, shape, -limit, limit, dtype)
        stddev = math.sqrt(variance)
        if self.distribution == "untruncated_normal":
            return graph.random_normal(key, shape, 0.0, stddev, dtype)
        return graph.random_truncated_normal(key, shape, 0.0, stddev / _CUT, dtype)


@internal
def compute_fans(shape, input_axes=None, output_axes=None) -> tuple[int, int]:
    """The numbers of inputs and outputs that a weight of this shape joins.

    Unless axes are given the last two are channels in and out; those before them are a
    receptive field.
    """
    shape = tuple(shape)
    if input_axes is not None and output_axes is not None:
        return tuple(
            math.prod(shape[axis] for axis in axes)
            for axes in (input_axes, output_axes)
        )
    if len(shape) < 1:
        return 1, 1
    if len(shape) == 1:
        return shape[0], shape[0]
    field = math.prod(shape[:-2])
    return shape[-2] * field, shape[-1] * field
