"""Which parameters and outputs of a scan's body take part in its gradient."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from graph.autodiff.step_gradient import downstream, flows
from graph.ir.node import reachable
from graph.ops.control.scan_op import Scan

if TYPE_CHECKING:
    from graph.ir.node import Node


class ScanFlow:
    """What has a cotangent when a scan is walked back.

    Args:
        op: the scan.
        dys: the cotangents of its outputs, None where absent.
        wanted: for each input whether its cotangent is wanted.

    Attributes:
        carries, rows, captured: the places of the parameters of the body that depend on
            a wanted input, of each kind.
        seeded: the outputs of the body through which cotangents enter a step.
    """

    def __init__(self, op: Scan, dys: Sequence[Any], wanted: Sequence[bool]) -> None:
        self.op, self.body = op, op.body
        targets = self._targets(wanted)
        rows, captured = op.carries, op.carries + op.scanned
        self.carries = [i for i in targets if i < rows]
        self.rows = [i for i in targets if rows <= i < captured]
        self.captured = [i for i in targets if i >= captured]
        self.seeded = self._seeded({i for i, dy in enumerate(dys) if dy is not None})

    @property
    def targets(self) -> list[int]:
        return [*self.carries, *self.rows, *self.captured]

    def _targets(self, wanted: Sequence[bool]) -> list[int]:
        """Parameters that are wanted, or carry what depends on one."""
        params = self.body.params
        found = {i for i, w in enumerate(wanted) if w and flows(params[i])}
        while True:
            reached = self._reached(found)
            carried = {
                i
                for i, output in enumerate(self.body.outputs[: self.op.carries])
                if output.node in reached and flows(output)
            }
            if carried <= found:
                return sorted(found)
            found |= carried

    def _reached(self, places: Sequence[int] | set[int]) -> set[Node]:
        return downstream(self.body.nodes, [self.body.params[i] for i in places])

    def _seeded(self, live: set[int]) -> set[int]:
        """The outputs with a cotangent, also by way of the carries of later steps."""
        outputs = self.body.outputs
        while True:
            needed = set(reachable([outputs[i] for i in live]))
            carried = {i for i in self.carries if self.body.params[i].node in needed}
            if carried <= live:
                break
            live = live | carried
        reached = self._reached(self.targets)
        return {i for i in live if outputs[i].node in reached and flows(outputs[i])}
