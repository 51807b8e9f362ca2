"""Loops that carry values: while_loop and fori_loop."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.ir.dims import Dim, Size, size_max
from graph.ir.dispatch import apply, as_symbolic, as_tensor, is_symbolic
from graph.ir.errors import ShapeError, describe
from graph.ir.leaves import SizeValue
from graph.ir.origin import here
from graph.ir.structure import flatten
from graph.ir.subgraph import Subgraph
from graph.ir.tensor import SymbolicTensor, Tensor
from graph.ir.trace import active_trace
from graph.ops.control.assigning import LoopBodies, in_program_order, try_now
from graph.ops.control.bodies import (
    fitted_leaves,
    outputs_of,
    pack_tensors,
    symbolic_leaves,
    tensor_leaves,
)
from graph.ops.control.scan_op import Scan
from graph.ops.control.while_op import WhileLoop
from graph.ops.elementwise.cast import cast
from graph.ops.elementwise.logical import logical_and, truth
from graph.ops.public import public
from graph.ops.sizes import as_size

if TYPE_CHECKING:
    from graph.ir.hints import Nested, TensorLike


@public
def while_loop(
    cond: Callable[..., Any],
    body: Callable[..., Any],
    loop_vars: TensorLike | tuple[int | Tensor, tuple[Tensor, ...] | TensorLike],
    maximum_iterations: int | None = None,
) -> Any:
    """loop_vars = body(*loop_vars) as long as cond(*loop_vars) holds.

    Args:
        cond: returns a boolean scalar.
        body: returns new values in the nesting of loop_vars, of the same dtypes and
            shapes. Both may use tensors from outside.
        loop_vars: a tuple or list of (nestings of) tensors, or one tensor.
        maximum_iterations: after how many steps it ends anyway; an int, a symbolic
            size, or an integer scalar tensor.

    Returns:
        The last values, in the nesting of loop_vars.

    Raises:
        ArgumentError, DTypeError, ShapeError: body returns something else than it was
            given, or cond no scalar.

    Gradient:
        Of any order when maximum_iterations is an int or a size; what the steps compute
        is kept. Otherwise of the first order, and the steps run twice.

    Example:
        >>> import graph
        >>> graph.while_loop(lambda i, x: i < 3, lambda i, x: (i + 1, x * 2), (0, 1))
        (tensor(3, dtype=int64), tensor(8, dtype=int64))
    """
    single = not isinstance(loop_vars, (tuple, list))
    start = (loop_vars,) if single else loop_vars

    def step(*values: Tensor) -> Any:
        result = body(*values)
        if not isinstance(result, (tuple, list)):
            result = (result,)
        return result if single else type(start)(result)

    limit = maximum_iterations
    if limit is not None:
        limit = _known_bound("while_loop", maximum_iterations)
        if limit is None:  # a run computes it: it becomes part of the condition
            found = _counted(cond, step, start, maximum_iterations)
            return found[0] if single else found
    found = None
    if not needs_graph(start, limit):
        found = try_now(lambda: _while_eager(cond, step, start, limit))
    if found is None:
        found = _while_graph(cond, step, start, limit)
    return found[0] if single else found


def _counted(
    cond: Callable[..., Any],
    step: Callable[..., Any],
    start: tuple[Tensor, ...],
    limit: Tensor,
) -> tuple[Tensor, ...] | Tensor:
    limit = cast(as_symbolic(limit), "int64")
    _, found = while_loop(
        lambda i, values: logical_and(i < limit, _verdict(cond(*values))),
        lambda i, values: (i + 1, step(*values)),
        (0, start),
    )
    result: tuple[Tensor, ...] | Tensor = found
    return result


def needs_graph(
    *structures: TensorLike
    | tuple[TensorLike | tuple[tuple[Tensor, ...] | TensorLike, ...], ...]
    | None,
) -> bool:
    """Whether a loop over these cannot run now."""
    return active_trace() is not None or any(map(is_symbolic, flatten(structures)))


def _verdict(value: Tensor) -> Tensor:
    """A boolean scalar."""
    if np.ndim(value) if not isinstance(value, Tensor) else value.ndim:
        raise ShapeError(
            describe(
                "while_loop: cond must return a scalar",
                {"got": as_tensor(value).spec},
                "reduce it with graph.all or graph.any",
                str(here()),
            )
        )
    return truth(value)


def _while_eager(
    cond: Callable[..., Any],
    step: Callable[..., Any],
    start: TensorLike
    | tuple[TensorLike | tuple[tuple[Tensor, ...] | TensorLike, ...], ...],
    limit: int | None,
) -> Tensor | tuple[Tensor, ...] | None:
    """The loop by Python; None where it turns out that something is symbolic."""
    tensors = tensor_leaves(start)
    values = pack_tensors(start, tensors)
    done = 0
    while True:
        verdict = _verdict(cond(*values))
        if is_symbolic(verdict):
            return None
        if not verdict or done == limit:
            break
        tensors = fitted_leaves("while_loop", step(*values), start, tensors)
        if any(map(is_symbolic, tensors)):
            return None
        values = pack_tensors(start, tensors)
        done += 1
    return values


def _while_graph(
    cond: Callable[..., Any],
    step: Callable[..., Any],
    start: TensorLike
    | tuple[TensorLike | tuple[tuple[Tensor, ...] | TensorLike, ...], ...],
    limit: int | None,
) -> Tensor | Sequence[Tensor]:
    """The node of the loop."""
    tensors = symbolic_leaves(start)

    def test(*values: Tensor) -> Tensor:
        return _verdict(cond(*pack_tensors(start, values)))

    def flat_step(*values: Tensor) -> list[Tensor]:
        result = step(*pack_tensors(start, values))
        return fitted_leaves("while_loop", result, start, values)

    if limit is not None:
        return pack_tensors(start, _bounded(test, flat_step, tensors, limit))
    loop = LoopBodies(
        (lambda *values: [test(*values)], flat_step), tensors, (), "while"
    )
    if loop.assigns[0]:
        return pack_tensors(start, _tested_in_body(test, flat_step, tensors))
    condition, body = loop.bodies
    condition = Subgraph(condition.params, condition.outputs[:1])
    op = WhileLoop(condition, body, loop.carries)
    outputs = outputs_of(apply(op, *tensors, *loop.starts, *loop.captured))
    return pack_tensors(start, loop.assign(outputs))


def _tested_in_body(
    test: Callable[..., Any], step: Callable[..., Any], tensors: Sequence[Tensor]
) -> Sequence[Tensor] | Tensor:
    """A loop whose condition assigns variables, which a condition cannot hand on."""

    def tested(_: Tensor, *values: Tensor) -> tuple[Tensor, Tensor]:
        values = step(*values)
        return (test(*values), *values)

    return _once_tested(
        test, tensors, lambda *start: while_loop(lambda go, *_: go, tested, start)
    )


def _bounded(
    test: Callable[..., Any],
    step: Callable[..., Any],
    tensors: Sequence[Tensor],
    limit: Size,
) -> Sequence[Tensor] | Tensor:
    """At most so many steps: a scan that stops when its first carry is false."""

    def stopping_step(_: Tensor, *values: Tensor) -> list[Tensor]:
        values = [as_symbolic(v) for v in step(*values)]
        return [test(*values), *values]

    def run(*inputs: Tensor) -> list[Tensor]:
        loop = LoopBodies([stopping_step], inputs, (), "while")
        op = Scan(loop.bodies[0], loop.carries, 0, limit, stops=True)
        outputs = outputs_of(apply(op, *inputs, *loop.starts, *loop.captured))
        return loop.assign(outputs)

    return _once_tested(test, tensors, run)


def _once_tested(
    test: Callable[..., Any], tensors: Sequence[Tensor], run: Callable[..., Any]
) -> Sequence[Tensor] | Tensor:
    """What a loop gives that takes the first verdict along, without the last one."""

    def whole() -> list[Tensor]:
        first = as_symbolic(test(*tensors))
        return list(run(first, *tensors))[1:]

    return in_program_order("while_loop", whole)


@public
def fori_loop(
    lower: int, upper: TensorLike, body: Callable[..., Any], init: TensorLike
) -> Nested:
    """value = body(i, value) for i from lower to upper - 1.

    Args:
        lower, upper: integers, symbolic sizes, or integer scalar tensors.
        body: of an int32 scalar and the value; returns the next value, in the same
            nesting, of the same dtypes and shapes. It may use tensors from outside.
        init: a (nesting of) tensors.

    Returns:
        The last value, in the nesting of init.

    Raises:
        ArgumentError, DTypeError, ShapeError: body returns something else than it was
            given.

    Gradient:
        Of any order when the bounds are integers or sizes; of the first order when
        they are tensors that a run computes.

    Example:
        >>> import graph
        >>> graph.fori_loop(0, 5, lambda i, total: total + i, 0)
        tensor(10, dtype=int64)
    """
    low, high = _known_bound("fori_loop", lower), _known_bound("fori_loop", upper)
    if isinstance(low, int) and isinstance(high, int) and not needs_graph(init):
        found = try_now(lambda: _fori_eager(low, high, body, init))
        if found is not None:
            return found
    if low is not None and high is not None:
        return _fori_scan(low, high, body, init)
    upper = cast(as_symbolic(upper), "int32")
    start = cast(as_symbolic(lower), "int32")
    _, found = while_loop(
        lambda i, value: i < upper,
        lambda i, value: (i + 1, body(i, value)),
        (start, init),
    )
    result: Tensor | tuple[Tensor | tuple[Tensor, ...] | None, ...] = found
    return result


def _known_bound(name: str, value: int | None) -> Size | None:
    """A bound that is a size: an int, or symbolic; None for what a run computes."""
    is_size = isinstance(value, Dim) or (
        isinstance(value, SymbolicTensor) and isinstance(value.op, SizeValue)
    )
    if is_size:
        return as_size(name, value)
    return None if is_symbolic(value) else int(value)


def _fori_eager(
    low: int, high: int, body: Callable[..., Any], init: TensorLike
) -> Tensor | tuple[Tensor, Tensor] | None:
    """The loop by Python; None where it turns out that something is symbolic."""
    tensors = tensor_leaves(init)
    for i in range(low, high):
        result = body(as_tensor(np.int32(i)), pack_tensors(init, tensors))
        tensors = fitted_leaves("fori_loop", result, init, tensors)
        if any(map(is_symbolic, tensors)):
            return None
    return pack_tensors(init, tensors)


def _fori_scan(
    low: Size, high: Size, body: Callable[..., Any], init: TensorLike
) -> Tensor | tuple[Tensor, Tensor]:
    """A scan over nothing that carries the counter."""

    def step(i: Tensor, *values: Tensor) -> list[Tensor]:
        result = body(i, pack_tensors(init, values))
        return [i + 1, *fitted_leaves("fori_loop", result, init, values)]

    inputs = [as_symbolic(cast(as_tensor(low), "int32")), *symbolic_leaves(init)]
    loop = LoopBodies([step], inputs, (), "fori")
    op = Scan(loop.bodies[0], loop.carries, 0, size_max(high - low, 0))
    outputs = outputs_of(apply(op, *inputs, *loop.starts, *loop.captured))
    return pack_tensors(init, loop.assign(outputs)[1:])
