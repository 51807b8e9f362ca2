"""Classes drawn by their logits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graph.ir.dims import Size
from graph.ir.dispatch import as_tensor
from graph.ir.errors import ShapeError, describe
from graph.ir.origin import here
from graph.ir.tensor import Tensor
from graph.ops.elementwise.cast import cast
from graph.ops.elementwise.exponential import log, log1p
from graph.ops.promotion import float_dtype, to_dtype
from graph.ops.public import public
from graph.ops.random.uniform import open_uniform
from graph.ops.reduction.extremes import argmax
from graph.ops.shape.reshape import expand_dims
from graph.ops.sizes import as_size

if TYPE_CHECKING:
    from graph.ir.hints import DTypeLike, TensorLike


@public
def random_categorical(
    key: TensorLike,
    logits: TensorLike,
    num_samples: Size,
    dtype: DTypeLike = "int32",
) -> Tensor:
    """Class c with probability softmax(logits)_c: argmax(logits + gumbel noise).

    Args:
        key: uint32[4], see `make_key`.
        logits: [..., classes]: logarithms of probabilities, up to a constant; -inf for
            a class that is never drawn.
        num_samples: how many to draw of each row of logits.
        dtype: of the result, an integer dtype.

    Returns:
        [..., num_samples], classes from 0.

    Raises:
        ShapeError: logits is a scalar.

    Gradient:
        None.

    Source:
        Gumbel 1954, "Statistical theory of extreme values and some practical
        applications"; Maddison et al. 2014, "A* sampling", section 2.

    Example:
        >>> import graph
        >>> key = graph.make_key(0)
        >>> graph.random_categorical(key, [[0.0, 50.0], [50.0, 0.0]], 3).numpy()
        array([[1, 1, 1],
               [0, 0, 0]], dtype=int32)
    """
    logits = as_tensor(logits)
    if not logits.ndim:
        raise ShapeError(
            describe(
                "random_categorical: logits need an axis of classes",
                {"logits": logits.spec},
                "pass logits of shape [rows, classes]",
                str(here()),
            )
        )
    wide = np.dtype(np.float64 if logits.dtype == np.float64 else np.float32)
    logits = to_dtype(logits, float_dtype(logits.dtype))
    *rows, classes = logits.spec.shape
    sizes = (*rows, as_size("random_categorical", num_samples), classes)
    noise = -log(-log1p(-open_uniform(key, sizes, wide)))
    scores = cast(expand_dims(logits, -2), wide) + noise
    return cast(argmax(scores, axis=-1), dtype)
