"""Numbers in a row, also as many as only a run knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from graph.ir.dims import Dim, Size, size_max
from graph.ir.dispatch import apply, as_tensor
from graph.ir.dtypes import as_dtype, is_bfloat16
from graph.ir.errors import ArgumentError, describe
from graph.ir.op import Op
from graph.ir.origin import here
from graph.ir.spec import Spec
from graph.ir.tensor import SymbolicTensor, Tensor
from graph.ops.elementwise.cast import cast
from graph.ops.public import public
from graph.ops.sizes import as_size

if TYPE_CHECKING:
    from graph.ir.hints import DTypeLike, TensorLike


class Iota(Op):
    """y = 0, 1, ..., size - 1."""

    size: Size
    dtype: np.dtype = np.dtype(np.int64)

    def infer(self) -> Spec:
        return Spec(self.dtype, (self.size,))

    def kernel(self) -> np.ndarray:
        return np.arange(self.size, dtype=self.dtype)


def positions(size: Size | None) -> Tensor:
    """0, 1, ..., size - 1 as int64; a value when the size is known."""
    return apply(Iota(size))


def not_negative(size: Any) -> Size:
    """max(size, 0), left as it is where no term can make it negative."""
    if isinstance(size, Dim) and all(factor >= 0 for _, factor in size.terms):
        return size
    return size_max(size, 0)


@public
def arange(
    start: TensorLike,
    stop: float | Size | None = None,
    step: float = 1,
    dtype: DTypeLike | None = None,
) -> Tensor:
    """start, start + step, ... up to and without stop; from 0 when stop is None.

    Args:
        start, stop: numbers, or symbolic sizes.
        step: a number; an integer when start or stop is symbolic.
        dtype: of the result; int64 for integers and float32 for Python floats if None.

    Returns:
        One axis of ceil((stop - start) / step) numbers.

    Raises:
        ArgumentError: the step is 0.

    Example:
        >>> import graph
        >>> graph.arange(1, 10, 3).numpy()
        array([1, 4, 7])
        >>> x = graph.placeholder("float32", ("batch",), "x")
        >>> graph.arange(graph.shape(x)[0]).spec
        int64[batch]
    """
    start, stop = (0, start) if stop is None else (start, stop)
    if not np.ndim(step) and step == 0:
        raise ArgumentError(
            describe(
                "arange: the step is 0",
                {"start": start, "stop": stop},
                "give a positive or a negative step",
                str(here()),
            )
        )
    if any(isinstance(v, (Dim, SymbolicTensor)) for v in (start, stop)):
        return _symbolic(start, stop, step, dtype)
    values = [v.item() if isinstance(v, Tensor) else v for v in (start, stop, step)]
    if dtype is None and float in map(type, values):
        dtype = np.float32
    dtype = None if dtype is None else as_dtype(dtype)
    if dtype is not None and is_bfloat16(dtype):  # numpy would count in it
        return cast(np.arange(*values, dtype=np.float32), dtype)
    return as_tensor(np.arange(*values, dtype=dtype))


def _symbolic(
    start: int, stop: TensorLike | None, step: float, dtype: DTypeLike | None
) -> Tensor:
    start, stop, step = (as_size("arange", v) for v in (start, stop, step))
    if step > 0:
        length = (stop - start + step - 1) // step
    else:
        length = (start - stop - step - 1) // -step
    y = positions(not_negative(length))
    y = y if step == 1 else y * step
    y = y if isinstance(start, int) and start == 0 else y + start
    return y if dtype is None else cast(y, dtype)
