"""What watches eager ops and reads of variables: open tapes, planners, watchers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from graph.ir.op import Op
    from graph.ir.tensor import EagerTensor, Tensor
    from graph.ir.variable import Variable


class Recorder(Protocol):
    """Told of every op that runs, and every variable that is read."""

    def record(
        self, op: Op, inputs: Sequence[EagerTensor], outputs: tuple[EagerTensor, ...]
    ) -> None: ...

    def read(self, variable: Variable, tensor: Tensor) -> None: ...

    def tracks(self, tensor: Tensor) -> bool: ...
