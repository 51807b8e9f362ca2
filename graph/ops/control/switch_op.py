"""The branch primitive: one of several bodies runs."""

from __future__ import annotations

import numpy as np

from graph.ir.dtypes import kind_of
from graph.ir.op import Op
from graph.ir.spec import Spec
from graph.ir.subgraph import Subgraph
from graph.ops.control.bodies import require_inputs


class Switch(Op):
    """The outputs of branches[index], with the index held within the branches.

    Inputs are the index, an integer or boolean scalar, and what the branches capture.
    """

    branches: tuple[Subgraph, ...]

    def infer(self, index: Spec, *captured: Spec) -> tuple[Spec, ...]:
        if index.rank or kind_of(index.dtype) not in "biu":
            self.fail("the index must be an integer or boolean scalar", index=index)
        for branch in self.branches:
            require_inputs(self, branch, captured)
        return self.branches[0].output_specs

    def kernel(
        self, index: np.ndarray, *captured: np.ndarray
    ) -> np.ndarray | tuple[np.ndarray, np.ndarray]:
        number = min(max(int(index), 0), len(self.branches) - 1)
        results = self.branches[number](*captured)
        return tuple(results) if len(results) > 1 else results[0]
