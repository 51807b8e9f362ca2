"""Loops over the rows of tensors: scan and map."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.ir.dims import Dim, Size
from graph.ir.dispatch import apply, as_tensor, is_symbolic
from graph.ir.errors import ArgumentError, ShapeError, describe
from graph.ir.origin import here
from graph.ir.structure import flatten
from graph.ops.control.assigning import LoopBodies, in_program_order, try_now
from graph.ops.control.bodies import (
    fitted_leaves,
    map_tensors,
    outputs_of,
    pack_tensors,
    symbolic_leaves,
    tensor_leaves,
)
from graph.ops.control.looping import needs_graph
from graph.ops.control.scan_op import Scan
from graph.ops.public import public
from graph.ops.shape.concatenate import stack
from graph.ops.sizes import as_size

if TYPE_CHECKING:
    from graph.ir.hints import Nested
    from graph.ir.tensor import Tensor


@public
def scan(
    f: Callable[..., Any],
    init: Nested,
    xs: Nested = None,
    length: Size | None = None,
    reverse: bool = False,
    unroll: int | bool = 1,
) -> Nested:
    """carry, ys[i] = f(carry, xs[i]) for each row i of xs.

    Args:
        f: takes the carry and a row of xs (None without xs); returns the next carry, of
            the same nesting, dtypes and shapes, and any nesting of tensors. It may use
            tensors from outside.
        init: the first carry, a nesting of tensors.
        xs: a nesting of tensors whose first axes have one size.
        length: the number of steps, an int or a symbolic size; needed without xs.
        reverse: whether the last row comes first; ys stay in the order of xs.
        unroll: True, or at least the number of steps, writes the steps into the graph
            one after the other; other numbers change nothing.

    Returns:
        The last carry, and the ys stacked along a new first axis.

    Raises:
        ArgumentError, DTypeError, ShapeError: f returns another carry than it was
            given, or the sizes of xs and length differ.

    Gradient:
        A loop in the other direction over what the steps computed, of any order. It
        reaches init, xs, and tensors and variables from outside.

    Example:
        >>> import graph
        >>> import numpy as np
        >>> rows = np.array([1, 2, 3])
        >>> graph.scan(lambda total, x: (total + x, total * 2), 0, rows)
        (tensor(6, dtype=int64), tensor([0, 2, 6], dtype=int64))
    """
    unroll = _checked_unroll(unroll)
    rows = tensor_leaves(xs)
    length = number_of_rows("scan", rows, length)
    loop: Any = (f, init, xs, rows, length, reverse)
    now = not needs_graph(init, xs) and isinstance(length, int)
    if length != 0 and (
        unroll is True or (not isinstance(length, Dim) and unroll >= length)
    ):
        found = try_now(lambda: _unrolled(*loop, only_values=True)) if now else None
        if found is None:
            found = in_program_order("scan", lambda: _unrolled(*loop))
        return found
    if not now:
        return _as_node(*loop)
    if length == 0:
        return _empty(*loop)
    found = try_now(lambda: _unrolled(*loop, only_values=True))
    return _as_node(*loop) if found is None else found


def _checked_unroll(unroll: int) -> int:
    if isinstance(unroll, bool):
        return unroll or 1
    if isinstance(unroll, int) and unroll > 0:
        return unroll
    raise ArgumentError(
        describe(
            "scan: unroll is a positive number or a bool",
            {"unroll": repr(unroll)},
            "leave it out: it changes no result",
            str(here()),
        )
    )


def number_of_rows(
    name: str, rows: Sequence[Tensor], length: Size | None = None
) -> Size:
    """The number of steps over rows: their first axes, and a length if given.

    Raises:
        ArgumentError: they differ, or nothing tells it; names the function.
    """
    scalars = [x for x in rows if not x.ndim]
    sizes = [x.spec.shape[0] for x in rows if x.ndim]
    if length is not None:
        sizes.append(as_size(name, length))
    known = {size for size in sizes if isinstance(size, int)}
    if scalars or not sizes or len(known) > 1 or min(known, default=0) < 0:
        raise ArgumentError(
            describe(
                f"{name}: the number of steps is not clear",
                {"xs": [x.spec for x in rows], "length": length},
                "give length, or xs whose first axes have that size",
                str(here()),
            )
        )
    return known.pop() if known else sizes[0]


def _unrolled(
    f: Callable[..., Any],
    init: Nested,
    xs: Nested,
    rows: Sequence[Tensor],
    length: int,
    reverse: bool,
    only_values: bool = False,
) -> tuple[Tensor | tuple[Any, ...], Tensor | tuple[Tensor, ...] | None] | None:
    """The steps one after the other; None when a value is symbolic but must not be."""
    if isinstance(length, Dim):
        raise ShapeError(
            describe(
                "scan: a loop of unknown length cannot be unrolled",
                {"length": length},
                "leave out unroll",
                str(here()),
            )
        )
    carry, ys = tensor_leaves(init), [None] * length
    for i in range(length)[:: -1 if reverse else 1]:
        x = pack_tensors(xs, [row[i] for row in rows])
        result, ys[i] = _pair(f(pack_tensors(init, carry), x))
        carry = fitted_leaves("scan", result, init, carry)
        if only_values and any(is_symbolic(t) for t in [*carry, *flatten(ys[i])]):
            return None
    columns = zip(*[tensor_leaves(y) for y in ys])
    stacked = [stack(column) for column in columns]
    return pack_tensors(init, carry), pack_tensors(ys[0], stacked)


def _pair(
    result: Tensor,
) -> tuple[Tensor | tuple[Tensor, ...], Sequence[Tensor] | Tensor | None]:
    if isinstance(result, (tuple, list)) and len(result) == 2:
        return result
    raise ArgumentError(
        describe(
            "scan: f must return a pair, the next carry and what is stacked",
            {"returned": repr(result)},
            "return (carry, None) when there is nothing to stack",
            str(here()),
        )
    )


def _as_node(
    f: Callable[..., Any],
    init: Nested,
    xs: Nested,
    rows: Sequence[Tensor],
    length: Size,
    reverse: bool,
) -> tuple[tuple[Tensor, ...] | Tensor, Sequence[Tensor] | Tensor | None]:
    """The node of the loop."""
    starts, rows = symbolic_leaves(init), symbolic_leaves(rows)
    row_specs = [x.spec.with_shape(x.spec.shape[1:]) for x in rows]
    returned = []

    def step(*values: Tensor) -> list[Tensor]:
        carry, x = values[: len(starts)], values[len(starts) :]
        result, y = _pair(f(pack_tensors(init, carry), pack_tensors(xs, x)))
        returned.append(y)
        return [*fitted_leaves("scan", result, init, carry), *tensor_leaves(y)]

    loop = LoopBodies([step], starts, row_specs, "scan")
    (y,) = returned
    if not loop.bodies[0].outputs:
        return init, y
    op = Scan(loop.bodies[0], loop.carries, len(rows), length, bool(reverse))
    outputs = apply(op, *starts, *loop.starts, *rows, *loop.captured)
    outputs = loop.assign(outputs_of(outputs))
    carry, ys = outputs[: len(starts)], outputs[len(starts) :]
    return pack_tensors(init, carry), pack_tensors(y, ys)


def _empty(
    f: Callable[..., Any],
    init: Nested,
    xs: Nested,
    rows: Sequence[Tensor],
    length: int,
    reverse: bool,
) -> tuple[Tensor | tuple[Tensor, Tensor], Tensor | np.ndarray | tuple[Tensor, Tensor]]:
    """No steps: the node says of what dtypes and shapes the ys are."""
    _, ys = _as_node(f, init, xs, rows, length, reverse)
    zeros = map_tensors(lambda y: np.zeros(y.shape, y.dtype), ys)
    return pack_tensors(init, tensor_leaves(init)), map_tensors(as_tensor, zeros)


@public
def map(f: Callable[..., Any], xs: Nested) -> Any:
    """f of each row of xs, stacked.

    Args:
        f: takes a row of xs, returns any nesting of tensors. It may use tensors from
            outside.
        xs: a nesting of tensors whose first axes have one size.

    Returns:
        The results stacked along a new first axis.

    Gradient:
        That of f at each row, of any order.

    Example:
        >>> import graph
        >>> import numpy as np
        >>> graph.map(lambda x: x * x, np.array([1, 2, 3]))
        tensor([1, 4, 9], dtype=int64)
    """
    _, ys = scan(lambda _, x: ((), f(x)), (), xs)
    return ys
