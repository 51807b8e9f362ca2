"""Another number of elements along an axis, interpolated between the old ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np

from graph.ir.dims import Size
from graph.ir.dispatch import apply, as_tensor
from graph.ir.dtypes import kind_of
from graph.ir.errors import ArgumentError, DTypeError, describe
from graph.ir.origin import here
from graph.ir.tensor import Tensor
from graph.ops.axes import normal_axis
from graph.ops.contraction.matmul import tensordot
from graph.ops.elementwise.cast import cast
from graph.ops.image.axis_product import AxisProduct
from graph.ops.image.kernels import INTERPOLATIONS
from graph.ops.image.weights import area_weights, kernel_weights, nearest_places
from graph.ops.indexing.gather import take
from graph.ops.public import public
from graph.ops.shape.transpose import moveaxis
from graph.ops.sizes import as_size

if TYPE_CHECKING:
    from graph.ir.hints import TensorLike


METHODS = ("nearest", "area", *INTERPOLATIONS)


@public
def resample(
    x: TensorLike,
    axis: int,
    size: Size,
    method: str = "linear",
    scale: float | None = None,
    translation: Any = None,
    antialias: bool = False,
) -> Tensor:
    """y[i] = sum_j k(|j - s_i|) * x[j] / sum_j k(|j - s_i|) along an axis, where new
    element i lies at s_i = (i + 1/2 - translation) / scale - 1/2.

    Args:
        x: a tensor; of floats, unless the method is "nearest".
        axis: the axis.
        size: its new size; it and the old one may be symbolic.
        method: the kernel k: "linear", "cubic" (Keys' with a = -1/2), "cubic_table"
            (the same read at steps of 1/1024), "lanczos3", "lanczos5", "mitchell" (the
            cubic with B = C = 1/3) or "gaussian" (deviation 1/2); or "nearest" (the
            one element whose cell holds the point), or "area" (the mean over the cell
            of the new element).
        scale: new elements for each old one, a scalar; new size / old size when None,
            so that both cover the same stretch. Not with "nearest" and "area".
        translation: of the new elements, in their own distances, a scalar; 0 when None.
        antialias: whether the kernel is widened by 1 / scale where that is above 1.

    Returns:
        x with the new size. A point outside of -1/2 <= s <= old size - 1/2 gives 0.

    Raises:
        ArgumentError: an unknown method, or one that takes no scale.
        DTypeError: x is not of floats.

    Gradient:
        In x the transposed weights times dy; in scale and translation that of the
        weights.

    Example:
        >>> import graph
        >>> graph.resample([0.0, 4.0], 0, 4).numpy()
        array([0., 1., 3., 4.])
    """
    x, size = as_tensor(x), as_size("resample", size)
    axis = normal_axis("resample", axis, x.ndim)
    _check(x, method, scale)
    old = x.spec.shape[axis]
    if method == "nearest":
        return take(x, nearest_places(old, size), axis)
    floats = cast(x, np.promote_types(x.dtype, np.float32))
    dtype = floats.dtype
    if method == "area":
        weights = area_weights(old, size, dtype)
    else:
        how = INTERPOLATIONS[method]
        weights = kernel_weights(old, size, how, dtype, scale, translation, antialias)
    if scale is None and translation is None:
        y = apply(AxisProduct(axis), weights, floats)
    else:  # to which gradients may come
        y = moveaxis(tensordot(weights, floats, [[1], [axis]]), 0, axis)
    return cast(y, x.dtype)


def _check(x: Tensor, method: str, scale: float | None) -> None:
    if method not in METHODS:
        _reject(
            "unknown method",
            f"one of {', '.join(map(repr, METHODS))}",
            method=repr(method),
        )
    if scale is not None and method not in INTERPOLATIONS:
        _reject(
            f"method {method!r} takes no scale",
            "leave it out, or take a method with a kernel, such as 'linear'",
            scale=scale,
        )
    if method != "nearest" and kind_of(x.dtype) != "f":
        _reject(
            "x must be of a floating-point dtype",
            'convert it first: graph.cast(x, "float32")',
            DTypeError,
            x=x.spec,
        )


def _reject(
    what: str, hint: str, error: type[Any] = ArgumentError, **got: Any
) -> NoReturn:
    raise error(describe(f"resample: {what}", got, hint, str(here())))
