"""Every test of an op that follows from one example of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.autodiff.reverse import RULES, gradients
from graph.executor.engines import ENGINES, get_engine
from graph.executor.session import placeholder
from graph.ir.dims import evaluate
from graph.ir.dispatch import as_symbolic
from graph.ir.errors import ArgumentError
from graph.ir.op import Op
from graph.ir.program import Program
from graph.passes.pipeline import run_passes
from graph.testing.case import Case
from graph.testing.comparing import assert_all_close, assert_same_dtypes
from graph.testing.gradcheck import gradcheck
from graph.testing.node_checks import bind_sizes, frozen, run_checked
from graph.testing.parts import part

if TYPE_CHECKING:
    from graph.ir.hints import DTypeLike, Env
    from graph.ir.tensor import SymbolicTensor


def check_op(
    op: Callable[..., Any] | Case | list[Case], *cases: list[np.ndarray], **options: Any
) -> None:
    """Runs the contract on one example or several.

    Args:
        op: an op, what `graph.register_op` made, or another function of tensors; or a
            `Case`, or several, which say themselves what is called.
        cases: for each example the list of its inputs, or a `Case`.
        options: what a `Case` takes besides: expected, dtypes, gradient (by default
            whether the op has one), order, ...

    Raises:
        AssertionError: which part does not hold, of which example, in which dtype.

    Example:
        >>> import graph
        >>> import numpy as np
        >>> from graph.testing import check_op
        >>> check_op(graph.tanh, [[0.3, -1.0, 2.0]], expected=np.tanh)
        >>> check_op(graph.floor, [[0.3, -1.2]], expected=np.ceil)
        Traceback (most recent call last):
            ...
        AssertionError: floor, example 0: values in float32:...
    """
    if isinstance(op, Case) or not (callable(op) or isinstance(op, Op)):
        examples = [op] if isinstance(op, Case) else list(op)
    else:
        options.setdefault("gradient", _has_gradient(op))
        examples = [
            case if isinstance(case, Case) else Case(op, case, **options)
            for case in cases
        ]
    if not examples:
        raise ArgumentError("check_op: give the inputs of an example, in a list")
    for number, case in enumerate(examples):
        with part(f"{_label(case.call)}, example {number}"):
            check_case(case)


def _has_gradient(op: Callable[..., Any]) -> bool:
    """Whether an op, or one that was registered, has a gradient; functions may."""
    kind = type(op) if isinstance(op, Op) else getattr(op, "op", None)
    return kind is None or kind.vjp is not Op.vjp or kind in RULES


def _label(call: Any) -> Any:
    return getattr(call, "__name__", None) or getattr(call, "name", repr(call))


def check_case(case: Case) -> None:
    """Everything that must hold for one example.

    Eager results are those of numpy; the inferred dtype and shape are the real ones,
    also where sizes are symbolic; every engine gives the same, before and after the
    passes; each kernel keeps the promises of `node_checks`; gradients have the dtypes
    and shapes of their inputs and agree with differences, to second order; elementwise
    ops take scalars and empty arrays.

    To compile takes longer than all else, so other engines than numpy's take the first
    dtype, with unknown sizes where the example has them; what they make of the rest has
    tests of its own.
    """
    for dtype in case.dtypes:
        arrays = case.arrays(dtype)
        is_first = dtype == case.dtypes[0] and case.symbolic is False
        engines = ENGINES if is_first else ("numpy",)
        with part(f"values in {dtype}"):
            shapes = [a.shape for a in arrays]
            _check_graph(case, arrays, shapes, str(dtype), engines=engines)
    with part("other sizes"):
        _check_sizes(case, case.arrays(case.dtypes[0]), str(case.dtypes[0]))
    if case.gradient and case.smooth:
        for dtype in {np.result_type(d, np.float64) for d in case.dtypes if _flows(d)}:
            arrays = case.arrays(dtype)
            with part("gradients"):
                gradcheck(lambda *xs: _flowing(case(*xs)), arrays, case.order)


def _flows(dtype: DTypeLike) -> bool:
    return np.dtype(dtype).kind in "fc"


def _flowing(tensors: Sequence[Any]) -> list[Any]:
    return [t for t in tensors if _flows(t.dtype)]


def _check_sizes(case: Case, arrays: Sequence[np.ndarray], what: str) -> None:
    """The example on unknown sizes, on other sizes, on scalars and empty arrays."""
    if case.symbolic is not False:
        shapes = _symbolic_shapes(case, arrays)
        others = _resized(arrays, shapes) if case.resize else None
        _check_graph(case, arrays, shapes, f"{what}, symbolic sizes", others)
    if case.is_elementwise:
        for small in ([a[:0] for a in arrays], [a[(0,) * a.ndim] for a in arrays]):
            small = list(map(np.asarray, small))
            name = f"{what}, shape {list(small[0].shape)}"
            shapes = [a.shape for a in small]
            _check_graph(case, small, shapes, name, engines=("numpy",))


def _symbolic_shapes(case: Case, arrays: Sequence[np.ndarray]) -> list[tuple[Any, ...]]:
    """Sizes as names, one name for each number; size 1 stays, since it broadcasts."""

    def is_free(axis: int, rank: int) -> bool:
        return case.symbolic is True or axis in case.symbolic

    return [
        tuple(
            f"n{size}" if size != 1 and is_free(axis, a.ndim) else size
            for axis, size in enumerate(a.shape)
        )
        for a in arrays
    ]


def _resized(
    arrays: Sequence[np.ndarray], shapes: Sequence[tuple[int | str, str]]
) -> list[np.ndarray]:
    """The inputs with every symbolic size made larger by 2."""
    return [
        np.resize(
            a,
            [s + 2 if isinstance(name, str) else s for s, name in zip(a.shape, names)],
        )
        for a, names in zip(arrays, shapes)
    ]


def _check_graph(
    case: Case,
    arrays: Sequence[np.ndarray],
    shapes: Sequence[tuple[int | str, ...]],
    what: str,
    others: Sequence[np.ndarray] | None = None,
    engines: tuple[str, ...] = ENGINES,
) -> None:
    """One graph of the example, run in every way, on the arrays and on others."""
    eager = [np.asarray(y) for y in case(*map(frozen, arrays))]
    wanted = case.wanted(arrays)
    if wanted is not None:
        assert_all_close(eager, wanted, f"{what}, eager", case.rtol, arrays)
    xs = [
        placeholder(a.dtype, s, f"x{i}") for i, (a, s) in enumerate(zip(arrays, shapes))
    ]
    ys = [as_symbolic(y) for y in case(*xs)]
    _check_specs(ys, eager, bind_sizes(xs, arrays), what)
    program = Program(xs, [*ys, *_gradient_graph(case, xs, ys)])
    passed = run_passes(program, check=True)
    runs = [
        (f"{what}, engine {name} after passes", get_engine(name).compile(passed))
        for name in engines
    ]
    runs.append((f"{what} before passes", get_engine("numpy").compile(program)))
    for given in (arrays, others):
        if given is None:
            continue
        reference = run_checked(program, given)
        wanted = case.wanted(given)
        if wanted is not None:
            assert_all_close(reference[: len(ys)], wanted, what, case.rtol, given)
        _check_gradients(case, given, reference[len(ys) :], what)
        for name, run in runs:
            copies = [a.copy() for a in given]
            results = run(given)
            assert_all_close(results, reference, name, case.rtol, given)
            assert_same_dtypes(results, reference, name)
            assert_all_close(given, copies, f"{name}, inputs", 0.0)


def _check_specs(
    ys: Sequence[SymbolicTensor], eager: Sequence[np.ndarray], env: Env, what: str
) -> None:
    for y, array in zip(ys, eager):
        shape = tuple(evaluate(size, env) for size in y.spec.shape)
        if shape != array.shape or y.dtype != array.dtype:
            raise AssertionError(
                f"{what}: infers {y.spec}, eager gives {array.dtype}{list(array.shape)}"
            )


def _gradient_graph(
    case: Case, xs: Sequence[SymbolicTensor], ys: Sequence[SymbolicTensor]
) -> list[SymbolicTensor]:
    """The gradient by each input, with cotangents that differ from place to place."""
    flowing = _flowing(ys)
    sources = _flowing(xs)
    if not case.gradient or not flowing or not sources:
        return []
    return gradients(flowing, sources, flowing, unconnected="zero")


def _check_gradients(
    case: Case, arrays: Sequence[np.ndarray], results: Sequence[np.ndarray], what: str
) -> None:
    """Gradients have the dtypes and shapes of what they are gradients by."""
    sources = _flowing(arrays) if results else []
    for number, (dx, x) in enumerate(zip(results, sources)):
        if dx.dtype != x.dtype or dx.shape != x.shape:
            raise AssertionError(
                f"{what}: gradient {number} is {dx.dtype}{list(dx.shape)}, "
                f"its input {x.dtype}{list(x.shape)}"
            )
