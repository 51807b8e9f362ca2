"""Maps of what a model looks at, over the images that it looks at."""

from __future__ import annotations

import numpy as np

from kerasish.base.errors import fail
from kerasish.base.figures import grid_of_axes, write_figure
from kerasish.base.rules import fraction


def plot_heat_maps(images, maps, titles=None, alpha=0.5, path=None, axes=None):
    """Draws maps of `grad_cam` or `saliency` over their images.

    Each map is scaled by its own largest absolute value. A map with channels, as of
    `saliency`, is drawn as the largest absolute value over them.

    Args:
        images: (samples, rows, columns), (..., 1) or (..., 3) numbers.
        maps: (samples, rows, columns) or with channels at the end; of the same size.
        titles: one text for each sample, or None.
        alpha: how opaque the maps are: 1 hides the images.
        path: of a picture, such as "seen.png"; None for none.
        axes: of matplotlib, one for each sample, to draw in.

    Returns:
        A list of matplotlib's axes.

    Raises:
        ArgumentError: maps of another size, not as many titles or axes as samples.
        MissingExtraError: matplotlib is not installed; it is the extra ``plot``.
    """
    alpha = fraction.check("plot_heat_maps", "alpha", alpha)
    images, maps = np.asarray(images, "float64"), np.asarray(maps, "float64")
    if maps.ndim == 4:
        maps = np.abs(maps).max(axis=-1)
    if images.ndim not in (3, 4) or maps.shape != images.shape[:3] or not len(maps):
        fail(
            "plot_heat_maps: images and maps must have the same samples, rows, columns",
            {"images": list(images.shape), "maps": list(maps.shape)},
        )
    if axes is None:
        axes = grid_of_axes("plot_heat_maps", path, len(images), 2.0)
    for name, given in (("titles", titles), ("axes", axes)):
        if given is not None and len(given) != len(images):
            fail(
                f"plot_heat_maps: {name} must be as many as samples",
                {name: len(given), "samples": len(images)},
            )
    for i, place in enumerate(axes):
        place.imshow(_between_0_and_1(images[i]), cmap="gray")
        scale = np.abs(maps[i]).max()
        place.imshow(maps[i], cmap="inferno", alpha=alpha, vmin=0, vmax=scale or 1.0)
        place.axis("off")
        if titles is not None:
            place.set_title(titles[i], fontsize=8)
    write_figure(axes[0], path)
    return list(axes)


def _between_0_and_1(image: np.ndarray) -> np.ndarray:
    """The image scaled to 0 .. 1, without a lone channel, as imshow takes it."""
    if image.ndim == 3 and image.shape[-1] == 1:
        image = image[..., 0]
    low, high = image.min(), image.max()
    return (image - low) / (high - low if high > low else 1.0)
