"""Images seen through a projective map of the plane."""

from __future__ import annotations

from typing import NamedTuple

import graph
from kerasish.base.discovery import internal

INTERPOLATIONS = ("nearest", "bilinear")


@internal
class Sampling(NamedTuple):
    """How pixels are read: between others, and beyond the edges."""

    interpolation: str = "bilinear"
    fill_mode: str = "constant"
    fill_value: float = 0.0


@internal
def project(images, transforms, sampling: Sampling) -> graph.Tensor:
    """y[n, i, j] = images[n] at column (a0 j + a1 i + a2) / k and row
    (b0 j + b1 i + b2) / k, where k = c0 j + c1 i + 1.

    Args:
        images: (batch, rows, columns, channels).
        transforms: (batch or 1, 8): a0 a1 a2 b0 b1 b2 c0 c1.
        sampling: how pixels are read.

    Gradient:
        In the images dy, carried back by the inverse map: TensorFlow's rule, near to
        the exact one where the map changes areas little. None in the transforms.
    """
    dtype = "float64" if images.dtype == "float64" else "float32"
    transforms = graph.stop_gradient(graph.cast(transforms, dtype))
    if graph.kind_of(images.dtype) != "f":
        return graph.cast(_projected(images, transforms, sampling), images.dtype)

    @graph.custom_gradient
    def projected(images):
        def pull_back(dy):
            return _projected(dy, inverse(transforms), sampling._replace(fill_value=0))

        return _projected(images, transforms, sampling), pull_back

    return projected(images)


@internal
def inverse(transforms) -> graph.Tensor:
    """The transforms that lead back: (batch, 8)."""
    ones = graph.ones_like(transforms[:, :1])
    matrices = graph.reshape(graph.concatenate([transforms, ones], 1), (-1, 3, 3))
    back = graph.reshape(graph.inv(matrices), (-1, 9))
    return back[:, :8] / back[:, 8:]


def _projected(images, transforms, sampling):
    height, width = graph.shape(images)[1:3]
    x, y = _points(transforms, height, width)
    x = _inside(x, width, sampling.fill_mode)
    y = _inside(y, height, sampling.fill_mode)
    order = INTERPOLATIONS.index(sampling.interpolation)
    points = graph.stack([y, x])
    if order == 0:
        points = _nearest(points)
    return graph.map_coordinates(
        images, points, order, "constant", sampling.fill_value, batched=True
    )


def _nearest(points):
    """The nearest integers, of halves those away from 0. A sum x + 1/2 would be 1 for
    the last number below 1/2."""
    whole = graph.trunc(points)
    is_far = graph.absolute(points - whole) >= 0.5
    return whole + graph.where(is_far, graph.sign(points), 0)


def _points(transforms, height, width):
    """Column and row of the point for each pixel: (batch, rows, columns) each."""
    column = graph.reshape(graph.arange(width, dtype=transforms.dtype), (1, 1, -1))
    row = graph.reshape(graph.arange(height, dtype=transforms.dtype), (1, -1, 1))
    a0, a1, a2, b0, b1, b2, c0, c1 = (transforms[:, k, None, None] for k in range(8))
    depth = c0 * column + c1 * row + 1
    return (
        (a0 * column + a1 * row + a2) / depth,
        (b0 * column + b1 * row + b2) / depth,
    )


def _inside(at, size, mode):
    """Points beyond the edges moved to where the mode continues the image."""
    if mode == "constant":
        return at
    if mode == "reflect":
        at = graph.mod(at, size * 2)
        at = graph.where(at >= size, graph.subtract(size * 2 - 1, at), at)
    if mode == "wrap":
        last = graph.size_max(size - 1, 1)
        after = at - graph.floor(at / last) * size
        before = at + (graph.floor(-at / last) + 1) * size
        at = graph.where(at < 0, before, graph.where(at > size - 1, after, at))
    return graph.clip(at, 0, size - 1)
