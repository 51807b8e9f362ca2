"""Runs that stop at the first number that is not finite, and say who made it."""

from __future__ import annotations

import numpy as np

from graph.executor.callable import CompiledCallable
from graph.executor.inspection.ranges import range_of
from graph.executor.inspection.targets import result_like, target_of
from graph.executor.stepper import Observer, Place, Stepper
from graph.executor.watching import watching
from graph.ir.dims import Dim
from graph.ir.errors import NonFiniteError, describe
from graph.ir.leaves import Constant, Placeholder, ReadVariable
from graph.ir.node import Node
from graph.ir.spec import spec_of
from graph.ops.shape.broadcast import BroadcastTo


def check_finite(what=None, *args, allow_infinity: bool = False, **kwargs):
    """Runs something, node by node, and stops at the first number that is not finite.

    Without ``what`` it is a context: every run inside is checked, of a session, a
    compiled function, ``fit`` or ``predict``. What is checked is what really runs: the
    graph after the passes, variables and feeds too; constants may be infinite. Ops on
    values, outside of any graph, are not looked at.

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
        return watching(_Watcher(allow_infinity))
    target = target_of("debug.check_finite", what, args, kwargs)
    program = target.program
    function = CompiledCallable(program.inputs, program.outputs)
    with watching(_Watcher(allow_infinity)):
        return result_like(target.structure, function(target.arrays))


class _Watcher:
    """Runs compiled callables under a check."""

    def __init__(self, allow_infinity: bool):
        self.allow_infinity = allow_infinity

    def __call__(self, function: CompiledCallable) -> Stepper:
        return Stepper(function.program, FiniteCheck(self.allow_infinity))


class FiniteCheck(Observer):
    """Raises at the first value that is not finite."""

    def __init__(self, allow_infinity: bool = False):
        self.is_bad = np.isnan if allow_infinity else _is_not_finite
        self._batches: set = set()

    def fed(self, program, arrays):
        """Checks the feeds; notes which sizes are those of a batch."""
        firsts = [t.spec.shape[0] for t in program.inputs if t.ndim]
        self._batches = {size for size in firsts if isinstance(size, Dim)}
        if not self._batches and len(set(firsts)) == 1:
            self._batches = set(firsts)
        for tensor, array in zip(program.inputs, arrays):
            self._check(tensor.node, [], array, tensor.spec, ())

    def after(self, node, inputs, results, places):
        """Checks what a node has computed."""
        if not isinstance(node.op, (Constant, BroadcastTo)):
            for spec, result in zip(node.specs, results):
                self._check(node, inputs, result, spec, places)

    def _check(self, node, inputs, array, spec, places) -> None:
        if array.dtype.kind not in "fc":
            return
        bad = self.is_bad(array)
        if not bad.any():
            return
        index = tuple(map(int, np.argwhere(bad)[0]))
        in_batch = bool(index) and spec.shape[0] in self._batches and not places
        raise NonFiniteError(
            describe(
                f"{_title(node)}{_where(places)}: {_verb(node)} not finite",
                _shown(array, bad, index, inputs, in_batch),
                _HINTS.get(node.op.name, ""),
                str(node.origin),
            ),
            node,
            index[0] if in_batch else None,
        )


#: what helps where these ops meet numbers outside of their range
_HINTS = {
    "log": "keep the argument away from 0: graph.log(graph.maximum(x, 1e-7))",
    "sqrt": "the argument must not be negative",
    "rsqrt": "the argument must be positive: add a small number",
    "divide": "the divisor must not be 0",
    "exp": "large arguments overflow: subtract the maximum first",
}


def _is_not_finite(array) -> np.ndarray:
    return ~np.isfinite(array)


def _title(node: Node) -> str:
    op = node.op
    if isinstance(op, Placeholder):
        return f"placeholder {op.label!r}"
    if isinstance(op, ReadVariable):
        return f"variable {op.variable.path!r}"
    return op.name


def _verb(node: Node) -> str:
    return "what it holds is" if not node.inputs else "the result is"


def _where(places: tuple[Place, ...]) -> str:
    """The bodies that a node is in, innermost first."""
    text = ""
    for place in reversed(places):
        step = "" if place.body.startswith("branches") else f"step {place.step} of the "
        text += f" in {step}{place.body} of {place.node.op.name} ({place.node.origin})"
    return text


def _shown(array, bad, index, inputs, in_batch: bool) -> str:
    nan = int(np.isnan(array).sum())
    counts = {"nan": nan, "infinite": int(bad.sum()) - nan}
    kinds = ", ".join(f"{n} {name}" for name, n in counts.items() if n)
    text = f"{int(bad.sum())} of {array.size} numbers of {spec_of(array)} ({kinds})"
    if index:
        text += f", first at {list(index)}"
    if in_batch:
        text += f", in sample {index[0]} of the batch"
    for number, x in enumerate(inputs):
        found = range_of(x)
        text += f"; x{number}={spec_of(x)}" + (f" in {found}" if found else "")
    return text
