"""What a tape keeps: ops that ran on watched values, and variables that were read."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from graph.autodiff.jacobian import jacobian
from graph.autodiff.replay import Record, walk_records
from graph.autodiff.reverse import gradients
from graph.ir.dispatch import as_symbolic, as_tensor, is_symbolic
from graph.ir.dtypes import kind_of
from graph.ir.errors import GradientError, describe
from graph.ir.origin import here
from graph.ir.tensor import EagerTensor, SymbolicTensor, Tensor
from graph.ir.trace import active_recorders, active_trace, recording
from graph.ir.variable import Variable
from graph.ops.elementwise.arithmetic import add
from graph.ops.elementwise.selection import zero_like
from graph.ops.shape.broadcast import broadcast_to
from graph.ops.shape.concatenate import stack
from graph.ops.shape.reshape import reshape

if TYPE_CHECKING:
    from graph.ir.op import Op


class Recording:
    """Told by the dispatcher of each op on values and of each variable read.

    Args:
        watch_reads: whether trainable variables are watched when they are read.
    """

    def __init__(self, watch_reads: bool) -> None:
        self._watch_reads = watch_reads
        self.clear()

    def clear(self) -> None:
        """Forgets everything."""
        self.records: list[Record] = []
        self.tracked: set[int] = set()  # ids of tensors that the others hold
        self.watched: list[Tensor] = []
        self.values: dict[Variable, dict[int, Tensor]] = {}
        self.watch_reads = self._watch_reads

    def close(self) -> None:
        """Forgets everything but which variables were met, and watches no more."""
        met = self.values
        self.clear()
        self.values = {variable: {} for variable in met}
        self.watch_reads = False

    def record(
        self, op: Op, inputs: Sequence[EagerTensor], outputs: tuple[EagerTensor, ...]
    ) -> None:
        """Keeps an op if a watched value goes into it."""
        tracked = self.tracked
        for tensor in inputs:
            if id(tensor) in tracked:
                break
        else:
            return
        self.records.append((op, inputs, outputs))
        for tensor in outputs:
            if kind_of(tensor.array.dtype) in "fc":
                tracked.add(id(tensor))

    def read(self, variable: Variable, tensor: Tensor) -> None:
        """Watches a variable that is read, if it is trainable."""
        if self.watch_reads and variable.trainable:
            self.watch_variable(variable, tensor)

    def tracks(self, tensor: Tensor) -> bool:
        """Whether what is computed from this value is kept."""
        return id(tensor) in self.tracked

    def watch(self, tensor: Tensor) -> None:
        """Keeps what is computed from this value."""
        self.watched.append(tensor)
        self.tracked.add(id(tensor))

    def watch_variable(self, variable: Variable, tensor: Tensor) -> None:
        """Keeps what is computed from a variable, read as this tensor."""
        self.values.setdefault(variable, {})[id(tensor)] = tensor
        if isinstance(tensor, EagerTensor):
            self.tracked.add(id(tensor))

    # ---- derivatives

    def derivatives(
        self,
        targets: Sequence[Tensor],
        leaves: Sequence[Tensor],
        seeds: Sequence[Tensor | None],
        seen: bool,
    ) -> list[Tensor | None]:
        """One derivative for each leaf, a tensor or a variable, or None.

        Args:
            targets: tensors; if one is symbolic, so are the derivatives.
            leaves: tensors and variables.
            seeds: the cotangents of the targets; None for ones.
            seen: whether this recording keeps the walk itself, for a further one.
        """
        symbolic = any(map(is_symbolic, targets))
        if symbolic:
            self._require_no_values(leaves)
        parts = [self._tensors_of(leaf, symbolic) for leaf in leaves]
        sources = [tensor for part in parts for tensor in part]
        if symbolic:
            found: Iterator[Any] = iter(
                gradients(targets, sources, seeds, unconnected="none")
            )
        else:
            found = iter(self._walk_back(targets, sources, seeds, seen))
        return [total([next(found) for _ in part]) for part in parts]

    def jacobians(
        self, target: Tensor, leaves: Sequence[Tensor], seen: bool
    ) -> list[Tensor | None]:
        """The derivative of each element of a target for each leaf, or None."""
        if is_symbolic(target):
            self._require_no_values(leaves)
            parts = [self._tensors_of(leaf, True) for leaf in leaves]
            sources = [tensor for part in parts for tensor in part]
            found = iter(jacobian(target, sources, unconnected="none"))
            return [total([next(found) for _ in part]) for part in parts]
        shape = cast("tuple[int, ...]", target.shape)
        count = math.prod(shape)
        units = np.eye(count, dtype=target.dtype).reshape(count, *shape)
        rows = [self.derivatives([target], leaves, [unit], seen) for unit in units]
        columns = zip(*rows) if rows else [()] * len(leaves)
        return [_joined(column, shape, x) for column, x in zip(columns, leaves)]

    def batch_rows(
        self, target: Tensor, source: Tensor, seen: bool
    ) -> list[Tensor | None] | None:
        """The derivatives of each element of a sample, (batch, ...) each, or None."""
        target = target.value if isinstance(target, Variable) else as_tensor(target)
        shape = cast("tuple[int, ...]", target.spec.shape)
        count = math.prod(shape[1:])
        units = np.eye(count, dtype=target.dtype).reshape(count, 1, *shape[1:])
        rows = [
            self.derivatives([target], [source], [broadcast_to(unit, shape)], seen)[0]
            for unit in units
        ]
        return None if all(row is None for row in rows) else rows

    def _walk_back(
        self,
        targets: Sequence[Tensor],
        sources: Sequence[Tensor],
        seeds: Sequence[Tensor | None],
        seen: bool,
    ) -> list[Tensor | None]:
        """The derivatives of values; the tapes around this one see how."""
        values = [t.value if isinstance(t, Variable) else as_tensor(t) for t in targets]
        others = [r for r in active_recorders() if r is not self or seen]
        with recording(*(others or [_SILENCE])):
            found = walk_records(list(self.records), values, seeds, sources)
        return [found.get(id(source)) for source in sources]

    def _tensors_of(self, leaf: Tensor, symbolic: bool) -> list[Tensor]:
        """The tensors that stand for a source: of a variable, all that were read."""
        if not isinstance(leaf, Variable):
            return [as_tensor(leaf)]
        kind = SymbolicTensor if symbolic else EagerTensor
        read = self.values.get(leaf, {}).values()
        values: list[Tensor] = [tensor for tensor in read if isinstance(tensor, kind)]
        untold = symbolic and not values and active_trace() is None
        return [as_symbolic(leaf)] if untold else values

    def _require_no_values(self, leaves: Sequence[Tensor]) -> None:
        watched = {id(tensor) for tensor in self.watched}
        for leaf in leaves:
            if id(leaf) in watched:
                raise GradientError(
                    describe(
                        "GradientTape: a value is a constant to a symbolic target",
                        {"source": leaf.spec},
                        "compute from a variable, a placeholder or "
                        "graph.constant(value)",
                        str(here()),
                    )
                )


class _Silence:
    """A recorder that keeps nothing: values made under it are plain numbers."""

    def record(
        self, op: Op, inputs: Sequence[EagerTensor], outputs: tuple[EagerTensor, ...]
    ) -> None:
        """Nothing is kept."""

    def read(self, variable: Variable, tensor: Tensor) -> None:
        """Nothing is kept."""

    def tracks(self, tensor: Tensor) -> bool:
        return False


_SILENCE = _Silence()


def total(parts: Sequence[Tensor | None]) -> Tensor | None:
    """The sum of what is not None; None where nothing is."""
    parts = [part for part in parts if part is not None]
    return functools.reduce(add, parts) if parts else None


def _joined(
    rows: tuple[Tensor | None, ...], shape: tuple[int, ...], source: Tensor
) -> Tensor | None:
    """The rows of a Jacobian, one for each element of the target, as one tensor."""
    if all(row is None for row in rows):
        return None
    full = [zero_like(source) if row is None else row for row in rows]
    own = cast("tuple[int, ...]", source.shape)
    return reshape(stack(full), (*shape, *own))
