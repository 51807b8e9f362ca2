"""Every value of a graph by its name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.executor.callable import CompiledCallable, require_fed
from graph.executor.inspection.ranges import range_of
from graph.executor.inspection.targets import Target, result_like, target_of
from graph.executor.inspection.text_table import text_table
from graph.executor.stepper import Observer, Stepper
from graph.ir.barrier import Barrier
from graph.ir.leaves import Constant
from graph.ir.naming import name_of, unique_names
from graph.ir.node import Node, in_program_order
from graph.ir.spec import spec_of
from graph.ir.tensor import SymbolicTensor, Tensor
from graph.ops.public import public
from graph.ops.shape.broadcast import BroadcastTo
from graph.ops.shape.diagonal import matrix_trace

if TYPE_CHECKING:
    from graph.ir.program import Program


class StepwiseCallable(CompiledCallable):
    """A graph as it was written, run node by node under the eyes of an observer.

    No pass rewrites it, and variables are not updated.
    """

    def __init__(self, target: Target, observer: Observer) -> None:
        self.program = target.program
        self.inputs = self.program.inputs
        require_fed(self.program)
        self.executable: Any = Stepper(self.program, observer, commits=False)
        self.has_updates = False

    def __call__(self, arrays: Sequence[Any]) -> list[np.ndarray]:
        """The outputs. Nobody else watches: it is looked at already."""
        result: list[np.ndarray] = self.executable(self._checked_feeds(arrays))
        return result


class Values(Mapping[str, np.ndarray]):
    """The values of a graph in one run, by name, in the order of the run.

    ``values[name]`` and ``values[tensor]`` are arrays. ``outputs`` is what was traced,
    in its nesting. Shown as a table.
    """

    def __init__(
        self,
        arrays: dict[str, np.ndarray],
        tensors: dict[str, SymbolicTensor],
        outputs: Mapping[str, np.ndarray | None] | np.ndarray | tuple[np.ndarray, ...],
    ) -> None:
        self._arrays = arrays  # name -> array
        self._tensors = tensors  # name -> symbolic tensor
        self.outputs = outputs

    def __getitem__(self, key: SymbolicTensor | str) -> np.ndarray:
        if isinstance(key, SymbolicTensor):
            places = {(t.node, t.index): name for name, t in self._tensors.items()}
            key = places[key.node, key.index]
        return self._arrays[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._arrays)

    def __len__(self) -> int:
        return len(self._arrays)

    def __repr__(self) -> str:
        header = ("name", "op", "value", "min", "mean", "max", "not finite", "made by")
        rows = [
            self._row(name, self._tensors[name], array)
            for name, array in self._arrays.items()
        ]
        return text_table(header, rows, right=(3, 4, 5, 6))

    @staticmethod
    def _row(name: str, tensor: SymbolicTensor, array: np.ndarray) -> tuple[str, ...]:
        found = range_of(array)
        numbers: tuple[str, ...] = ("", "", "", str(array.size))
        if found is not None:
            numbers = (*(f"{n:.4g}" for n in found[:3]), str(found.nonfinite))
        place = tensor.node.origin.place
        return (name, tensor.op.name, repr(spec_of(array)), *numbers, place)


class _Keeper(Observer):
    """Keeps what nodes compute; what is inside bodies has no one value."""

    def __init__(self) -> None:
        self.values: dict[tuple[Node, int], np.ndarray] = {}

    def fed(self, program: Program, arrays: Sequence[np.ndarray]) -> None:
        for tensor, array in zip(program.inputs, arrays):
            self.values[tensor.node, tensor.index] = array

    def after(
        self,
        node: Node,
        inputs: Sequence[np.ndarray],
        results: tuple[np.ndarray, ...],
        places: tuple[Any, ...],
    ) -> None:
        if not places:
            for index, result in enumerate(results):
                self.values.setdefault((node, index), result)


def computes(node: Node) -> bool:
    """Whether a node makes a value that was not there before."""
    op = node.op
    return not (op.is_marker or isinstance(op, (Constant, BroadcastTo, Barrier)))


@public
def trace(
    what: Callable[..., Any] | Tensor | np.ndarray, *args: Any, **kwargs: Any
) -> Values | Tensor:
    """Every value of a run by name; of an array alone numpy's trace of a matrix.

    ``graph.trace(f, x)`` and ``graph.trace(fetches, feeds)`` are
    `graph.debug.trace`; ``graph.trace(matrix, offset, axis1, axis2)`` is
    `graph.matrix_trace`, for code that knows numpy's name.

    Example:
        >>> import graph
        >>> x = graph.placeholder("float32", (2,), "x")
        >>> list(graph.trace(graph.exp(x) + 1.0, {x: [0.0, 1.0]}))
        ['x', 'exp', 'add']
        >>> int(graph.trace([[1, 2], [3, 4]]))
        5
    """
    if callable(what) and not isinstance(what, Tensor):
        return trace_run(what, *args, **kwargs)
    feeds = args[0] if args else kwargs.get("feeds")
    if isinstance(feeds, Mapping):
        return trace_run(what, feeds)
    return matrix_trace(what, *args, **kwargs)


def trace_run(what: Any, *args: Any, **kwargs: Any) -> Values:
    """Every value that is computed on the way to some results, by name.

    Args:
        what: symbolic tensors and variables in any nesting; or a function of tensors, a
            layer or a model.
        args: for tensors a dict of feeds; for a function its arguments, of which arrays
            become tensors with names.
        kwargs: further arguments of the function.

    Returns:
        An ordered mapping of names to arrays: the graph as it was written, before any
        pass. A name is ``layer/op``, with a number where that is not the first;
        placeholders, arguments and variables have their own. Constants and broadcasts
        are left out. ``outputs`` has the results. Shown as a table with the smallest
        number, mean and largest, how many are not finite, and the user's line.

    Prints and Python functions in the graph run; variables are not updated.

    Raises:
        FeedError: a feed is missing, unknown, or of another shape.
        ArgumentError: anything but a dict of feeds behind tensors.

    Example:
        >>> import graph
        >>> import numpy as np
        >>> def f(x):
        ...     with graph.name_scope("head"):
        ...         return graph.tanh(x * x)
        >>> values = graph.debug.trace(f, np.array([1.0, 2.0]))
        >>> list(values)
        ['x', 'head/multiply', 'head/tanh']
        >>> values["head/multiply"]
        array([1., 4.])
    """
    target = target_of("debug.trace", what, args, kwargs)
    keeper = _Keeper()
    results = StepwiseCallable(target, keeper)(target.arrays)
    tensors = {(t.node, t.index): t for t in target.program.inputs}
    for node in in_program_order(target.program.nodes()):
        if computes(node):
            tensors |= {(node, i): node.output(i) for i in range(len(node.specs))}
    names = unique_names(dict.fromkeys(node for node, _ in tensors))
    named = {name_of(t, names): t for t in tensors.values()}
    arrays = {name: keeper.values[t.node, t.index] for name, t in named.items()}
    return Values(arrays, named, result_like(target.structure, results))
