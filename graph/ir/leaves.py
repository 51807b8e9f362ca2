"""The ops without inputs, and the two that mark tensors: where graphs begin and end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graph.ir.dims import Size
from graph.ir.op import Op
from graph.ir.spec import Spec, spec_of

if TYPE_CHECKING:
    from graph.ir.hints import Cotangents
    from graph.ir.tensor import Tensor
    from graph.ir.variable import Variable


class Placeholder(Op):
    """A value that is fed at each run."""

    dtype: np.dtype
    sizes: tuple[Size, ...]
    label: str
    is_unique = True

    def infer(self) -> Spec:
        return Spec(self.dtype, self.sizes)

    def __repr__(self) -> str:
        return f"placeholder({self.label!r})"


class Held:
    """An array as an attribute: compares by identity, never copied."""

    __slots__ = ("array",)

    def __init__(self, array: np.ndarray) -> None:
        self.array = array

    def __repr__(self) -> str:
        array = self.array
        if array.size <= 4:
            return np.array2string(array, separator=", ")
        return f"<{spec_of(array)}>"


class Constant(Op):
    """A value that is known when the graph is built."""

    held: Held
    is_unique = True

    def infer(self) -> Spec:
        return spec_of(self.held.array)

    @property
    def array(self) -> np.ndarray:
        return self.held.array

    def kernel(self) -> np.ndarray:
        return self.held.array


class ReadVariable(Op):
    """The value of a variable at the start of a run."""

    variable: Variable
    is_unique = True

    def infer(self) -> Spec:
        return self.variable.spec

    @property
    def label(self) -> str:
        return self.variable.name

    def __repr__(self) -> str:
        return f"read_variable({self.variable.name!r})"


class Assign(Op):
    """y = x, and at the end of the run the variable holds x. No gradient passes."""

    variable: Variable
    is_unique = True
    is_marker = True
    is_view = True

    def infer(self, x: Spec) -> Spec:
        return x

    def kernel(self, x: np.ndarray) -> np.ndarray:
        return x

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor) -> Cotangents:
        return (None,)

    def __repr__(self) -> str:
        return f"assign({self.variable.name!r})"


class AssignedValue(Op):
    """What a trace reads of a variable after an assignment, and under a tape: y = x.

    No gradient passes to x. As for values: what is read is the variable, not what it
    was made from. Inside a body the value before comes second, and takes the cotangent:
    so that of the variable, where the body begins, is the sum over all reads.
    """

    variable: Variable
    is_unique = True
    is_marker = True
    is_view = True

    def infer(self, x: Spec, *before: Spec) -> Spec:
        return x

    def kernel(self, x: np.ndarray, *before: np.ndarray) -> np.ndarray:
        return x

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor, *before: Tensor) -> Cotangents:
        return (None, *(dy for _ in before))

    def __repr__(self) -> str:
        return f"assigned_value({self.variable.name!r})"


class SizeValue(Op):
    """The number that a symbolic size stands for, as an int64 scalar."""

    size: Size

    def infer(self) -> Spec:
        return Spec(np.int64, ())

    def kernel(self) -> np.ndarray:
        return np.array(self.size, np.int64)


LEAVES = (Placeholder, Constant, ReadVariable, SizeValue)
