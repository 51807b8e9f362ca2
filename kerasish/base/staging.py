"""What a compiled step leaves to Python: results whose size follows from the data.

A compiled graph takes its sizes from what is fed. A layer such as `TextVectorization`,
whose result is as long as the longest text, is therefore computed before the step, and
its result is fed.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from contextvars import ContextVar
from typing import Any, NamedTuple, cast

import numpy as np

import graph

_PLACEHOLDER = type(graph.placeholder("bool", ()).node.op)
_ACTIVE: ContextVar[Stages | None] = ContextVar("stages", default=None)


class _Stage(NamedTuple):
    tensor: graph.SymbolicTensor
    function: Callable[..., Any]
    placeholder: graph.SymbolicTensor


class Stages:
    """The functions that run before a step, in order."""

    def __init__(self, inputs: Sequence[graph.SymbolicTensor]) -> None:
        self._inputs = inputs
        self._stages: list[_Stage] = []

    def can_run(self, tensor: Any) -> bool:
        """Whether a tensor follows from the inputs, and not from those of a model that
        is put together meanwhile."""
        known = {t.node for t in (*self._inputs, *self.placeholders)}
        pending, seen = [tensor.node], set()
        while pending:
            node = pending.pop()
            if node in known or node in seen:
                continue
            if isinstance(node.op, _PLACEHOLDER):
                return False
            seen.add(node)
            pending += [t.node for t in node.inputs]
        return True

    @property
    def placeholders(self) -> list[graph.SymbolicTensor]:
        """What their results are fed to."""
        return [stage.placeholder for stage in self._stages]

    def add(self, tensor: Any, function: Any, spec: graph.Spec) -> graph.SymbolicTensor:
        """Stands for function(tensor) in the step."""
        placeholder = graph.placeholder(spec.dtype, cast("Any", spec.shape), "staged")
        self._stages.append(_Stage(tensor, function, placeholder))
        return placeholder

    def in_front_of(self, step: Callable[..., Any]) -> Callable[..., Any]:
        """The step, which takes values of the inputs and then of the placeholders, as a
        function of the inputs alone."""
        if not self._stages:
            return step
        known, runs = list(self._inputs), []
        for tensor, function, placeholder in self._stages:
            runs.append((graph.CompiledCallable(known, [tensor], []), function))
            known = [*known, placeholder]

        def staged(values: Any) -> Any:
            values = list(values)
            for compiled, function in runs:
                values.append(function(np.asarray(compiled(values)[0])))
            return step(values)

        return staged


@contextlib.contextmanager
def staging(inputs: Sequence[graph.SymbolicTensor]) -> Iterator[Stages]:
    """Collects, while a step of these inputs is traced, what is to run before it."""
    stages = Stages(inputs)
    token = _ACTIVE.set(stages)
    try:
        yield stages
    finally:
        _ACTIVE.reset(token)


def staged(tensor: Any, function: Callable[..., Any], spec: graph.Spec) -> graph.Tensor:
    """function(tensor), of a size that follows from the data.

    Args:
        tensor: a value, on which the function is called now; or a symbolic tensor.
        function: takes and returns an array.
        spec: of the result; a size that follows from the data is a name.
    """
    if not isinstance(tensor, graph.SymbolicTensor):
        return graph.as_tensor(function(np.asarray(tensor)))
    stages = _ACTIVE.get()
    is_open = any(isinstance(size, str) for size in spec.shape)
    if stages is None or not is_open or not stages.can_run(tensor):
        return cast(graph.Tensor, graph.py_function(function, [tensor], spec))
    return stages.add(tensor, function, spec)
