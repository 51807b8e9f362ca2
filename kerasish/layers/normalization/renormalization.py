"""Batch renormalisation: batch statistics corrected towards slower moving ones.

With r = stddev of batch / moving and d = (mean of batch - moving) / moving stddev,
the normalised value z of the batch becomes z * r + d; no gradient goes through r and d.
"""

from __future__ import annotations

import graph
from kerasish.base.discovery import internal
from kerasish.base.rules import Rule

_KEYS = ("rmax", "rmin", "dmax")


def _fits(clipping) -> bool:
    if not isinstance(clipping, dict) or set(clipping) - set(_KEYS):
        return False
    low, high, reach = (clipping.get(key) for key in ("rmin", "rmax", "dmax"))
    ordered = low is None or high is None or low <= high
    return ordered and (reach is None or reach >= 0)


CLIPPING = Rule(
    'a dict with "rmin" <= "rmax" and "dmax" >= 0',
    _fits,
    (1, {"other": 1.0}, {"rmin": 2.0, "rmax": 1.0}, {"dmax": -1.0}),
)


@internal
def add_renorm_weights(layer, channels: int) -> None:
    """The moving standard deviation, and the statistics that the correction uses."""

    def stddev(shape, dtype=None):
        return graph.sqrt(layer.moving_variance_initializer(shape, dtype=dtype))

    layer.moving_stddev = layer._add_statistic("moving_stddev", channels, stddev)
    layer.renorm_mean = layer._add_statistic(
        "renorm_mean", channels, layer.moving_mean_initializer
    )
    layer.renorm_stddev = layer._add_statistic("renorm_stddev", channels, stddev)


@internal
def renorm_correction(layer, mean, variance):
    """The gamma and beta that contain the correction."""
    least = layer.epsilon**0.5
    reference = graph.maximum(layer.renorm_stddev, least)
    r = graph.sqrt(variance + layer.epsilon) / reference
    d = (mean - layer.renorm_mean) / reference
    limits = layer.renorm_clipping if layer.renorm_clipping is not None else {}
    if limits.get("rmin") is not None:
        r = graph.maximum(r, limits["rmin"])
    if limits.get("rmax") is not None:
        r = graph.minimum(r, limits["rmax"])
    if limits.get("dmax") is not None:
        d = graph.clip(d, -limits["dmax"], limits["dmax"])
    r, d = graph.stop_gradient(r), graph.stop_gradient(d)
    gamma = r if layer.gamma is None else r * layer.gamma
    beta = d if layer.gamma is None else d * layer.gamma
    return gamma, beta if layer.beta is None else beta + layer.beta


@internal
def update_renorm_weights(layer, mean, variance) -> None:
    """All moving statistics follow those of the batch."""
    stddev = graph.sqrt(variance + layer.epsilon)
    slow = layer.renorm_momentum
    layer.renorm_mean.assign(layer.renorm_mean * slow + mean * (1.0 - slow))
    layer.renorm_stddev.assign(layer.renorm_stddev * slow + stddev * (1.0 - slow))
    layer._follow(layer.moving_mean, mean)
    layer._follow(layer.moving_stddev, stddev)
    moving = layer.moving_stddev.value
    layer.moving_variance.assign(graph.relu(moving * moving - layer.epsilon))
