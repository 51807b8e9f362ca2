"""Binds the source of a program to sizes: kernels with numbers, views into an arena."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.engines.clock import Meter
from graph.engines.description import total_bytes
from graph.engines.known_sizes import check_known, known_shape
from graph.engines.numpy.source import Source
from graph.ir.dims import Dim, evaluate
from graph.ir.node import Node
from graph.ir.op import Op
from graph.ir.subgraph import BoundBody, Subgraph
from graph.passes.plan_memory import Lifetime, plan_memory

if TYPE_CHECKING:
    from graph.engines.numpy.engine import NumpyBody
    from graph.ir.dims import Size
    from graph.ir.hints import Env


#: bytes of one value that a block of an elementwise group holds
BLOCK_BYTES = 1 << 17


class Instance:
    """One program at one set of sizes. ``runner`` makes a function with own buffers."""

    def __init__(self, source: Source, env: dict[Any, Any]) -> None:
        self.source = source
        self.env = env
        source.start_variables()
        self.names: dict[str, Any] = {
            "empty": np.empty,
            "array": np.array,
            "copyto": np.copyto,
        }
        self.names |= source.constants
        if source.clock is not None:
            written = [total_bytes(source.values.made(g), env) for g in source.groups]
            names = [group[-1] for group in source.groups]
            meter = Meter(source.program, source.groups, env, written, names)
            self.names["tick"] = source.clock.ticker(meter)
        for name, (node, attribute) in source.kernels.items():
            op = bind_op(node.op, self.env, source.body_of)
            if node.op.takes_sizes and node.op.symbols():
                check_known(node, node.op.bind(self.env), self.env)
            self.names[name] = getattr(op, attribute)
        self.rows = self._block_rows()
        for node, kind in source.values.buffers.items():
            if kind == "fresh":
                name = source.values.names[node, 0]
                self.names[f"S_{name}"] = self._shape(node)
                self.names[f"D_{name}"] = node.specs[0].dtype
        self._plan()

    def _shape(self, node: Node) -> tuple[int, ...]:
        return known_shape(node, self.env)

    def _block_rows(self) -> dict[Node, int]:
        """Rows in a block for the members of each group; also names the blocks."""
        rows: dict[Node, int] = {}
        for label, (first, members) in self.source.blocks.items():
            shape = self._shape(first)
            itemsize = max(n.specs[0].dtype.itemsize for n in members)
            row = max(1, math.prod(shape[1:]) * itemsize)
            step = max(1, BLOCK_BYTES // row)
            total = shape[0]
            self.names[label] = [
                (i, min(i + step, total)) for i in range(0, total, step)
            ]
            rows |= dict.fromkeys(members, min(step, total))
        return rows

    def _plan(self) -> None:
        values = self.source.values
        self.placed, lifetimes = [], []
        for node, kind in values.buffers.items():
            if kind != "arena" or node in values.skipped or node in self.source.sharing:
                continue
            shape = self._shape(node)
            if node in values.block_local:
                shape = (self.rows[node], *shape[1:])
            dtype = node.specs[0].dtype
            step = values.step[node]
            nbytes = math.prod(shape) * dtype.itemsize
            self.placed.append((values.names[node, 0], shape, dtype))
            lifetimes.append(Lifetime(nbytes, step, values.last_use[node, 0]))
        self.offsets, self.arena_bytes = plan_memory(lifetimes)

    def runner(self) -> Callable[..., Any]:
        """The function of the program, over buffers of its own."""
        arena = np.empty(self.arena_bytes + 64, np.uint8)
        start = -arena.ctypes.data % 64
        names = dict(self.names)
        for (name, shape, dtype), offset in zip(self.placed, self.offsets):
            count = math.prod(shape)
            view = np.frombuffer(arena, dtype, count, start + offset) if count else None
            names[name] = (
                np.empty(shape, dtype) if view is None else view.reshape(shape)
            )
        exec(self.source.code, names)
        run: Callable[..., Any] = names["run"]
        return run


def bind_op(op: Op, env: Env, body_of: Callable[..., Any]) -> Op:
    """An op with numbers for its symbolic sizes and functions for its bodies.

    Args:
        op: the op.
        env: the numbers of symbols.
        body_of: gives the executable of a body.
    """
    if not op.props:
        return op

    def bind(value: Size) -> int | Body:
        if isinstance(value, Dim):
            return evaluate(value, env)
        if isinstance(value, Subgraph):
            return Body(value, body_of(value), env)
        return value

    return op.map_props(bind)


class Body(BoundBody):
    """A control-flow body of a compiled program."""

    def __init__(self, subgraph: Subgraph, executable: NumpyBody, env: Env) -> None:
        super().__init__(subgraph, env, partial(executable, outer=env))
        self.executable = executable

    def stepping(self, arrays: tuple[np.ndarray, ...]) -> Any:
        return self.executable.stepping(arrays, self.env)
