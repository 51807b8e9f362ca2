"""Shape arguments: ints, symbolic sizes and size tensors, made plain tuples."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from graph.ir.dims import Dim, Size
from graph.ir.dispatch import as_tensor
from graph.ir.errors import ArgumentError, SymbolicError, describe
from graph.ir.leaves import SizeValue
from graph.ir.origin import here
from graph.ir.tensor import EagerTensor, SymbolicTensor
from graph.ops.public import public

if TYPE_CHECKING:
    from graph.ir.hints import TensorLike


def as_size(name: str, value: Any) -> Size:
    """One size: an int, a symbolic size, or a tensor that is one of them."""
    if isinstance(value, Dim):
        return value
    if isinstance(value, SymbolicTensor):
        if isinstance(value.op, SizeValue):
            return value.op.size
        raise SymbolicError(
            describe(
                f"{name}: a size cannot depend on data",
                {"size": value.spec},
                "use sizes of other tensors: graph.shape(x)[axis]",
                str(here()),
            )
        )
    try:
        return operator.index(value)
    except TypeError:
        raise ArgumentError(
            describe(
                f"{name}: a size must be an integer",
                {"size": repr(value)},
                "use graph.shape(x)[axis] for a size that is not known yet"
                if value is None
                else "",
                str(here()),
            )
        ) from None


def as_sizes(name: str, shape: Size | Sequence[Any]) -> tuple[Size, ...]:
    """A shape argument as a tuple of sizes."""
    if isinstance(shape, EagerTensor):
        shape = shape.tolist()
    is_one = not isinstance(shape, (tuple, list)) and not hasattr(shape, "__len__")
    sizes = (shape,) if is_one else cast("Sequence[Any]", shape)
    return tuple(as_size(name, size) for size in sizes)


@public
def shape(x: TensorLike) -> tuple[Size, ...]:
    """The sizes of x: ints, and symbolic sizes where they depend on the data.

    Example:
        >>> import graph
        >>> x = graph.placeholder("float32", ("batch", 28, 28), "x")
        >>> graph.shape(x)
        (batch, 28, 28)
        >>> graph.reshape(x, (graph.shape(x)[0], 784)).spec
        float32[batch, 784]
    """
    return as_tensor(x).spec.shape
