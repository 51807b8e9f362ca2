"""Keras tensors: symbolic tensors that know which layer made them."""

from __future__ import annotations

from typing import Any, NamedTuple

import graph


class History(NamedTuple):
    """Which call of which layer made a tensor, and which of its outputs it is."""

    operation: Any
    node_index: int
    tensor_index: int


class KerasTensor(graph.SymbolicTensor):
    """A tensor of a functional model: a symbolic tensor with a history.

    Operators and ``kerasish.ops`` on it are recorded as layers of the model.
    """

    __slots__ = ("_keras_history", "_name")

    def __init__(self, node, index, spec):
        super().__init__(node, index, spec)
        self._keras_history = None
        self._name = None

    __hash__ = object.__hash__

    @property
    def history(self) -> History:
        return self._keras_history

    @property
    def name(self) -> str:
        if self._name is not None:
            return self._name
        return f"{self._keras_history.operation.name}"

    @property
    def inner(self) -> graph.SymbolicTensor:
        """The plain symbolic tensor of the graph that the layers emitted."""
        return self.node.inputs[0]

    @property
    def sparse(self) -> bool:
        return False

    def __repr__(self):
        return (
            f"<KerasTensor shape={self.shape}, dtype={self.dtype.name}, "
            f"sparse=False, ragged=False, name={self.name}>"
        )


class LayerOutput(graph.Op):
    """y = x, where a layer hands over: carries the history, and passes remove it."""

    label: str
    serial: int
    is_marker = True
    is_view = True
    tensor_type = KerasTensor

    def infer(self, x: graph.Spec):
        return x

    def kernel(self, x):
        return x

    def vjp(self, dy, y, x):
        return (dy,)


_SERIAL = iter(range(1, 2**62))


def mark_output(tensor, history: History, name: str | None = None) -> KerasTensor:
    """A Keras tensor with this history, on top of a symbolic tensor."""
    op = LayerOutput(history.operation.name, next(_SERIAL))
    marked = graph.apply(op, graph.as_symbolic(tensor))
    marked._keras_history = history
    marked._name = name
    return marked


def is_keras_tensor(value) -> bool:
    """Whether a value is a tensor of a functional model.

    Example:
        >>> import kerasish
        >>> kerasish.utils.is_keras_tensor(kerasish.Input((3,)))
        True
    """
    return isinstance(value, KerasTensor)


def plain(value):
    """The value without its history."""
    return value.inner if isinstance(value, KerasTensor) else value
