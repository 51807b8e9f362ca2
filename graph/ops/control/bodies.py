"""What ops with bodies share: how inputs and results fit the body."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.ir.dims import Dim
from graph.ir.dispatch import as_symbolic, as_tensor
from graph.ir.errors import ArgumentError, DTypeError, ShapeError, describe
from graph.ir.op import Op
from graph.ir.origin import here
from graph.ir.spec import Spec
from graph.ir.structure import flatten, pack_like, same_structure
from graph.ir.subgraph import Subgraph
from graph.ir.tensor import SymbolicTensor, Tensor
from graph.ir.variable import Variable
from graph.ops.promotion import to_dtype
from graph.ops.shape.broadcast import broadcast_to

if TYPE_CHECKING:
    from graph.ir.dims import Size
    from graph.ir.hints import Nested, TensorLike


def sizes_may_agree(a: tuple[Size, ...], b: tuple[Size, ...]) -> bool:
    """Whether two shapes can be the same; a symbolic size can be any."""
    return len(a) == len(b) and all(
        x == y or isinstance(x, Dim) or isinstance(y, Dim) for x, y in zip(a, b)
    )


def require_inputs(op: Op, body: Subgraph, given: Sequence[Spec]) -> None:
    """Raises when the inputs of an op are not what its body was traced for."""
    for number, (spec, param) in enumerate(zip(given, body.params, strict=True)):
        want = param.spec
        if spec.dtype != want.dtype or not sizes_may_agree(spec.shape, want.shape):
            op.fail(
                f"input {number} is not what the body takes", given=spec, takes=want
            )


def fitted(leaf: Tensor, spec: Spec, what: str) -> Tensor:
    """A result of a body as a tensor of the wanted spec.

    Args:
        leaf: a tensor, array or Python number; a number takes the wanted dtype.
        spec: what is wanted.
        what: names the result in the error.

    Raises:
        DTypeError, ShapeError: it is another; says what to do.
    """
    if isinstance(leaf, (bool, int, float, complex)):
        tensor = to_dtype(leaf, spec.dtype)
    else:
        tensor = as_tensor(leaf)
    same_dtype = tensor.dtype == spec.dtype
    if same_dtype and tensor.spec.shape == spec.shape:
        return tensor
    if same_dtype and sizes_may_agree(tensor.spec.shape, spec.shape):
        return broadcast_to(tensor, spec.shape)  # a run checks it
    raise (ShapeError if same_dtype else DTypeError)(
        describe(
            f"{what} must keep its dtype and shape",
            {"before": spec, "after": tensor.spec},
            "start with the dtype and shape that the function returns, or convert "
            "inside it",
            str(here()),
        )
    )


def outputs_of(result: Any) -> tuple[Tensor, ...]:
    """What an op gave, always as a tuple."""
    return result if isinstance(result, tuple) else (result,)


def tensor_leaves(
    structure: Nested,
) -> list[Tensor]:
    """The leaves as tensors, variables read, without those that are None."""
    leaves = [leaf for leaf in flatten(structure) if leaf is not None]
    return [x.value if isinstance(x, Variable) else as_tensor(x) for x in leaves]


def symbolic_leaves(
    structure: TensorLike
    | tuple[TensorLike | tuple[tuple[Tensor, ...] | TensorLike, ...], ...],
) -> list[SymbolicTensor]:
    """The leaves as symbolic tensors, without those that are None."""
    return [as_symbolic(leaf) for leaf in flatten(structure) if leaf is not None]


def fitted_leaves(
    name: str,
    structure: TensorLike,
    like: TensorLike
    | tuple[TensorLike | tuple[tuple[Tensor, ...] | TensorLike, ...], ...],
    tensors: Sequence[Tensor],
) -> list[Tensor]:
    """The leaves that a step returned, each fitted to the tensor that it follows.

    Args:
        name: of the loop.
        structure: what the step returned.
        like: the structure that it must have.
        tensors: the leaves of `like`, as tensors.

    Raises:
        ArgumentError: another nesting.
        DTypeError, ShapeError: a leaf has another dtype or shape.
    """
    if not same_structure(structure, like):
        raise ArgumentError(
            describe(
                f"{name}: a step must return the nesting that it was given",
                {"given": like, "returned": structure},
                "return the same lists, tuples and keys",
                str(here()),
            )
        )
    leaves = [leaf for leaf in flatten(structure) if leaf is not None]
    return [
        fitted(leaf, t.spec, f"{name}: value {number} of the carry")
        for number, (leaf, t) in enumerate(zip(leaves, tensors))
    ]


def pack_tensors(
    structure: TensorLike
    | tuple[TensorLike | tuple[tuple[Tensor, ...] | TensorLike, ...], ...]
    | None,
    tensors: Any,
) -> Tensor | tuple[Tensor, Tensor]:
    """Tensors in the nesting of a structure, with its None where they were."""
    remaining = iter(tensors)
    leaves = [None if leaf is None else next(remaining) for leaf in flatten(structure)]
    result: Tensor | tuple[Tensor, Tensor] = pack_like(structure, leaves)
    return result


def map_tensors(
    function: Callable[..., Any], structure: TensorLike | None
) -> Tensor | np.ndarray | tuple[Tensor, Tensor]:
    """The structure with a function applied to each tensor; None stays None."""
    leaves = tensor_leaves(structure)
    return pack_tensors(structure, [function(leaf) for leaf in leaves])
