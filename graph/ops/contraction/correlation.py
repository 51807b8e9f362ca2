"""Correlations: of rows with each other, and of sequences at each distance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph.ir.dtypes import kind_of
from graph.ir.errors import ArgumentError, ShapeError, describe
from graph.ir.origin import here
from graph.ir.tensor import Tensor
from graph.ops.contraction.matmul import matmul, transpose_last
from graph.ops.convolution.convolve import conv
from graph.ops.elementwise.cast import cast
from graph.ops.elementwise.complex import conj
from graph.ops.elementwise.exponential import sqrt
from graph.ops.elementwise.rounding import rint
from graph.ops.promotion import as_float, common_dtype, to_dtype
from graph.ops.public import public
from graph.ops.reduction.statistics import mean
from graph.ops.shape.diagonal import diagonal
from graph.ops.shape.reshape import expand_dims, reshape
from graph.ops.shape.transpose import flip

if TYPE_CHECKING:
    from graph.ir.hints import TensorLike


_MODES = ("valid", "same", "full")


@public
def corrcoef(x: TensorLike) -> Tensor:
    """r_ij = c_ij / sqrt(c_ii c_jj), with c the covariances of the rows of x.

    Args:
        x: (variables, observations), integers become floats; or one variable (n,).

    Returns:
        (variables, variables), from -1 to 1; a scalar for one variable.

    Example:
        >>> import graph
        >>> graph.corrcoef([[1.0, 2.0, 3.0], [6.0, 4.0, 2.0]]).numpy()
        array([[ 1., -1.],
               [-1.,  1.]])
    """
    x = as_float(x)
    if x.ndim < 2:
        return reshape(corrcoef(reshape(x, (1, -1))), ())
    centred = x - mean(x, -1, keepdims=True)
    products = matmul(centred, transpose_last(conj(centred)))
    spread = sqrt(diagonal(products, axis1=-2, axis2=-1))
    return products / expand_dims(spread, -1) / expand_dims(spread, -2)


@public
def correlate(
    x: TensorLike,
    y: TensorLike,
    mode: str = "valid",
) -> Tensor:
    """z_k = sum_n x_(n + k) * conj(y_n), for each distance k.

    Args:
        x, y: vectors.
        mode: which distances: "valid" where the shorter lies within the longer one,
            "full" where they meet at all, "same" as many as the longer one has
            elements, from the middle of the full ones.

    Raises:
        ArgumentError: another mode.
        ShapeError: not vectors, or empty ones.

    Example:
        >>> import graph
        >>> graph.correlate([1.0, 2.0, 3.0], [0.0, 1.0, 0.5], "same").numpy()
        array([2. , 3.5, 3. ])
    """
    dtype = common_dtype(x, y)
    x, y = to_dtype(x, dtype), to_dtype(y, dtype)
    _require(x, y, mode)
    n, m = x.spec.shape[0], y.spec.shape[0]
    if isinstance(n, int) and isinstance(m, int) and n < m:
        return flip(conj(correlate(y, x, mode)))
    low = {"valid": 0, "full": m - 1, "same": m // 2}[mode]
    high = {"valid": 0, "full": m - 1, "same": m - 1 - m // 2}[mode]
    if kind_of(dtype) in "fc":
        return _slide(x, y, low, high)
    exact = _slide(cast(x, "float64"), cast(y, "float64"), low, high)
    return cast(rint(exact), dtype)


def _slide(x: Any, y: Any, low: Any, high: Any) -> Tensor:
    rows, kernel = reshape(x, (1, -1, 1)), reshape(conj(y), (-1, 1, 1))
    return reshape(conv(rows, kernel, padding=[(low, high)]), (-1,))


def _require(
    x: Tensor,
    y: Tensor,
    mode: str,
) -> None:
    if mode not in _MODES:
        names = ", ".join(map(repr, _MODES))
        raise ArgumentError(
            describe(
                "correlate: unknown mode",
                {"mode": repr(mode)},
                f"one of {names}",
                str(here()),
            )
        )
    if x.ndim != 1 or y.ndim != 1 or 0 in (x.spec.shape[0], y.spec.shape[0]):
        raise ShapeError(
            describe(
                "correlate: two vectors with elements are needed",
                {"x": x.spec, "y": y.spec},
                "",
                str(here()),
            )
        )
