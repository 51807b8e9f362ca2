"""An order between nodes that do not use each other's values."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graph.ir.node import make_node
from graph.ir.op import Op
from graph.ir.spec import Spec
from graph.ir.tensor import SymbolicTensor

if TYPE_CHECKING:
    from graph.ir.hints import Cotangents
    from graph.ir.tensor import Tensor


class Barrier(Op):
    """y = x, after the other inputs are there; never shared or removed.

    What is computed from it is computed anew, not taken from where x was used before.
    """

    is_unique = True
    is_view = True

    def infer(self, x: Spec, *_: Spec) -> Spec:
        return x

    def kernel(self, x: np.ndarray, *_: np.ndarray) -> np.ndarray:
        return x

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor, *others: Tensor) -> Cotangents:
        return (dy, *[None] * len(others))


class Along(Op):
    """y = x. Whoever fetches y also fetches the other inputs, which are assignments."""

    is_marker = True
    is_view = True

    def infer(self, x: Spec, *_: Spec) -> Spec:
        return x

    def kernel(self, x: np.ndarray, *_: np.ndarray) -> np.ndarray:
        return x

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor, *others: Tensor) -> Cotangents:
        return (dy, *[None] * len(others))


def after(x: SymbolicTensor, *others: SymbolicTensor) -> SymbolicTensor:
    """x, which is there only when the others are."""
    return make_node(Barrier(), (x, *others)).output()
