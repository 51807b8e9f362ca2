"""A node without native code: its numpy kernel, between the native parts of a run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.engines.failures import failure_of
from graph.engines.known_sizes import check_known
from graph.engines.numpy.binding import bind_op
from graph.ir.errors import GraphError
from graph.ir.node import Node

if TYPE_CHECKING:
    from graph.ir.hints import Env


class NumpyStep:
    """Runs the kernel of a node on arrays of a run.

    Args:
        node: the node.
        env: the numbers of symbols.
        body_of: gives the executable of a control-flow body.
        wanted: the outputs that somebody reads.
    """

    def __init__(
        self, node: Node, env: Env, body_of: Callable[..., Any], wanted: list[int]
    ) -> None:
        self.node, self.wanted = node, wanted
        op = node.op
        if op.takes_sizes and op.symbols():
            check_known(node, op.bind(env), env)
        bound = bind_op(op, env, body_of)
        self.fills = bound.kernel_into is not None and wanted == [0]
        self.kernel = bound.kernel_into if self.fills else bound.kernel

    def __call__(
        self, inputs: Sequence[np.ndarray], targets: Sequence[np.ndarray]
    ) -> None:
        """Fills the arrays of the wanted outputs."""
        try:
            if self.fills:
                self.kernel(targets[0], *inputs)
                return
            results = self.kernel(*inputs)
        except GraphError:
            raise
        except Exception as error:
            raise failure_of(self.node, error) from error
        if len(self.node.specs) == 1:
            results = (results,)
        for index, target in zip(self.wanted, targets):
            target[...] = results[index]
