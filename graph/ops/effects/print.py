"""Printing values while a graph runs."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.ir.dims import Dim
from graph.ir.dispatch import apply, as_symbolic, as_tensor
from graph.ir.errors import ArgumentError, describe
from graph.ir.op import Op
from graph.ir.origin import here
from graph.ir.spec import Spec
from graph.ir.structure import map_leaves
from graph.ir.tensor import Tensor
from graph.ir.trace import active_trace
from graph.ir.variable import Variable
from graph.ops.public import public

if TYPE_CHECKING:
    from graph.ir.hints import Cotangents, TensorLike


#: stands in a template for the value of an input
_PLACE = re.compile("\0(\\d+)\0")


class Print(Op):
    """y = the first input; writes the template with the values of the inputs.

    The gradient is dy.
    """

    template: str
    summarize: int
    end: str
    output: object = None
    is_effect = True
    is_unique = True
    is_view = True

    def infer(self, x: Spec, *_: Spec) -> Spec:
        return x

    def kernel(self, x: np.ndarray, *others: np.ndarray) -> np.ndarray:
        shown = [_text(array, self.summarize) for array in (x, *others)]
        stream: Any = sys.stdout if self.output is None else self.output
        text = _PLACE.sub(lambda match: shown[int(match[1])], self.template)
        stream.write(text + self.end)
        return x

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor, *others: Tensor) -> Cotangents:
        return (dy, *[None] * len(others))

    def __repr__(self) -> str:
        return f"print({_PLACE.sub('{}', self.template)!r})"


class _Place:
    """Where an input stands in the nesting that is printed."""

    def __init__(self, number: int) -> None:
        self.number = number

    def __repr__(self) -> str:
        return f"\0{self.number}\0"


def _text(array: np.ndarray, summarize: int) -> str:
    array = np.asarray(array)
    if not array.ndim:
        return str(array[()])
    if summarize < 0:
        return np.array2string(array, threshold=sys.maxsize)
    return np.array2string(array, threshold=0, edgeitems=summarize)


@public
def print(
    *values: Any, summarize: int = 3, end: str = "\n", output: Any = None
) -> Tensor | None:
    """The first tensor of the values, unchanged; prints the values when that is run.

    On values it prints now. In a graph it prints in each run that needs the result.
    Inside a trace (a function that is compiled, the step of ``fit``, the body of a
    loop) it prints in each run, whether the result is used or not, and in the order of
    the program.

    Args:
        values: strings, numbers, tensors, sizes, and nestings of them; a blank stands
            between.
        summarize: how many numbers are shown at either end of an axis; -1 for all.
        end: what follows the last value.
        output: an open text file; None for the standard output of the moment.

    Returns:
        The first tensor or array among the values; None if there is none.

    Raises:
        ArgumentError: summarize is 0, or less than -1.

    Gradient:
        That of the result as if it had not been printed. A backward pass that computes
        a part of the forward one again does not print again.

    Example:
        >>> import graph
        >>> x = graph.placeholder("float32", (None,), "x")
        >>> y = graph.sum(graph.print("x is", x))
        >>> float(graph.Session().run(y, {x: [1.0, 2.0]}))
        x is [1. 2.]
        3.0
    """
    if summarize < -1 or summarize == 0:
        raise ArgumentError(
            describe(
                "print: summarize is a positive number, or -1 for everything",
                {"summarize": summarize},
                made_by=str(here()),
            )
        )
    tensors: list[Any] = []

    def place(leaf: Any) -> _Place | int | str:
        if not isinstance(leaf, (Tensor, Dim, np.ndarray, np.generic)):
            result: _Place | int | str = leaf
            return result
        tensors.append(leaf)
        return _Place(len(tensors) - 1)

    template = " ".join(str(map_leaves(place, value)) for value in values)
    op = Print(template, summarize, end, output)
    if not tensors:
        apply(op, *_in_trace([np.zeros((), np.bool_)]))
        return None
    return apply(op, *_in_trace(tensors))


def _in_trace(tensors: Sequence[TensorLike]) -> list[Tensor]:
    """The tensors, made symbolic where the op must become a node."""
    if active_trace() is not None:
        return [as_symbolic(t) for t in tensors]
    return [t.value if isinstance(t, Variable) else as_tensor(t) for t in tensors]
