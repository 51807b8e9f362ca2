"""Tensors scaled and moved along some axes."""

from __future__ import annotations

import graph
from kerasish.base.errors import fail
from kerasish.base.tensors import convert_to_tensor
from kerasish.ops.image.layout import require_one_of

METHODS = {
    "linear": "linear",
    "bilinear": "linear",
    "trilinear": "linear",
    "triangle": "linear",
    "cubic": "cubic",
    "bicubic": "cubic",
    "tricubic": "cubic",
    "lanczos3": "lanczos3",
    "lanczos5": "lanczos5",
}


def scale_and_translate(
    images,
    output_shape,
    scale,
    translation,
    spatial_dims,
    method: str,
    antialias: bool = True,
) -> graph.Tensor:
    """Element i of the result is at (i + 1/2 - translation) / scale - 1/2 of images.

    Args:
        images: any tensor.
        output_shape: all sizes of the result.
        scale: (k,), new elements for each old one.
        translation: (k,), in elements of the result.
        spatial_dims: the k axes that are scaled.
        method: "linear", "bilinear", "trilinear" or "triangle"; "cubic", "bicubic" or
            "tricubic" (Keys' kernel with a = -1/2); "lanczos3"; "lanczos5".
        antialias: whether the kernels are widened to the distance of the new elements
            where these are fewer.

    Returns:
        The result in the dtype of the images, 0 where they say nothing; integers are
        rounded and limited to the range that the images have.

    Raises:
        ArgumentError: an unknown method, or not as many axes as numbers.

    Gradient:
        In the images, the scale and the translation.

    Example:
        >>> from kerasish import ops
        >>> row = [0.0, 1.0, 2.0]
        >>> y = ops.image.scale_and_translate(row, (5,), [2.0], [-0.5], [0], "linear")
        >>> y.numpy()
        array([0. , 0.5, 1. , 1.5, 2. ], dtype=float32)
    """
    require_one_of("scale_and_translate", "method", method, METHODS)
    images = convert_to_tensor(images)
    scale, translation = convert_to_tensor(scale), convert_to_tensor(translation)
    if any(tuple(v.shape) != (len(spatial_dims),) for v in (scale, translation)):
        fail(
            "scale_and_translate: a scale and a translation for each axis are needed",
            {
                "spatial_dims": tuple(spatial_dims),
                "scale": scale.spec,
                "translation": translation.spec,
            },
        )
    y = images if graph.kind_of(images.dtype) == "f" else graph.cast(images, "float32")
    for k, axis in enumerate(spatial_dims):
        y = graph.resample(
            y,
            axis,
            output_shape[axis],
            METHODS[method],
            scale[k],
            translation[k],
            antialias,
        )
    if graph.kind_of(images.dtype) == "f" or not len(spatial_dims):
        return graph.cast(y, images.dtype)
    floats = graph.cast(images, "float32")
    y = graph.clip(graph.rint(y), graph.min(floats), graph.max(floats))
    return graph.cast(y, images.dtype)
