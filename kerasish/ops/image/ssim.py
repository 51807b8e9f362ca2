"""How similar images look."""

from __future__ import annotations

import graph
from kerasish.base.errors import fail
from kerasish.base.tensors import to_float
from kerasish.ops.image.gaussian_blur import filtered, gaussian
from kerasish.ops.image.layout import as_batch, as_images
from kerasish.ops.recording import saved_as


@saved_as("SSIM")
def ssim(
    image1,
    image2,
    max_val: float = 1.0,
    filter_size: int = 11,
    filter_sigma: float = 1.5,
    k1: float = 0.01,
    k2: float = 0.03,
    data_format: str | None = None,
) -> graph.Tensor:
    """The mean of (2 m1 m2 + c1) (2 s12 + c2) / ((m1^2 + m2^2 + c1) (s1^2 + s2^2 + c2))
    over the pixels.

    m are means, s^2 variances and s12 covariances of the pixels under a Gaussian window
    that slides over both images; c1 = (k1 max_val)^2, c2 = (k2 max_val)^2.

    Args:
        image1: (batch, rows, columns, channels), or without batch, or channels first.
        image2: of the same shape.
        max_val: the largest value that a pixel may have.
        filter_size: of the window in pixels; not more than rows and columns.
        filter_sigma: standard deviation of the window in pixels.
        k1, k2: constants that avoid divisions by 0.
        data_format: "channels_last" or "channels_first"; the global one when None.

    Returns:
        (batch,), or a scalar for one image: 1 for equal images, at least -1; in the
        dtype of image1, to which integers are cut.

    Raises:
        ArgumentError: wrong or different ranks.

    Source: Wang, Bovik, Sheikh, Simoncelli: Image quality assessment: from error
        visibility to structural similarity (2004), equation 13.

    Example:
        >>> import numpy as np
        >>> from kerasish import ops
        >>> image = np.eye(12)[..., None]
        >>> float(ops.image.ssim(image, image))
        1.0
    """
    image1, layout = as_images("ssim", image1, data_format)
    image2, _ = as_images("ssim", image2, data_format)
    if image1.ndim != image2.ndim:
        fail(
            "ssim: both images must be of one shape",
            {"image1": image1.spec, "image2": image2.spec},
        )
    x, y = (as_batch(to_float(i), layout) for i in (image1, image2))
    y = graph.cast(y, x.dtype)
    window = gaussian(filter_size, filter_sigma, x.dtype)
    c1, c2 = (k1 * max_val) ** 2, (k2 * max_val) ** 2
    local = _similarity(*_moments(x, y, window), c1, c2)
    axes = (1, 2, 3) if image1.ndim == 4 else (0, 1, 2, 3)
    return graph.cast(graph.mean(local, axes), image1.dtype)


def _moments(x, y, window):
    """Means of x, y, x^2, y^2 and x y under the window."""
    parts = graph.concatenate([x, y, x * x, y * y, x * y], -1)
    for shape in ((-1, 1), (1, -1)):
        parts = filtered(parts, graph.reshape(window, shape), "valid")
    each = graph.shape(x)[-1]
    return [parts[..., k * each : (k + 1) * each] for k in range(5)]


def _similarity(mx, my, mxx, myy, mxy, c1, c2):
    both, squares = mx * my, mx * mx + my * my
    above = (2 * both + c1) * (2 * (mxy - both) + c2)
    return above / ((squares + c1) * (mxx + myy - squares + c2))
