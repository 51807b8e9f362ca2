"""A step of the model as one compiled graph, traced anew when the data change shape."""

from __future__ import annotations

import numpy as np

import graph
from kerasish.base.staging import staging
from kerasish.training.batches import plain_batch

#: traces kept for a step; more kinds of data than this are traced again
KEPT_TRACES = 8
_COMPILED = (
    "  a step is traced once and compiled: its tensors have values only when it runs;\n"
    "  compile(..., run_eagerly=True) runs it line by line on values"
)


class CompiledStep:
    """Calls ``function(batch)`` compiled.

    The first axis of every array is a symbolic size; so is an axis whose size differs
    between batches. Other sizes, dtypes and the nesting are part of the trace.

    Args:
        function: takes a batch of symbolic tensors, returns a structure of tensors.
        free_axes: axes (as (leaf, axis) pairs) known to vary from the start.
        state: gives what else the traces depend on.
        check: is called with the symbolic batch, and with the nodes that a step needs.
    """

    def __init__(
        self,
        function,
        free_axes=(),
        state=lambda: None,
        check=lambda batch, nodes: None,
    ):
        self.function = function
        self.state, self.check = state, check
        self._traced_state = None
        self.free_axes = set(free_axes)
        self._traces: dict = {}
        self._recent = None
        #: kinds of the arrays of the last batch, what runs on them, what packs results
        self._known = (None, None, None)

    def take(self, batch):
        """What a call on the plain form of the batch gives.

        A batch of arrays like those of the last one is not looked at again.
        """
        kinds = _kinds(batch)
        known, run, pack = self._known
        if kinds is not None and kinds == known:
            return pack(run(batch if type(batch) is tuple else (batch,)))
        plain = plain_batch(batch)
        found = self(plain)
        if kinds is not None and plain is batch:
            self._know(kinds, batch)
        return found

    def _know(self, kinds, batch) -> None:
        leaves = batch if type(batch) is tuple else (batch,)
        _, compiled, pack, _ = self._recent
        if isinstance(compiled, graph.CompiledCallable) and all(
            type(a) is np.ndarray for a in leaves
        ):
            self._known = (kinds, compiled.on_feeds_like(leaves), pack)

    def __call__(self, batch):
        nesting, leaves = _opened(batch)
        kinds = [None if a is None else (a.shape[1:], a.dtype, a.ndim) for a in leaves]
        key = (nesting, *kinds)
        recent = self._recent
        if recent is None or recent[0] != key:
            self._recent = recent = (key, *self._find(key, batch, leaves))
        _, compiled, pack, _ = recent
        try:
            return pack(compiled(leaves if leaves is batch else _without_none(leaves)))
        except graph.ExecutionError:
            self._require_sizes(batch, leaves)
            raise

    def _require_sizes(self, batch, leaves) -> None:
        """Fails if a batch has a size that the model does not take.

        Where sizes vary they are symbols, and layers see no number that is wrong.
        """
        free, self.free_axes = self.free_axes, set()
        try:
            with graph.tracing():
                self._call_on_symbols(graph.pack_like(batch, self._symbols(leaves)))
        finally:
            self.free_axes = free

    def changes(self, batch) -> list:
        """The variables that it changes; it is traced for the batch, but not run."""
        nesting, leaves = _opened(batch)
        kinds = [None if a is None else (a.shape[1:], a.dtype, a.ndim) for a in leaves]
        return self._find((nesting, *kinds), batch, leaves)[2]

    def is_current(self) -> bool:
        """Whether the traces still hold."""
        if not self._traces:
            return True
        state = self.state()
        return state is self._traced_state or state == self._traced_state

    def _find(self, key, batch, leaves):
        found = self._traces.get(self._with_free_axes(key))
        if found is None:
            self._free_what_varies(key)
            found = self._trace(batch, leaves)
            if len(self._traces) >= KEPT_TRACES:
                self._traces.pop(next(iter(self._traces)))
            self._traces[self._with_free_axes(key)] = found
        return found

    def _with_free_axes(self, key):
        nesting, *kinds = key
        return nesting, *(
            part
            if part is None
            else (
                tuple(
                    None if (i, axis + 1) in self.free_axes else size
                    for axis, size in enumerate(part[0])
                ),
                *part[1:],
            )
            for i, part in enumerate(kinds)
        )

    def _free_what_varies(self, key) -> None:
        """Axes in which this batch differs from an earlier one of its kind."""
        for known in self._traces:
            same_kind = known[0] == key[0] and all(
                (a is None) == (b is None) and (a is None or a[1:] == b[1:])
                for a, b in zip(known[1:], key[1:])
            )
            if same_kind:
                self.free_axes |= {
                    (i, axis + 1)
                    for i, (a, b) in enumerate(zip(known[1:], key[1:]))
                    if a is not None
                    for axis, (m, n) in enumerate(zip(a[0], b[0]))
                    if m != n
                }

    def _trace(self, batch, leaves):
        inputs = self._symbols(leaves)
        symbols = graph.pack_like(batch, inputs)
        with staging(_without_none(inputs)) as stages, graph.tracing() as trace:
            results = self._call_on_symbols(symbols)
            # inside: a variable among the results stands for its latest value
            outputs = [graph.as_symbolic(t) for t in graph.flatten(results)]
        # the effects of the step come last: `pack_like` takes no more than the results
        outputs += trace.effects
        self._traced_state = self.state()
        compiled = graph.CompiledCallable(
            [*_without_none(inputs), *stages.placeholders],
            outputs,
            list(trace.updates.items()),
        )
        self.check(symbols, _needed(compiled.program))
        pack = graph.packer(graph.map_leaves(lambda _: None, results))
        return stages.in_front_of(compiled), pack, list(trace.updates)

    def _call_on_symbols(self, batch):
        try:
            return self.function(batch)
        except graph.SymbolicError as error:
            error.__notes__ = [*getattr(error, "__notes__", ()), _COMPILED]
            raise

    def _symbols(self, leaves) -> list:
        return [
            None if a is None else self._placeholder(i, a) for i, a in enumerate(leaves)
        ]

    def _placeholder(self, index, array: np.ndarray):
        sizes = [
            "batch"
            if axis == 0
            else None
            if (index, axis) in self.free_axes
            else int(size)
            for axis, size in enumerate(array.shape)
        ]
        return graph.placeholder(array.dtype, sizes, f"data_{index}")


