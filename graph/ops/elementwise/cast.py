"""Conversion between dtypes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graph.ir.dispatch import apply, as_tensor
from graph.ir.dtypes import as_dtype, kind_of
from graph.ir.eager_plan import planned
from graph.ir.errors import DTypeError
from graph.ir.op import Op
from graph.ir.spec import Spec
from graph.ir.tensor import Tensor
from graph.ops.public import public

if TYPE_CHECKING:
    from graph.ir.hints import (
        Cotangents,
        DTypeLike,
        LaneMathLike,
        LanesLike,
        TensorLike,
    )


class Cast(Op):
    """y = x in another dtype; floats are cut towards zero, complex numbers to their
    real part."""

    dtype: np.dtype
    moves_only = True
    is_elementwise = True

    def infer(self, x: Spec) -> Spec:
        return x.with_dtype(self.dtype)

    def kernel(self, x: np.ndarray) -> np.ndarray:
        return _without_imaginary(np.asarray(x), self.dtype).astype(self.dtype)

    @staticmethod
    def kernel_into(out: np.ndarray, x: np.ndarray) -> None:
        np.copyto(out, _without_imaginary(x, out.dtype), casting="unsafe")

    def lower(self, m: LaneMathLike, x: LanesLike) -> LanesLike:
        return m.cast(x, self.dtype)

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor) -> Cotangents:
        return (cast(dy, x.dtype) if kind_of(x.dtype) in "fc" else None,)


def _without_imaginary(x: np.ndarray, dtype: np.dtype) -> np.ndarray:
    """The real part where the dtype has no other; numpy warns when it drops one."""
    return x.real if kind_of(x.dtype) == "c" and kind_of(dtype) in "iuf" else x


@public
@planned(tensors=1)
def cast(x: TensorLike, dtype: DTypeLike) -> Tensor:
    """Converts to a dtype, elementwise.

    Args:
        x: any tensor or array.
        dtype: a numpy dtype or its name.

    Returns:
        The tensor in that dtype; the same tensor when it has it already.

    Raises:
        DTypeError: text that is to become numbers, or the other way.

    Gradient:
        The cotangent cast back; none for integers and booleans.

    Example:
        >>> import graph
        >>> graph.cast([1.7, -1.7], "int32").numpy()
        array([ 1, -1], dtype=int32)
    """
    dtype = as_dtype(dtype)
    x = as_tensor(x)
    if x.dtype == dtype:
        return x
    op = Cast(dtype)
    if (x.dtype.kind in "US") != (dtype.kind in "US"):
        op.fail(
            "text is not converted to numbers, nor numbers to text",
            "look text up first, or convert it outside: array.astype(float)",
            DTypeError,
            x=x.spec,
            dtype=dtype,
        )
    return apply(op, x)
