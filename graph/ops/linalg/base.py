"""What linear algebra shares: checks of matrices, adjoints, errors of kernels."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.ir.dtypes import kind_of
from graph.ir.errors import DTypeError
from graph.ir.op import Op
from graph.ir.spec import Spec
from graph.ir.tensor import Tensor
from graph.ops.contraction.matmul import transpose_last
from graph.ops.elementwise.complex import conj
from graph.ops.promotion import as_float, broadcast_shape, common_dtype, to_dtype
from graph.ops.shape.broadcast import broadcast_to

if TYPE_CHECKING:
    from graph.ir.dims import Size
    from graph.ir.hints import TensorLike


class MatrixOp(Op, abstract=True):
    """An op of matrices in the last two axes; the other axes count them."""

    def require_matrices(self, square: bool = False, **specs: Spec) -> None:
        """Checks rank, dtype and, if asked, that rows and columns are as many."""
        for name, spec in specs.items():
            self.require_float(**{name: spec})
            if spec.dtype == np.float16:
                self.fail(
                    "float16 is too coarse for linear algebra",
                    f'convert it first: graph.cast({name}, "float32")',
                    DTypeError,
                    **specs,
                )
            if spec.rank < 2:
                self.fail(
                    f"{name} must be a matrix, or many along leading axes",
                    "it needs at least two axes",
                    **specs,
                )
            if square and _differ(*spec.shape[-2:]):
                self.fail(
                    f"{name} must be square",
                    "the last two sizes must be equal",
                    **specs,
                )

    def require_system(self, a: Spec, b: Spec) -> None:
        """Checks a @ x = b: a square, b with as many rows, the same leading axes."""
        self.require_matrices(square=True, a=a)
        self.require_matrices(b=b)
        self.require_same_dtype(a=a, b=b)
        if a.shape[:-2] != b.shape[:-2] or _differ(a.shape[-1], b.shape[-2]):
            self.fail("b must have as many rows as a", "", a=a, b=b)


def _differ(a: Size, b: Size) -> bool:
    return isinstance(a, int) and isinstance(b, int) and a != b


def adjoint(x: Tensor) -> Tensor:
    """The conjugate transpose of matrices in the last two axes."""
    return transpose_last(conj(x) if kind_of(x.dtype) == "c" else x)


def hermitian(x: Tensor) -> Tensor:
    """(x + x^H) / 2."""
    return (x + adjoint(x)) * 0.5


def same_float(*values: TensorLike) -> list[Tensor]:
    """The values as floating-point tensors of one dtype."""
    dtype = common_dtype(*map(as_float, values))
    return [to_dtype(v, dtype) for v in values]


def same_leading(name: str, *tensors: Tensor) -> list[Tensor]:
    """The matrices with their leading axes broadcast together."""
    lead = broadcast_shape(name, *[t.spec.shape[:-2] for t in tensors])
    return [broadcast_to(t, lead + t.spec.shape[-2:]) for t in tensors]


def each_matrix(
    function: Callable[..., Any], *arrays: np.ndarray
) -> list[np.ndarray | tuple[np.ndarray, np.ndarray, int]]:
    """The results of a function of single matrices, over the leading axes."""
    lead = arrays[0].shape[:-2]
    return [function(*[a[place] for a in arrays]) for place in np.ndindex(lead)]


def run_lapack(
    function: Callable[..., Any], array: np.ndarray, what: str, hint: str
) -> np.ndarray:
    """function(array), with an error that says which matrix fails, and what to do.

    Raises:
        numpy.linalg.LinAlgError: a matrix has no result.
    """
    try:
        result: np.ndarray = function(array)
        return result
    except np.linalg.LinAlgError:
        place = _first_failing(function, array)
    which = f" (number {list(place)} of the leading axes)" if place else ""
    raise np.linalg.LinAlgError(
        f"the matrix{which} {what}: {array.dtype}{list(array.shape)}; {hint}"
    )


def _first_failing(function: Any, array: np.ndarray) -> tuple[int, ...]:
    for place in np.ndindex(array.shape[:-2]):
        try:
            function(array[place])
        except np.linalg.LinAlgError:
            return place
    return ()
