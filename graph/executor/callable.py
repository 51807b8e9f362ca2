"""A compiled graph as a function of arrays, with its feeds checked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.executor.engines import get_engine
from graph.executor.watching import current_watcher
from graph.ir.dims import Dim
from graph.ir.dtypes import kind_of
from graph.ir.errors import DTypeError, FeedError, describe
from graph.ir.leaves import Placeholder
from graph.ir.locks import new_lock
from graph.ir.node import reachable
from graph.ir.origin import here
from graph.ir.program import Program
from graph.ir.tensor import EagerTensor, SymbolicTensor
from graph.ops.public import public
from graph.passes.pipeline import run_passes

if TYPE_CHECKING:
    from graph.ir.hints import TensorLike
    from graph.ir.node import Node


#: runs that update variables are one after the other
_UPDATING = new_lock()
#: kinds of feeds for which a callable knows at once what runs
KEPT_KINDS = 8


@public
class CompiledCallable:
    """Runs a program on arrays: ``function([x, y]) -> [outputs]``.

    Args:
        inputs: the tensors that are fed, in order; any tensor of the graph may be one.
        outputs: what is returned.
        updates: pairs of a variable and its new value.
        engine: name of an engine, or None.

    Attributes:
        program: what runs: the graph after the passes.
        engine, executable: who compiled it, and what came out.
        compile_seconds: what passes and engine took.

    Raises:
        FeedError: a placeholder that the outputs need is not among the inputs.
    """

    def __init__(
        self,
        inputs: Sequence[SymbolicTensor],
        outputs: Sequence[SymbolicTensor],
        updates: Sequence[tuple[Any, ...]] = (),
        engine: str | None = None,
    ) -> None:
        self.inputs = tuple(inputs)
        program = Program(inputs, outputs, updates)
        require_fed(program)
        start = perf_counter()
        self.program = run_passes(program)
        self.engine = get_engine(engine)
        self.executable = self.engine.compile(self.program)
        self.compile_seconds = perf_counter() - start
        self.has_updates = bool(updates)
        self._ready: dict[tuple[Any, ...], Callable[..., Any]] = {}
        #: the kinds of the last feeds, and what runs them: found without hashes
        self._last: tuple[Any, ...] = (None, None)
        self._lock = new_lock()

    def __call__(self, arrays: Sequence[Any]) -> list[np.ndarray]:
        watcher = current_watcher()
        if watcher is not None:
            arrays, run = self._checked_feeds(arrays), watcher(self)
        else:
            known, run = self._last
            try:
                # as in `_run_for`: a call for it would take a tenth of a small run
                kinds = [(type(a), a.shape, a.dtype) for a in arrays]
                if kinds != known:
                    run = self._ready[tuple(kinds)]
                    self._last = kinds, run
            except (KeyError, AttributeError, TypeError):
                arrays = self._checked_feeds(arrays)
                run = self._run_for(arrays)
        if self.has_updates:
            with _UPDATING:
                result: list[np.ndarray] = run(arrays)
                return result
        found: list[np.ndarray] = run(arrays)
        return found

    def on_feeds_like(self, arrays: Sequence[np.ndarray]) -> Callable[..., Any]:
        """This callable, for feeds of the same types, dtypes and shapes as these.

        Whoever has looked at the feeds himself is spared that they are looked at again.
        """
        checked = self._checked_feeds(arrays)
        if any(a is not b for a, b in zip(checked, arrays)):
            return self  # they are converted in each run
        run = self._run_for(checked)

        def known(arrays: Sequence[np.ndarray]) -> list[np.ndarray]:
            if current_watcher() is not None:
                return self(arrays)
            if self.has_updates:
                with _UPDATING:
                    result: list[np.ndarray] = run(arrays)
                    return result
            found: list[np.ndarray] = run(arrays)
            return found

        return known

    def _run_for(self, arrays: Sequence[np.ndarray]) -> Callable[..., Any]:
        """What runs arrays like these; it is known from now on."""
        kinds = [(type(a), a.shape, a.dtype) for a in arrays]
        key = tuple(kinds)
        run = self._ready.get(key)
        if run is None:
            run = self.executable.at([a.shape for a in arrays])
            with self._lock:
                self._ready[key] = run
                while len(self._ready) > KEPT_KINDS:
                    self._ready.pop(next(iter(self._ready)))
        self._last = kinds, run
        return run

    def _checked_feeds(self, arrays: Sequence[TensorLike]) -> list[np.ndarray]:
        """The feeds as arrays of the dtypes and shapes of the inputs."""
        if len(arrays) != len(self.inputs):
            raise FeedError(
                describe(
                    f"this callable takes {len(self.inputs)} arrays",
                    {"got": len(arrays)},
                    "pass one for each tensor that is fed",
                    str(here()),
                )
            )
        given = [
            a if type(a) is np.ndarray else self._as_array(a, t)
            for a, t in zip(arrays, self.inputs)
        ]
        return [_fitting(a, t, self) for a, t in zip(given, self.inputs)]

    @staticmethod
    def _as_array(value: TensorLike, tensor: SymbolicTensor) -> np.ndarray:
        if isinstance(value, EagerTensor):
            return np.asarray(value.array)
        try:
            array = np.asarray(value)
            if hasattr(value, "dtype") or _loses(array.dtype, tensor.dtype):
                return array
            return np.asarray(value, tensor.dtype)  # Python numbers have no size
        except (ValueError, OverflowError) as error:
            raise FeedError(
                describe(
                    f"placeholder {tensor.name!r} takes {tensor.spec}",
                    {tensor.name: f"{type(value).__name__}: {error}"},
                    "feed numbers that fit, in lists of equal lengths",
                    str(tensor.node.origin),
                )
            ) from None


def _loses(dtype: np.dtype, wanted: np.dtype) -> bool:
    """Whether numbers of this kind are cut when they become the wanted ones."""
    order = {"b": 0, "i": 1, "u": 1, "f": 2, "c": 3}
    return order.get(kind_of(dtype), 4) > order.get(kind_of(wanted), 4)


def _first_computation(node: Node, nodes: Sequence[Node]) -> Node | None:
    """The first node that computes with this one, through views such as reshapes."""
    same, last = {node}, None
    for user in nodes:
        if any(t.node in same for t in user.inputs):
            if not user.op.is_view:
                return user
            same.add(user)
            last = user
    return last


def require_fed(program: Program) -> None:
    """Raises FeedError when a placeholder is needed that is no input."""
    nodes = reachable(program.roots, stop=program.inputs)
    for node in nodes:
        if isinstance(node.op, Placeholder):
            needed_by = _first_computation(node, nodes)
            needed = f", needed by {needed_by.op.name}" if needed_by else ""
            where = f" at {needed_by.origin}" if needed_by else ""
            raise FeedError(
                describe(
                    f"placeholder {node.op.label!r} is not fed{needed}{where}",
                    {node.op.label: node.specs[0]},
                    f"add it to the feeds: feed_dict={{{node.op.label}: array}}",
                    str(node.origin),
                )
            )


def _fitting(
    array: np.ndarray, tensor: SymbolicTensor, function: CompiledCallable
) -> np.ndarray:
    """The array in the tensor's dtype; raises when the shape or the kind differs."""
    want = tensor.spec
    fits = len(want.shape) == array.ndim and all(
        isinstance(size, Dim) or size == number
        for size, number in zip(want.shape, array.shape)
    )
    if not fits:
        raise FeedError(
            describe(
                f"placeholder {tensor.name!r} takes {want}",
                {tensor.name: f"{array.dtype}{list(array.shape)}"},
                f"feed an array of shape {list(want.shape)}",
                str(tensor.node.origin),
            )
        )
    if array.dtype == want.dtype:
        return array
    if not np.can_cast(array.dtype, want.dtype, "same_kind") and not (
        kind_of(array.dtype) in "biu" and kind_of(want.dtype) in "fc"
    ):
        raise DTypeError(
            describe(
                f"placeholder {tensor.name!r} takes {want.dtype}",
                {tensor.name: f"{array.dtype}{list(array.shape)}"},
                f'convert it first: array.astype("{want.dtype}")',
                str(tensor.node.origin),
            )
        )
    return array.astype(want.dtype)
