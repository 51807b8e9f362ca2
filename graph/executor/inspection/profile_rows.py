"""The laps of a clock as rows: by node, by layer, by op."""

from __future__ import annotations

from typing import NamedTuple

from graph.engines.clock import Clock, Lap
from graph.executor.inspection.explained_steps import counted
from graph.ir.naming import scope_path, unique_names
from graph.ir.subgraph import named_bodies

GROUPINGS = ("node", "layer", "op")


class Run(NamedTuple):
    """One run of a program, in nanoseconds of `time.perf_counter_ns`."""

    start: int
    end: int


class Row(NamedTuple):
    """What one node, layer or op took in all."""

    name: str
    op: str
    ms: float
    calls: int
    nbytes: int
    line: str


class Rows:
    """Names, sizes and own times of what a clock has measured."""

    def __init__(self, clock: Clock) -> None:
        self.laps = clock.laps
        programs = dict.fromkeys(lap.meter.program for lap in self.laps)
        nodes = dict.fromkeys(node for p in programs for node in p.nodes())
        self._names = unique_names(nodes)
        owners = {
            body: f"{self._names[node]}.{name}"
            for node in nodes
            for name, body in named_bodies(node.op)
        }
        self._inside = {p: owners.get(b, "") for p, b in clock.bodies.items()}

    def grouped(self, by: str) -> list[Row]:
        """A row for each node, layer or op, the longest first."""
        found: dict[str, Row] = {}
        known: dict[tuple[int, int], Row] = {}  # one run of each step
        for lap, own in zip(self.laps, self.own_times()):
            step = (id(lap.meter), lap.step)
            if step not in known:
                known[step] = self._single(lap, getattr(self, f"{by}_of")(lap))
            one = known[step]
            sofar = found.get(one.name, one._replace(ms=0.0, calls=0, nbytes=0))
            found[one.name] = one._replace(
                ms=sofar.ms + own / 1e6,
                calls=sofar.calls + 1,
                nbytes=sofar.nbytes + one.nbytes,
            )
        return sorted(found.values(), key=lambda row: -row.ms)

    def _single(self, lap: Lap, name: str) -> Row:
        line = lap.node.origin.place
        return Row(name, self.op_of(lap), 0.0, 1, lap.written, line)

    def own_times(self) -> list[int]:
        """The time of each lap without that of laps inside it, in nanoseconds."""
        own = [lap.end - lap.start for lap in self.laps]
        waiting: dict[int, list[int]] = {}  # by thread, laps that nothing contains yet
        for number, lap in enumerate(self.laps):  # they come in the order of their ends
            inner = waiting.setdefault(lap.thread, [])
            while inner and self.laps[inner[-1]].start >= lap.start:
                other = self.laps[inner.pop()]
                own[number] -= other.end - other.start
            inner.append(number)
        return own

    def node_of(self, lap: Lap) -> str:
        """The name of the node; of one of them where several run together."""
        inside = self._inside.get(lap.meter.program, "")
        name = self._names[lap.node]
        return f"{inside}/{name}" if inside else name

    def layer_of(self, lap: Lap) -> str:
        """The layer of the node; of one of them where several run together."""
        return scope_path(lap.node.origin) or "(no layer)"

    def op_of(self, lap: Lap) -> str:
        """The op, or all that run together."""
        ops = [node.op.name for node in lap.nodes]
        return ops[0] if len(ops) == 1 else f"fused({counted(ops)})"
