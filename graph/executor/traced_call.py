"""A compiled function under a tape: one op, with a compiled gradient of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.autodiff.reverse import gradient_of, gradients
from graph.executor.callable import CompiledCallable
from graph.executor.recording import total
from graph.ir.cached_property import cached_property
from graph.ir.dispatch import note
from graph.ir.dtypes import kind_of
from graph.ir.errors import GradientError
from graph.ir.leaves import Constant, Placeholder, ReadVariable
from graph.ir.node import Node, make_node, reachable
from graph.ir.op import Op
from graph.ir.subgraph import substitute
from graph.ir.tensor import EagerTensor, SymbolicTensor
from graph.ir.trace import active_recorders

if TYPE_CHECKING:
    from graph.ir.hints import TensorLike
    from graph.ir.variable import Variable


class CallTraced(Op, abstract=True):
    """The outputs of a `TracedCall`, as tapes see them."""

    call: Any


class TracedCall:
    """Runs a traced graph on values so that tapes can differentiate it.

    The forward run also returns what the gradient needs of it; so a gradient computes
    nothing again. The gradient is a traced call itself, for those of higher order.

    Args:
        inputs: the tensors that are fed.
        outputs: the results.
        updates: pairs of a variable and its new value.
        effects: tensors that only have to be computed.
        reads: for each variable the tensors as which it was read: its value at the
            start, and those that were assigned. The gradient of it is their sum.
        engine: name of an engine, or None.
    """

    def __init__(
        self,
        inputs: Sequence[SymbolicTensor],
        outputs: Sequence[SymbolicTensor],
        updates: tuple[tuple[Variable, SymbolicTensor], ...] = (),
        effects: Sequence[SymbolicTensor] = (),
        reads: Mapping[Variable, dict[SymbolicTensor, None]] | None = None,
        engine: str | None = None,
    ) -> None:
        self.inputs: tuple[SymbolicTensor, ...] = tuple(inputs)
        self.outputs: tuple[SymbolicTensor, ...] = tuple(outputs)
        self.updates, self.effects, self.engine = updates, tuple(effects), engine
        self.reads: Mapping[Any, Any] = {} if reads is None else reads
        #: what a tape sees go in: the arrays, then the variables
        self.sources = [[t] for t in inputs] + list(self.reads.values())
        self.starts = (*self.inputs, *(v.symbolic() for v in self.reads))
        self.op = CallTraced(self)
        self._gradients: dict[Any, Any] = {}

    def arrays(self, arrays: Sequence[TensorLike]) -> list[np.ndarray]:
        """The outputs as arrays; tapes are told nothing."""
        found = self.plain(arrays)
        return found[: len(self.outputs)] if self.effects else found

    def __call__(self, tensors: Sequence[Any]) -> list[EagerTensor]:
        """The outputs; the tapes that watch an input or a variable are told."""
        tensors = [t if type(t) is EagerTensor else EagerTensor(t) for t in tensors]
        sources = [*tensors, *(variable.value for variable in self.reads)]
        if not any(r.tracks(x) for r in active_recorders() for x in sources):
            return list(map(EagerTensor, self.arrays(tensors)))
        kept = len(self.outputs) + len(self.residuals)
        found = list(map(EagerTensor, self._with_residuals(tensors)[:kept]))
        note(self.op, sources, tuple(found))
        return found[: len(self.outputs)]

    @cached_property
    def plain(self) -> CompiledCallable:
        """What runs where no tape watches."""
        return self._compile(self.outputs)

    @cached_property
    def _with_residuals(self) -> CompiledCallable:
        return self._compile((*self.outputs, *self.residuals))

    def _compile(self, outputs: tuple[SymbolicTensor, ...]) -> CompiledCallable:
        outputs = (*outputs, *self.effects)
        return CompiledCallable(self.inputs, outputs, self.updates, self.engine)

    # ---- the gradient

    @cached_property
    def _full(self) -> tuple[list[Any], list[Any]]:
        """Cotangents of all outputs, and the gradients of all sources."""
        seeds = [_like(y) if kind_of(y.dtype) in "fc" else None for y in self.outputs]
        return seeds, self._pulled_back(self.outputs, seeds)

    def _pulled_back(
        self, ys: tuple[SymbolicTensor, ...], seeds: Sequence[SymbolicTensor | None]
    ) -> list[Any]:
        """The gradient of each source, None where there is none."""
        pairs = [(y, seed) for y, seed in zip(ys, seeds) if seed is not None]
        floats = [x for xs in self.sources for x in xs if kind_of(x.dtype) in "fc"]
        ys, seeds = zip(*pairs) if pairs else ((), ())
        found: dict[Any, Any] = dict(
            zip(floats, gradients(list(ys), floats, list(seeds), "none"))
        )
        return [total([found.get(x) for x in xs]) for xs in self.sources]

    @cached_property
    def residuals(self) -> tuple[SymbolicTensor, ...]:
        """What the gradient needs of the forward run, beside inputs and outputs."""
        try:
            seeds, found = self._full
        except (NotImplementedError, GradientError):
            return ()  # some output has no gradient: that is told if it is asked for
        found = [dx for dx in found if dx is not None]
        border = _border(found, [s for s in seeds if s is not None])
        known = {*self.starts, *self.outputs}
        return tuple(t for t in border if t not in known)

    def pull_back(
        self,
        inputs: Sequence[EagerTensor],
        outputs: tuple[EagerTensor, ...],
        dys: Sequence[EagerTensor | None],
        wanted: Sequence[bool],
    ) -> list[EagerTensor | None]:
        """The cotangents of the sources, from those of outputs and residuals."""
        given = tuple(dy is not None for dy in dys)
        key = (given, tuple(wanted))
        if key not in self._gradients:
            self._gradients[key] = self._gradient(given, wanted)
        call, fed, places = self._gradients[key]
        values = [*inputs, *outputs]
        found = call([*[values[i] for i in fed], *[dy for dy in dys if dy is not None]])
        result: list[Any] = [None] * len(inputs)
        for place, dx in zip(places, found):
            result[place] = dx
        return result

    def _gradient(
        self, given: tuple[bool, ...], wanted: Sequence[bool]
    ) -> tuple[TracedCall, list[int], list[int]]:
        """The gradient as a call; which values it is fed, and what it is of."""
        ys = (*self.outputs, *self.residuals)
        seeds: Any
        found: Any
        seeds, found = self._full if self._fits_full(given) else (None, None)
        if seeds is None:
            seeds = [_like(y) if is_given else None for y, is_given in zip(ys, given)]
            found = self._pulled_back(ys, seeds)
        places = [i for i, dx in enumerate(found) if dx is not None and wanted[i]]
        values = [*self.starts, *ys]
        first = {tensor: i for i, tensor in reversed([*enumerate(values)])}
        fed = sorted(i for t, i in first.items() if not isinstance(t.op, Constant))
        # inputs become placeholders: a gradient of this call must not look behind them
        inside = {values[i]: _like(values[i]) for i in fed}
        results = substitute([found[i] for i in places], inside)
        inputs = [*inside.values(), *[s for s in seeds if s is not None]]
        return TracedCall(inputs, results, engine=self.engine), fed, places

    def _fits_full(self, given: tuple[bool, ...]) -> bool:
        """Whether these cotangents are those that the full gradient was built for."""
        count = len(self.outputs)
        floats = tuple(kind_of(y.dtype) in "fc" for y in self.outputs)
        return given[:count] == floats and not any(given[count:])


@gradient_of(CallTraced)
def _gradient_of_call(
    op: CallTraced,
    inputs: Sequence[EagerTensor],
    outputs: tuple[EagerTensor, ...],
    dys: Sequence[EagerTensor | None],
    wanted: Sequence[bool],
) -> list[EagerTensor | None]:
    result: list[EagerTensor | None] = op.call.pull_back(inputs, outputs, dys, wanted)
    return result


def _like(tensor: SymbolicTensor) -> SymbolicTensor:
    """A placeholder of the same spec."""
    op = Placeholder(tensor.dtype, tensor.spec.shape, tensor.name)
    return make_node(op, ()).output()


def _is_free(op: Op) -> bool:
    return op.is_view and not op.is_marker and not op.is_effect


def _border(
    results: Sequence[SymbolicTensor], seeds: Sequence[SymbolicTensor]
) -> list[SymbolicTensor]:
    """What does not depend on the seeds, yet is used where something does.

    Constants are left out, and behind a view stands what it looks at: neither costs
    anything to have again. What prints is kept: it must not print again.
    """
    after = {seed.node for seed in seeds}
    varying: set[Node] = set()  # what is not made of constants only
    border: dict[SymbolicTensor, None] = {}

    def keep(tensor: SymbolicTensor) -> None:
        while _is_free(tensor.op):
            tensor = tensor.node.inputs[0]
        if tensor.node in varying:
            border[tensor] = None

    for node in reachable(results):
        if any(t.node in after for t in node.inputs):
            after.add(node)
        if isinstance(node.op, (Placeholder, ReadVariable)) or any(
            t.node in varying for t in node.inputs
        ):
            varying.add(node)
        if node in after:
            for t in node.inputs:
                if t.node not in after:
                    keep(t)
    for tensor in results:
        if tensor.node not in after:
            keep(tensor)
    return list(border)
