"""Keras tensors: symbolic tensors that know which layer made them."""

from __future__ import annotations

import itertools
from typing import Any, NamedTuple, cast

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

    def __init__(self, node: Any, index: int, spec: graph.Spec) -> None:
        super().__init__(node, index, spec)
        self.plain = graph.SymbolicTensor(node, index, spec)
        self._keras_history: Any = None
        self._name: str | None = None
        self._declared: tuple[Any, ...] | None = None

    __hash__ = object.__hash__

    @property
    def history(self) -> History:
        history: History = self._keras_history
        return history

    @property
    def shape(self) -> tuple[int | None, ...]:
        """Sizes, None for those that are not known or that the layer leaves open."""
        return super().shape if self._declared is None else self._declared

    def declare_shape(self, shape: Any) -> None:
        """What `shape` shows from now on; computations know all sizes as before."""
        self._declared = tuple(shape)

    @property
    def name(self) -> str:
        name: str | None = self._name
        return str(self._keras_history.operation.name) if name is None else name

    @property
    def sparse(self) -> bool:
        return False

    def __repr__(self) -> str:
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

    def infer(self, x: graph.Spec) -> graph.Spec:
        return x

    def kernel(self, x: Any) -> Any:
        return x

    def vjp(self, dy: Any, y: Any, x: Any) -> Any:
        return (dy,)


class KerasOutput(LayerOutput):
    """A `LayerOutput` whose tensor has a history."""

    tensor_type = KerasTensor


_SERIALS = itertools.count(1)


def mark_output(
    tensor: graph.SymbolicTensor, history: History, name: str | None = None
) -> KerasTensor:
    """A Keras tensor with this history, on top of a symbolic tensor."""
    op = KerasOutput(history.operation.name, next(_SERIALS))
    marked = cast(KerasTensor, graph.apply(op, graph.as_symbolic(tensor)))
    marked._keras_history = history
    marked._name = name
    return marked


def distinct(tensor: graph.SymbolicTensor, label: str) -> graph.Tensor:
    """The same value as another tensor object, to which a mask can be attached."""
    return graph.apply(LayerOutput(label, next(_SERIALS)), tensor)


def is_keras_tensor(x: graph.Tensor) -> bool:
    """Whether a value is a tensor of a functional model.

    Example:
        >>> import kerasish
        >>> kerasish.utils.is_keras_tensor(kerasish.Input((3,)))
        True
    """
    return isinstance(x, KerasTensor)


def plain(value: float | graph.Tensor) -> float | graph.Tensor:
    """The value without its history."""
    return value.plain if isinstance(value, KerasTensor) else value
