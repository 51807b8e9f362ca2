"""Keras tensors: symbolic tensors that know which layer made them."""

from __future__ import annotations

import itertools
from typing import Any, NamedTuple

import graph
from kerasish.base.settings import standardize_dtype


class History(NamedTuple):
    """Which call of which layer made a tensor, and which of its outputs it is."""

    operation: Any
    node_index: int
    tensor_index: int


class KerasTensor(graph.SymbolicTensor):
    """A tensor of a functional model: a symbolic tensor with a history.

    Operators and ``kerasish.ops`` on it are recorded as layers of the model. ``plain``
    is the same tensor without history, which layers compute with.
    """

    __slots__ = ("_declared", "_keras_history", "_name", "plain")

    def __init__(self, node, index, spec):
        super().__init__(node, index, spec)
        self.plain = graph.SymbolicTensor(node, index, spec)
        self._keras_history = None
        self._name = None
        self._declared = None

    __hash__ = object.__hash__

    @property
    def history(self) -> History:
        return self._keras_history

    @property
    def shape(self) -> tuple:
        """Sizes, None for those that are not known or that the layer leaves open."""
        return super().shape if self._declared is None else self._declared

    def declare_shape(self, shape) -> None:
        """What `shape` shows from now on; computations know all sizes as before."""
        self._declared = tuple(shape)

    @property
    def name(self) -> str:
        return self._keras_history.operation.name if self._name is None else self._name

    @property
    def sparse(self) -> bool:
        return False

    def __repr__(self):
        return (
            f"<KerasTensor shape={self.shape}, dtype={standardize_dtype(self.dtype)}, "
            f"sparse=False, ragged=False, name={self.name}>"
        )


class LayerOutput(graph.Op):
    """y = x, where a layer hands over: one node a call, removed by the passes."""

    label: str
    serial: int
    is_marker = True
    is_view = True

    def infer(self, x: graph.Spec):
        return x

    def kernel(self, x):
        return x

    def vjp(self, dy, y, x):
        return (dy,)


class KerasOutput(LayerOutput):
    """A `LayerOutput` whose tensor has a history."""

    tensor_type = KerasTensor


_SERIALS = itertools.count(1)


def mark_output(tensor, history: History, name: str | None = None) -> KerasTensor:
    """A Keras tensor with this history, on top of a symbolic tensor."""
    op = KerasOutput(history.operation.name, next(_SERIALS))
    marked = graph.apply(op, graph.as_symbolic(tensor))
    marked._keras_history = history
    marked._name = name
    return marked


def distinct(tensor, label: str) -> graph.Tensor:
    """The same value as another tensor object, to which a mask can be attached."""
    return graph.apply(LayerOutput(label, next(_SERIALS)), tensor)


def is_keras_tensor(x) -> bool:
    """Whether a value is a tensor of a functional model.

    Example:
        >>> import kerasish
        >>> kerasish.utils.is_keras_tensor(kerasish.Input((3,)))
        True
    """
    return isinstance(x, KerasTensor)


def plain(value):
    """The value without its history."""
    return value.plain if isinstance(value, KerasTensor) else value
