"""Gamma, beta, binomial and Poisson numbers: rejection methods, run by numpy.

Each draws from ``numpy.random.Generator`` over a Philox generator with the key; so the
numbers are those of the installed numpy, which may change them between its versions.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.ir.dims import Size
from graph.ir.dispatch import apply, as_tensor
from graph.ir.errors import DTypeError
from graph.ir.op import Op
from graph.ir.spec import Spec
from graph.ir.tensor import Tensor
from graph.ops.elementwise.cast import cast
from graph.ops.public import public
from graph.ops.random.bits import KEY_SPEC
from graph.ops.random.rows import of_whole_batch
from graph.ops.shape.broadcast import broadcast_to
from graph.ops.sizes import as_sizes

if TYPE_CHECKING:
    from graph.ir.hints import Cotangents, DTypeLike, TensorLike


class Drawn(Op, abstract=True):
    """One number for each element of the parameters, which are float64."""

    def infer(self, key: Spec, *parameters: Spec) -> Spec:
        if key != KEY_SPEC:
            self.fail(
                "a key is a tensor uint32[4]",
                "make one with graph.make_key(seed), more with graph.split_key(key)",
                DTypeError,
                key=key,
            )
        return parameters[0].with_dtype(np.float64)

    def kernel(self, key: np.ndarray, *parameters: Any) -> np.ndarray:
        generator = np.random.Generator(
            np.random.Philox(key=np.array(key).view(np.uint64))
        )
        return np.asarray(self.draw(generator, *parameters), np.float64)

    def draw(self, *parameters: Any) -> Any:
        """The numbers, of the shape of the parameters."""
        raise NotImplementedError(f"{type(self).__name__} must define draw")


class DrawnGamma(Drawn):
    """Gamma numbers of shape parameter alpha and scale 1. No gradient."""

    def draw(
        self, generator: np.random.Generator, alpha: np.ndarray
    ) -> float | np.ndarray:
        return generator.standard_gamma(alpha)


class DrawnBeta(Drawn):
    """Beta numbers of parameters alpha and beta. No gradient."""

    def draw(
        self, generator: np.random.Generator, alpha: np.ndarray, beta: np.ndarray
    ) -> np.ndarray:
        return generator.beta(alpha, beta)


class DrawnBinomial(Drawn):
    """Binomial numbers of counts and probabilities."""

    def draw(
        self,
        generator: np.random.Generator,
        counts: np.ndarray,
        probabilities: np.ndarray,
    ) -> np.ndarray:
        return generator.binomial(counts.astype(np.int64), probabilities)

    def vjp(
        self, dy: Tensor, y: Tensor, key: Tensor, counts: Tensor, probabilities: Tensor
    ) -> Cotangents:
        return None, None, None


class DrawnPoisson(Drawn):
    """Poisson numbers of a rate."""

    def draw(self, generator: np.random.Generator, rate: np.ndarray) -> np.ndarray:
        return generator.poisson(rate)

    def vjp(self, dy: Tensor, y: Tensor, key: Tensor, rate: Tensor) -> Cotangents:
        return None, None


def _draw(
    op: Drawn,
    key: TensorLike,
    shape: Sequence[Size],
    dtype: DTypeLike,
    *parameters: TensorLike,
) -> Tensor:
    sizes = as_sizes(op.name, shape)
    wide = [cast(as_tensor(p), "float64") for p in parameters]

    def draw(sizes: tuple[Size, ...]) -> Tensor:
        return apply(op, as_tensor(key), *[broadcast_to(p, sizes) for p in wide])

    if sizes and any(p.ndim == len(sizes) and p.spec.shape[0] != 1 for p in wide):
        return cast(draw(sizes), dtype)  # each row has its own parameters
    return cast(of_whole_batch(draw, sizes), dtype)


@public
def random_gamma(
    key: TensorLike,
    shape: Sequence[Size],
    alpha: TensorLike,
    dtype: DTypeLike = "float32",
) -> Tensor:
    """Numbers of density y**(alpha - 1) * e**-y / gamma(alpha).

    Args:
        key: uint32[4], see `make_key`.
        shape: sizes, ints or symbolic.
        alpha: a positive number or a tensor that broadcasts to the shape.
        dtype: of the result.

    Gradient:
        None: with respect to alpha it raises NotImplementedError.

    Source:
        Marsaglia and Tsang 2000, "A simple method for generating gamma variables".

    Example:
        >>> import graph
        >>> y = graph.random_gamma(graph.make_key(0), (10000,), 3.0)
        >>> f"{y.mean():.1f}"
        '3.0'
    """
    return _draw(DrawnGamma(), key, shape, dtype, alpha)


@public
def random_beta(
    key: TensorLike,
    shape: Sequence[Size],
    alpha: float,
    beta: float,
    dtype: DTypeLike = "float32",
) -> Tensor:
    """Numbers of density proportional to y**(alpha - 1) * (1 - y)**(beta - 1).

    Args:
        key: uint32[4], see `make_key`.
        shape: sizes, ints or symbolic.
        alpha, beta: positive numbers or tensors that broadcast to the shape.
        dtype: of the result.

    Gradient:
        None: with respect to alpha or beta it raises NotImplementedError.

    Example:
        >>> import graph
        >>> y = graph.random_beta(graph.make_key(0), (10000,), 1.0, 3.0)
        >>> f"{y.mean():.2f}"
        '0.25'
    """
    return _draw(DrawnBeta(), key, shape, dtype, alpha, beta)


@public
def random_binomial(
    key: TensorLike,
    shape: Sequence[Size],
    counts: int,
    probabilities: float,
    dtype: DTypeLike = "float32",
) -> Tensor:
    """The number of successes in `counts` trials.

    Args:
        key: uint32[4], see `make_key`.
        shape: sizes, ints or symbolic.
        counts: a non-negative number or a tensor that broadcasts to the shape.
        probabilities: of a success, likewise, from 0 to 1.
        dtype: of the result.

    Gradient:
        None.

    Example:
        >>> import graph
        >>> y = graph.random_binomial(graph.make_key(0), (10000,), 10, 0.25)
        >>> f"{y.mean():.1f}"
        '2.5'
    """
    return _draw(DrawnBinomial(), key, shape, dtype, counts, probabilities)


@public
def random_poisson(
    key: TensorLike,
    shape: Sequence[Size],
    rate: TensorLike,
    dtype: DTypeLike = "float32",
) -> Tensor:
    """The number of events when `rate` are expected.

    Args:
        key: uint32[4], see `make_key`.
        shape: sizes, ints or symbolic.
        rate: a non-negative number or a tensor that broadcasts to the shape.
        dtype: of the result.

    Gradient:
        None.

    Example:
        >>> import graph
        >>> y = graph.random_poisson(graph.make_key(0), (10000,), 4.0)
        >>> f"{y.mean():.1f}"
        '4.0'
    """
    return _draw(DrawnPoisson(), key, shape, dtype, rate)
