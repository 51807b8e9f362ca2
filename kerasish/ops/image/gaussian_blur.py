"""Images with their details smoothed away."""

from __future__ import annotations

import graph
from kerasish.base.discovery import internal
from kerasish.ops.image.layout import as_batch, as_images, from_batch, require_float


def gaussian_blur(
    images, kernel_size=(3, 3), sigma=(1.0, 1.0), data_format: str | None = None
) -> graph.Tensor:
    """y[i, j, c] = sum_kl x[i + k, j + l, c] * g[k, l], with a Gaussian g of sum 1.

    Args:
        images: floats (batch, rows, columns, channels), or without batch, or channels
            first. Beyond the edges they count as 0.
        kernel_size: two integers, of g.
        sigma: two standard deviations in pixels.
        data_format: "channels_last" or "channels_first"; the global one when None.

    Returns:
        Images of the same shape and dtype.

    Raises:
        ArgumentError: a wrong rank or dtype.

    As in Keras, the first number of both pairs belongs to columns and the second to
    rows, and a kernel that is not square is then filled row by row.

    Example:
        >>> import numpy as np
        >>> from kerasish import ops
        >>> image = np.array([0.0, 1.0, 0.0]).reshape(1, 3, 1)
        >>> ops.image.gaussian_blur(image, (3, 3)).numpy().ravel().round(3)
        array([0.124, 0.204, 0.124])
    """
    images, layout = as_images("gaussian_blur", images, data_format)
    require_float("gaussian_blur", images)
    batch = as_batch(images, layout)
    columns, rows = (
        gaussian(n, deviation, images.dtype)
        for n, deviation in zip(kernel_size, sigma, strict=True)
    )
    height, width = kernel_size
    if height == width:  # two lines of weights instead of a square of them
        blurred = filtered(batch, graph.reshape(rows, (height, 1)), "same")
        blurred = filtered(blurred, graph.reshape(columns, (1, width)), "same")
    else:
        kernel = graph.reshape(graph.outer(rows, columns), (height, width))
        blurred = filtered(batch, kernel, "same")
    return from_batch(blurred, images.ndim, layout)


@internal
def filtered(batch, kernel, padding: str) -> graph.Tensor:
    """y[n, i, j, c] = sum_kl x[n, i + k, j + l, c] * kernel[k, l]."""
    kernel = graph.reshape(kernel, (*kernel.shape, 1, 1))
    n, _, _, channels = graph.shape(batch)
    if not isinstance(channels, graph.Dim):
        kernel = graph.broadcast_to(kernel, (*kernel.shape[:2], channels, 1))
        return graph.depthwise_conv(batch, kernel, 1, padding)
    planes = graph.expand_dims(graph.moveaxis(batch, -1, 1), -1)
    planes = graph.reshape(planes, (n * channels, *graph.shape(planes)[2:]))
    planes = graph.depthwise_conv(planes, kernel, 1, padding)
    planes = graph.reshape(planes, (n, channels, *graph.shape(planes)[1:3]))
    return graph.moveaxis(planes, 1, -1)


@internal
def gaussian(size: int, sigma, dtype) -> graph.Tensor:
    """exp(-(k / sigma)**2 / 2) around the middle of ``size`` numbers, of sum 1."""
    at = graph.arange(size, dtype=dtype) - (size - 1) / 2
    weights = graph.exp(graph.square(at / sigma) * -0.5)
    return weights / graph.sum(weights)
