"""One example of an op: how it is called, on what, and what numpy says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.ir.dispatch import apply
from graph.ir.op import Op

if TYPE_CHECKING:
    from graph.ir.hints import DTypeLike, TensorLike
    from graph.ir.tensor import Tensor


@dataclass(frozen=True)
class Case:
    """One example, from which `check_op` derives the tests.

    Args:
        call: an op, or a function of tensors that returns a tensor or several.
        inputs: arrays of sizes that all differ. Those of float64 are converted to each
            of ``dtypes`` in turn; others (indices, masks) stay what they are.
        expected: the same by numpy: a function of arrays; None to compare engines only.
        dtypes: the dtypes in which it is tried.
        gradient: whether gradients are built and compared between engines.
        smooth: whether they are compared with differences, too.
        order: up to which order.
        symbolic: whether it is tried on tensors of unknown sizes: True for all axes,
            a tuple for these axes of each input, False for none.
        resize: whether what was compiled for unknown sizes then runs at other sizes.
        rtol: relative tolerance; None for that of the dtype.

    Example:
        >>> import numpy as np
        >>> import graph
        >>> from graph.testing import Case, check_op
        >>> check_op(Case(graph.exp, [np.array([[0.1, -0.2, 0.3]])], np.exp))
    """

    call: Op | Callable[..., Any]
    inputs: Sequence[Any]
    expected: Callable[..., Any] | None = None
    dtypes: Sequence[str] = ("float32", "float64")
    gradient: bool = True
    smooth: bool = True
    order: int = 2
    symbolic: bool | tuple[int, ...] = True
    resize: bool = True
    rtol: float | None = None

    def __call__(self, *tensors: TensorLike) -> tuple[Tensor, ...]:
        """The outputs of the call, always as a tuple."""
        if isinstance(self.call, Op):
            result = apply(self.call, *tensors)
        else:
            result = self.call(*tensors)
        return tuple(result) if isinstance(result, (tuple, list)) else (result,)

    def wanted(self, arrays: Sequence[np.ndarray]) -> tuple[Any, ...] | None:
        """What numpy says, as a tuple of arrays."""
        if self.expected is None:
            return None
        with np.errstate(all="ignore"):
            result = self.expected(*arrays)
        result = result if isinstance(result, (tuple, list)) else (result,)
        return tuple(map(np.asarray, result))

    def arrays(self, dtype: DTypeLike) -> list[np.ndarray]:
        """The inputs, with those of float64 in this dtype."""
        arrays = [
            np.asarray(in_dtype(np.asarray(x), np.dtype(dtype))) for x in self.inputs
        ]
        return [np.asarray(a) for a in arrays]  # numpy makes scalars of rank 0

    @property
    def is_elementwise(self) -> bool:
        return isinstance(self.call, Op) and self.call.is_elementwise


def in_dtype(array: np.ndarray, dtype: np.dtype) -> np.ndarray:
    """float64 numbers as another dtype, without losing all that tells them apart."""
    if array.dtype != np.float64:
        return array
    if dtype.kind == "b":
        return array > 0
    if dtype.kind in "iu":
        whole = np.rint(array * 4)
        return (np.abs(whole) if dtype.kind == "u" else whole).astype(dtype)
    if dtype.kind == "c":
        return (array + 1j * array.ravel()[::-1].reshape(array.shape)).astype(dtype)
    return array.astype(dtype)
