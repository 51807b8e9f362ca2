"""Bilinear upsampling as it was before tf.keras."""

from __future__ import annotations

import numpy as np

import graph
from kerasish.base.discovery import internal
from kerasish.layers.reshaping.up_sampling2d import UpSampling2D


@internal
class UpSampling2DKeras2(UpSampling2D):
    """`UpSampling2D` by "bilinear" whose pixels are points at their upper left corners.

    Today they are areas: output i of an axis made f times longer stood at i / f, and
    stands at (i + 0.5) / f - 0.5 now.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> layer = kerasish.layers.UpSampling2DKeras2((1, 2), interpolation="bilinear")
        >>> layer(np.array([0.0, 4.0]).reshape(1, 1, 2, 1)).numpy().ravel()
        array([0., 2., 4., 4.], dtype=float32)
    """

    def call(self, inputs):
        if self.interpolation != "bilinear":
            return super().call(inputs)
        images = graph.cast(inputs, self.compute_dtype)
        for position, factor in enumerate(self.size):
            images = _longer(images, self.first_axis + position, factor)
        return images


def _longer(x, axis: int, factor: int):
    """x with points between those along an axis; the last one repeats."""
    if factor == 1:
        return x
    sizes = list(graph.shape(x))
    count = sizes[axis]
    following = graph.take(x, graph.minimum(graph.arange(count) + 1, count - 1), axis)
    shares = np.arange(factor, dtype=x.dtype) / factor
    shares = shares.reshape((factor, *(1,) * (x.ndim - axis - 1))).astype(x.dtype)
    x, following = (graph.expand_dims(t, axis + 1) for t in (x, following))
    sizes[axis] = count * factor
    return graph.reshape(x + (following - x) * shares, tuple(sizes))
