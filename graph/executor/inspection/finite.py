"""Runs that stop at the first number that is not finite, and say who made it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.executor.callable import CompiledCallable
from graph.executor.inspection.finite_error import (
    bad_places,
    inside,
    non_finite,
    title_of,
)
from graph.executor.inspection.targets import result_like, target_of
from graph.executor.stepper import Observer, Stepper
from graph.executor.watching import watching
from graph.ir.dims import Dim
from graph.ir.leaves import Constant, ReadVariable
from graph.ir.origin import here
from graph.ir.trace import active_recorders, active_trace, recording
from graph.ops.shape.broadcast import BroadcastTo

if TYPE_CHECKING:
    from graph.executor.stepper import Place
    from graph.ir.node import Node
    from graph.ir.op import Op
    from graph.ir.program import Program
    from graph.ir.spec import Spec
    from graph.ir.tensor import EagerTensor, SymbolicTensor, Tensor
    from graph.ir.variable import Variable


def check_finite(
    what: Callable[..., Any]
    | SymbolicTensor
    | list[SymbolicTensor | dict[str, SymbolicTensor]]
    | None = None,
    *args: Any,
    allow_infinity: bool = False,
    **kwargs: Any,
) -> Any:
    """Runs something, node by node, and stops at the first number that is not finite.

    Without ``what`` it is a context: every run inside is checked, of a session, a
    compiled function, ``fit`` or ``predict``, and every op on values. What is checked
    is what really runs: the graph after the passes, variables and feeds too; constants
    may be infinite.

    Args:
        what: symbolic tensors in any nesting, or a function; see `graph.debug.trace`.
        args: a dict of feeds, or the arguments of the function.
        allow_infinity: whether only nan counts, as for masks of -infinity.
        kwargs: further arguments of the function.

    Returns:
        The results, or the context. Variables are not updated by the former.

    Raises:
        NonFiniteError: names the node, the layer and the user's line, how many numbers
            are bad and where the first is, and what went into the node.

    Example:
        >>> import graph
        >>> x = graph.placeholder("float32", (None,), "x")
        >>> graph.debug.check_finite(graph.sqrt(x), {x: [4.0, 9.0]})
        array([2., 3.], dtype=float32)
        >>> with graph.debug.check_finite():
        ...     graph.Session().run(graph.sqrt(x), {x: [4.0, -9.0]})
        Traceback (most recent call last):
        graph.ir.errors.NonFiniteError: sqrt: the result is not finite
          got: 1 of 2 numbers of float32[2] (1 nan), first at [1], in sample 1 of ...
    """
    if what is None:
        return _checking(allow_infinity)
    target = target_of("debug.check_finite", what, args, kwargs)
    program = target.program
    function = CompiledCallable(program.inputs, program.outputs)
    with watching(_Watcher(allow_infinity)):
        return result_like(target.structure, function(target.arrays))


@contextlib.contextmanager
def _checking(allow_infinity: bool) -> Iterator[None]:
    eager = EagerCheck(allow_infinity)
    with watching(_Watcher(allow_infinity)), recording(*active_recorders(), eager):
        yield


class _Watcher:
    """Runs compiled callables under a check."""

    def __init__(self, allow_infinity: bool) -> None:
        self.allow_infinity = allow_infinity

    def __call__(self, function: CompiledCallable) -> Stepper:
        return Stepper(function.program, FiniteCheck(self.allow_infinity))


class FiniteCheck(Observer):
    """Raises at the first value of a graph that is not finite."""

    def __init__(self, allow_infinity: bool = False) -> None:
        self.is_bad = np.isnan if allow_infinity else _is_not_finite
        self._batches: set[Any] = set()

    def fed(self, program: Program, arrays: Sequence[np.ndarray]) -> None:
        """Checks the feeds; notes which sizes are those of a batch."""
        firsts = [t.spec.shape[0] for t in program.inputs if t.ndim]
        self._batches = {size for size in firsts if isinstance(size, Dim)}
        if not self._batches and len(set(firsts)) == 1:
            self._batches = set(firsts)
        for tensor, array in zip(program.inputs, arrays):
            self._check(tensor.node, [], array, tensor.spec, ())

    def after(
        self,
        node: Node,
        inputs: Sequence[np.ndarray],
        results: tuple[np.ndarray, ...],
        places: tuple[Any, ...],
    ) -> None:
        """Checks what a node has computed."""
        if not isinstance(node.op, (Constant, BroadcastTo)):
            for spec, result in zip(node.specs, results):
                self._check(node, inputs, result, spec, places)

    def _check(
        self,
        node: Node,
        inputs: Sequence[np.ndarray],
        array: np.ndarray,
        spec: Spec,
        places: tuple[Place, ...],
    ) -> None:
        bad = bad_places(array, self.is_bad)
        if bad is not None:
            in_batch = array.ndim and spec.shape[0] in self._batches and not places
            in_batch = in_batch and not isinstance(node.op, ReadVariable)
            title = f"{title_of(node.op)}{inside(places)}"
            raise non_finite(
                title, node.op, inputs, array, bad, node.origin, bool(in_batch)
            )


class EagerCheck:
    """Raises at the first value that an op on values gives and that is not finite.

    Dispatch tells it of every op, as it tells tapes.
    """

    def __init__(self, allow_infinity: bool) -> None:
        self.is_bad = np.isnan if allow_infinity else _is_not_finite

    def record(
        self, op: Op, inputs: Sequence[EagerTensor], outputs: tuple[EagerTensor, ...]
    ) -> None:
        """Checks what an op has computed, but for constants of a graph to be."""
        if active_trace() is not None or isinstance(op, BroadcastTo):
            return
        for output in outputs:
            bad = bad_places(output.array, self.is_bad)
            if bad is not None:
                arrays = [x.array for x in inputs]
                raise non_finite(op.name, op, arrays, output.array, bad, here(), False)

    def read(self, variable: Variable, tensor: Tensor) -> None:
        """Nothing: what is computed with it tells."""

    def tracks(self, tensor: Tensor) -> bool:
        """False: it needs no gradient."""
        return False


def _is_not_finite(array: np.ndarray) -> np.ndarray:
    result: np.ndarray = ~np.isfinite(array)
    return result