def _needed(program) -> set:
    """The nodes whose values a program uses, those of inputs too."""
    read = {t.node for node in program.nodes() for t in node.inputs}
    return read | {t.node for t in program.roots}


def _kinds(batch):
    """Of an array, or of those in a tuple; None for other batches."""
    try:
        if type(batch) is tuple:
            return [(type(a), a.shape, a.dtype) for a in batch]
        return type(batch), batch.shape, batch.dtype
    except AttributeError:
        return None


def _opened(batch):
    """The nesting and the leaves; a tuple of arrays is its own leaves."""
    if type(batch) is tuple:
        for part in batch:
            if type(part) is not np.ndarray:
                break
        else:
            return (None,) * len(batch), batch
    return _nesting(batch), graph.flatten(batch)


def _without_none(leaves) -> list:
    return [a for a in leaves if a is not None]


def _nesting(part):
    """The form of a batch: keys of dicts, lengths of lists, None for arrays."""
    if isinstance(part, dict):
        return tuple([(name, _nesting(value)) for name, value in part.items()])
    if isinstance(part, (list, tuple)):
        return tuple([_nesting(value) for value in part])
    return None


class EagerStep:
    """Calls ``function(batch)`` on values, op by op: for looking inside."""

    def __init__(self, function):
        self.function = function

    def is_current(self) -> bool:
        """It depends on nothing that was read before."""
        return True

    def take(self, batch):
        """What a call on the plain form of the batch gives."""
        return self(plain_batch(batch))

    def __call__(self, batch):
        tensors = graph.map_leaves(
            lambda a: None if a is None else graph.as_tensor(a), batch
        )
        return graph.map_leaves(np.asarray, self.function(tensors))
