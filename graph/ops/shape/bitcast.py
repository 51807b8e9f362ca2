"""The same bytes read as another dtype."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graph.ir.dispatch import apply, as_tensor
from graph.ir.dtypes import as_dtype
from graph.ir.op import Op
from graph.ir.spec import Spec
from graph.ir.tensor import Tensor
from graph.ops.public import public

if TYPE_CHECKING:
    from graph.ir.hints import Cotangents, DTypeLike, TensorLike


class Bitcast(Op):
    """y = the bytes of x as ``dtype``; the last axis grows or shrinks with its size."""

    dtype: np.dtype
    moves_only = True

    def infer(self, x: Spec) -> Spec:
        old, new = x.dtype.itemsize, self.dtype.itemsize
        if old == new:
            return x.with_dtype(self.dtype)
        if not x.rank:
            self.fail(
                f"a scalar of {old} bytes is no {self.dtype}",
                "add an axis: graph.expand_dims(x, 0)",
                x=x,
            )
        nbytes = x.shape[-1] * old
        if isinstance(nbytes, int) and nbytes % new:
            self.fail(
                f"{nbytes} bytes along the last axis are no whole number of "
                f"{self.dtype}",
                f"the last axis must hold a multiple of {new} bytes",
                x=x,
            )
        return Spec(self.dtype, (*x.shape[:-1], nbytes // new))

    def kernel(self, x: np.ndarray) -> np.ndarray:
        return np.array(x, order="C").view(self.dtype)

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor) -> Cotangents:
        return (None,)


@public
def bitcast(x: TensorLike, dtype: DTypeLike) -> Tensor:
    """The bytes of x read as another dtype.

    Args:
        x: any tensor.
        dtype: where its size differs from that of x's dtype, the last axis changes.

    Raises:
        ShapeError: the bytes along the last axis are no whole number of elements.

    Gradient:
        None.

    Example:
        >>> import graph
        >>> graph.bitcast(graph.ones(1), "int32").numpy()
        array([1065353216], dtype=int32)
    """
    x, dtype = as_tensor(x), as_dtype(dtype)
    return x if x.dtype == dtype else apply(Bitcast(dtype), x)
