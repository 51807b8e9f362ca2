"""Runs a program kernel by kernel, and checks what each op promises on the way."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.ir.dims import Dim, bare_symbol, evaluate
from graph.ir.leaves import ReadVariable
from graph.ir.node import reachable
from graph.ir.op import Op
from graph.ir.program import Program
from graph.ir.spec import Spec
from graph.ir.subgraph import BoundBody, Subgraph, bodies_of
from graph.testing.comparing import assert_close

if TYPE_CHECKING:
    from graph.ir.dims import Size
    from graph.ir.hints import Env
    from graph.ir.leaves import Held
    from graph.ir.tensor import SymbolicTensor


def run_checked(program: Program, arrays: Sequence[np.ndarray]) -> list[np.ndarray]:
    """The outputs of a program by its kernels alone; each kernel is checked.

    Raises:
        AssertionError: an op that breaks its contract, by name.
    """
    return _run(program.inputs, program.outputs, arrays, {}, checked=True)


def _run(
    inputs: tuple[SymbolicTensor, ...],
    outputs: tuple[SymbolicTensor, ...],
    arrays: Sequence[np.ndarray],
    env: Env,
    checked: bool,
) -> list[np.ndarray]:
    env = {**env, **bind_sizes(inputs, arrays)}
    values = {(t.node, t.index): a for t, a in zip(inputs, arrays)}
    for node in reachable(outputs, stop=inputs):
        if isinstance(node.op, ReadVariable):
            results = (node.op.variable.array,)
        else:
            given = [values[t.node, t.index] for t in node.inputs]
            specs = [_numbers(spec, env) for spec in node.specs]
            op = _bound(node.op, env)
            run = check_kernel if checked and not bodies_of(node.op) else run_kernel
            results = run(op, given, specs)
        for index, result in enumerate(results):
            values.setdefault((node, index), result)
    return [values[t.node, t.index] for t in outputs]


def bind_sizes(
    inputs: Sequence[SymbolicTensor], arrays: Sequence[np.ndarray]
) -> dict[Any, int]:
    """The number of each symbol that is a whole size of an input."""
    return {
        bare_symbol(size): number
        for tensor, array in zip(inputs, arrays)
        for size, number in zip(tensor.spec.shape, array.shape)
        if bare_symbol(size) is not None
    }


def _numbers(spec: Spec, env: Env) -> Spec:
    return spec.with_shape(evaluate(size, env) for size in spec.shape)


def _bound(op: Op, env: Env) -> Op:
    def bind(value: Held | Size | np.dtype) -> Held | int | np.dtype | BoundBody:
        if isinstance(value, Dim):
            return evaluate(value, env)
        if isinstance(value, Subgraph):
            return BoundBody(value, env, partial(_run_body, value, env))
        return value

    return op.map_props(bind) if op.props else op


def _run_body(body: Any, env: Env, arrays: Any) -> Any:
    return _run(body.params, body.outputs, arrays, env, checked=False)


def run_kernel(
    op: Op, arrays: Sequence[np.ndarray], specs: Sequence[Any] = ()
) -> tuple[np.ndarray, ...]:
    """The results of a kernel, always as a tuple of arrays."""
    with np.errstate(all="ignore"):
        results = op.kernel(*arrays)
    results = results if isinstance(results, tuple) else (results,)
    return tuple(map(np.asarray, results))


def check_kernel(
    op: Op, arrays: Sequence[np.ndarray], specs: Sequence[Spec]
) -> tuple[np.ndarray, ...]:
    """Runs a kernel and checks its promises.

    The results have the inferred specs and share memory with nothing, but for views
    with their first input; inputs are not written to; their strides do not matter;
    ``kernel_into`` gives the same into a dirty buffer; elementwise kernels do not mix
    elements.
    """
    still = [frozen(a) for a in arrays]
    results = run_kernel(op, still)
    if len(results) != len(specs):
        raise AssertionError(f"{op!r}: {len(results)} results, infers {len(specs)}")
    for result, spec in zip(results, specs):
        if result.shape != spec.shape or result.dtype != spec.dtype:
            raise AssertionError(f"{op!r}: kernel gives {_spec(result)}, infers {spec}")
    _check_memory(op, still, results)
    for other in (
        list(map(_spread_out, arrays)),
        [np.array(a, order="F") for a in arrays],
    ):
        for got, want in zip(run_kernel(op, other), results):
            assert_close(got, want, f"{op!r} on non-contiguous inputs", None, arrays)
    if op.ufunc is not None or op.kernel_into is not None:
        _check_into(op, still, results[0])
    if op.is_elementwise and arrays and arrays[0].shape and len(arrays[0]) > 1:
        for got, want in zip(run_kernel(op, [a[1:] for a in still]), results):
            assert_close(got, want[1:], f"{op!r} is not elementwise")
    return results


def _check_memory(
    op: Op, arrays: Sequence[np.ndarray], results: tuple[np.ndarray, ...]
) -> None:
    for position, array in enumerate(arrays):
        if op.is_view and position == 0:
            continue
        if any(np.may_share_memory(array, result) for result in results):
            raise AssertionError(
                f"{op!r}: a result shares memory with input {position}"
            )


def _check_into(op: Op, arrays: Sequence[np.ndarray], want: np.ndarray) -> None:
    out = np.full(want.nbytes, 0x5A, np.uint8).view(want.dtype).reshape(want.shape)
    with np.errstate(all="ignore"):
        if op.ufunc is not None:
            op.ufunc(*arrays, out=out)
        else:
            op.kernel_into(out, *arrays)
    assert_close(out, want, f"{op!r}: kernel_into", None, arrays)


def frozen(array: np.ndarray) -> np.ndarray:
    """The same memory, not to be written to."""
    view = array.view()
    view.flags.writeable = False
    return view


def _spread_out(array: np.ndarray) -> np.ndarray:
    """The same values with gaps between them, stored backwards."""
    if not array.ndim:
        return array
    wide = np.zeros([2 * n + 1 for n in array.shape], array.dtype)
    view = wide[
        tuple(slice(2 * n - 1, None, -2) if n else slice(0, 0) for n in array.shape)
    ]
    view[...] = array
    return view


def _spec(array: Any) -> Spec:
    return Spec(array.dtype, array.shape)
