"""Finding the logits behind probabilities, from which logarithms are exact."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph.ir.tensor import SymbolicTensor, Tensor
from graph.ops.elementwise.arithmetic import Divide, Subtract
from graph.ops.elementwise.exponential import Exp, Sigmoid
from graph.ops.gradient_control import StopGradient
from graph.ops.nn.softmax import softmax
from graph.ops.public import public

if TYPE_CHECKING:
    from graph.ir.hints import TensorLike


@public
def softmax_logits(y: TensorLike, axis: int = -1) -> Tensor | None:
    """The x of a symbolic y = softmax(x, axis); None for any other tensor.

    Example:
        >>> import graph
        >>> x = graph.placeholder("float32", (None, 3), "x")
        >>> graph.softmax_logits(graph.softmax(x)) is x
        True
        >>> graph.softmax_logits(x) is None
        True
    """
    y = _unmarked(y)
    x = y
    for kind in (Divide, Exp, Subtract):
        if not _made_by(x, kind):
            return None
        x = x.node.inputs[0]
    # equal nodes are one node, so this only finds the softmax again
    return x if softmax(x, axis).node is y.node else None


@public
def sigmoid_logits(y: TensorLike) -> Tensor | None:
    """The x of a symbolic y = sigmoid(x); None for any other tensor.

    Example:
        >>> import graph
        >>> x = graph.placeholder("float32", (None,), "x")
        >>> graph.sigmoid_logits(graph.sigmoid(x)) is x
        True
    """
    y = _unmarked(y)
    return y.node.inputs[0] if _made_by(y, Sigmoid) else None


def _unmarked(y: TensorLike) -> Tensor:
    """The tensor below the marks that layers set, which change neither it nor dy."""
    while isinstance(y, SymbolicTensor):
        if not y.node.op.is_marker or isinstance(y.node.op, StopGradient):
            break
        y = y.node.inputs[0]
    return y


def _made_by(tensor: TensorLike, kind: type[Any]) -> bool:
    return isinstance(tensor, SymbolicTensor) and type(tensor.node.op) is kind
