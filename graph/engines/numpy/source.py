"""Writes the Python source of a program: which kernel, on what, into which buffer."""

from __future__ import annotations

import linecache
import traceback
import weakref
from collections import deque
from collections.abc import Callable, Sequence
from itertools import count
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from graph.engines.clock import Clock
from graph.engines.failures import failure_of
from graph.engines.numpy.sharing import share_buffers
from graph.engines.numpy.values import Values
from graph.ir.dims import Dim, evaluate, symbols_in
from graph.ir.errors import ExecutionError, GraphError
from graph.ir.leaves import Constant, ReadVariable
from graph.ir.node import Node
from graph.ir.program import Program
from graph.ir.state import STATE
from graph.ir.subgraph import Subgraph
from graph.ir.variable import read_together
from graph.ops.shape.broadcast import BroadcastTo
from graph.passes.fuse import fuse_elementwise

if TYPE_CHECKING:
    from graph.ir.tensor import SymbolicTensor


#: elementwise groups run in blocks when a value has at least this many elements
BLOCKED_FROM = 32768
#: what a symbolic size is taken to be when groups are chosen
GUESSED_SIZE = 32
_PROGRAM_NUMBERS = count(1)
#: files of programs that are gone. Their lines are dropped when the next are written:
#: a finalizer may run while somebody walks over linecache
_GONE: deque[str] = deque()


def _show_in_tracebacks(filename: str, text: str, lines: list[str]) -> None:
    while _GONE:
        linecache.cache.pop(_GONE.popleft(), None)
    linecache.cache[filename] = (len(text), None, lines, filename)


class Source:
    """The code of a program, and what its names stand for, independent of sizes.

    Args:
        program: what to run.
        compile_body: makes an executable of a control-flow body.
        fills: whether the function takes arrays for its outputs after its inputs, and
            fills them, instead of returning its outputs: the step of a loop.
        clock: who is told how long each step takes; None, and the code has no trace
            of it.
    """

    def __init__(
        self,
        program: Program,
        compile_body: Callable[..., Any],
        fills: bool = False,
        clock: Clock | None = None,
    ) -> None:
        self.program = program
        self.clock = clock
        self.compile_body = compile_body
        self.targets = (
            {
                (t.node, t.index): f"o{i}"
                for i, t in reversed(list(enumerate(program.outputs)))
            }
            if fills
            else None
        )
        self.filename = f"<graph program {next(_PROGRAM_NUMBERS)}>"
        self.lines: list[str] = []
        self.node_of_line: dict[int, Node] = {}
        self.kernels: dict[str, tuple[Node, str]] = {}  # name -> (node, attribute)
        self.constants: dict[str, object] = {}
        self.blocks: dict[str, tuple[Node, list[Node]]] = {}
        nodes = program.nodes()
        self.groups = groups = fuse_elementwise(nodes, self._may_join)
        self.values = Values(program, groups)
        self.sharing = share_buffers(self.values)
        self._write(groups)
        text = "".join(self.lines)
        _show_in_tracebacks(self.filename, text, self.lines)
        weakref.finalize(self, _GONE.append, self.filename)
        self.code = compile(text, self.filename, "exec")

    def _may_join(self, node: Node) -> bool:
        op = node.op
        if not op.is_elementwise or (op.ufunc is None and op.kernel_into is None):
            return False
        shape = node.specs[0].shape
        if not shape or (isinstance(shape[0], int) and shape[0] < 2):
            return False
        elements = 1
        for size in shape:
            guess = dict.fromkeys(symbols_in(size), GUESSED_SIZE)
            elements *= evaluate(size, guess) if isinstance(size, Dim) else size
        return elements >= BLOCKED_FROM

    # ---- writing

    def _write(self, groups: Sequence[list[Node]]) -> None:
        names = self.values.names
        inputs = [names[t.node, t.index] for t in self.program.inputs]
        if self.targets is not None:
            inputs += [f"o{i}" for i in range(len(self.program.outputs))]
        self._line(f"def run({', '.join(inputs)}):")
        self._write_reads([node for group in groups for node in group])
        if self.clock is not None:
            self._line("    clock = tick(-1, 0)")
        for step, group in enumerate(groups):
            count = len(self.lines)
            if len(group) > 1:
                self._write_group(group)
            elif not isinstance(group[0].op, ReadVariable):
                self._write_node(group[0])
            if self.clock is not None and len(self.lines) > count:
                self._line(f"    clock = tick({step}, clock)")
            for name in self.values.dead_after(step):
                self._line(f"    {name} = None")
        if self.targets is None:
            self._write_end()
        else:
            self._fill_rest()

    def _line(self, text: str, node: Node | None = None) -> None:
        self.lines.append(text + "\n")
        if node is not None:
            self.node_of_line[len(self.lines)] = node

    def _write_reads(self, nodes: Sequence[Node]) -> None:
        """Variables are read together at the start, while nobody commits."""
        reads = [node for node in nodes if isinstance(node.op, ReadVariable)]
        if not reads:
            return
        self.constants["read"] = read_together
        self.constants["VARIABLES"] = [node.op.variable for node in reads]
        names = ", ".join(self.values.names[node, 0] for node in reads)
        self._line(f"    {names}, = read(VARIABLES)", reads[0])

    def _line_of_lock(self, count: int) -> str:
        """Takes the lock of all variables where several are meant; the indentation."""
        if count < 2:
            return "    "
        self.constants["STATE"] = STATE
        self._line("    with STATE:")
        return "        "

    def start_variables(self) -> None:
        """Computes initial values now: not while a run holds the lock."""
        for node in self.program.nodes():
            if isinstance(node.op, ReadVariable):
                node.op.variable.start()

    def _argument(self, tensor: SymbolicTensor, elementwise: bool) -> str:
        """The name of a value; numpy broadcasts for elementwise kernels by itself."""
        while elementwise and isinstance(tensor.op, BroadcastTo):
            if (tensor.node, tensor.index) in self.values.input_keys:
                break
            (tensor,) = tensor.node.inputs
        result: str = self.values.names[tensor.node, tensor.index]
        return result

    def _write_node(self, node: Node) -> None:
        op, names = node.op, self.values.names
        if isinstance(op, Constant):
            self.constants[names[node, 0]] = op.array
            return
        if node in self.values.skipped:
            return
        by_itself = op.is_elementwise and node in self.values.buffers
        arguments = [self._argument(t, by_itself) for t in node.inputs]
        targets = [names[node, i] for i in range(len(node.specs))]
        buffer = self.values.buffers.get(node)
        if buffer is None:
            kernel = self._kernel(node, "kernel")
            left = ", ".join(targets) + ("," if len(targets) > 1 else "")
            self._line(f"    {left} = {kernel}({', '.join(arguments)})", node)
            return
        self._allocate(node)
        self._line(f"    {self._call(node, arguments, targets[0])}", node)

    def _allocate(self, node: Node) -> None:
        """Outputs and updates get fresh arrays; the rest has a place in the arena."""
        name, kind = self.values.names[node, 0], self.values.buffers[node]
        if kind == "fresh" and self.targets is not None:
            self._line(f"    {name} = {self.targets[node, 0]}", node)
        elif kind == "fresh":
            self._line(f"    {name} = empty(S_{name}, D_{name})", node)
        elif kind == "spare":
            variable = self.values.update_of[node]
            self.constants[f"U_{name}"] = variable
            self._line(f"    {name} = U_{name}.spare()", node)

    def _call(self, node: Node, arguments: Sequence[str], target: str) -> str:
        if node.op.ufunc is not None:
            kernel = self._kernel(node, "ufunc")
            return f"{kernel}({', '.join(arguments)}, out={target})"
        kernel = self._kernel(node, "kernel_into")
        return f"{kernel}({', '.join([target, *arguments])})"

    def _kernel(self, node: Node, attribute: str) -> str:
        name = f"k{len(self.kernels)}"
        self.kernels[name] = (node, attribute)
        return name

    def _write_group(self, group: list[Node]) -> None:
        """A loop over blocks of the first axis; values inside stay in the cache."""
        live = [n for n in group if n not in self.values.skipped]
        inside = set(live)
        for node in live:
            if self.values.buffers[node] != "arena":
                self._allocate(node)
        label = f"B{len(self.blocks)}"
        self.blocks[label] = (live[0], live)
        self._line(f"    for i, j in {label}:")
        sliced: dict[str, str] = {}
        for node in live:
            for tensor in node.inputs:
                name = self._argument(tensor, True)
                if tensor.node not in inside and name not in sliced:
                    sliced[name] = f"{name}_"
                    self._slice(name, tensor, node)
            target = self.values.names[node, 0]
            sliced[target] = f"{target}_"
            local = node in self.values.block_local
            bounds = ":j - i" if local else "i:j"
            self._line(f"        {target}_ = {target}[{bounds}]", node)
            arguments = [sliced[self._argument(t, True)] for t in node.inputs]
            self._line(f"        {self._call(node, arguments, f'{target}_')}", node)

    def _slice(self, name: str, tensor: SymbolicTensor, node: Node) -> None:
        """Cuts an input along the first axis, unless it is broadcast along it."""
        while isinstance(tensor.op, BroadcastTo) and tensor.node.inputs:
            if (tensor.node, tensor.index) in self.values.input_keys:
                break
            (tensor,) = tensor.node.inputs
        rank = len(node.specs[0].shape)
        whole = tensor.ndim < rank or tensor.spec.shape[0] == 1
        self._line(f"        {name}_ = {name}" + ("" if whole else "[i:j]"), node)

    def _write_end(self) -> None:
        names, program = self.values.names, self.program
        taken: set[str] = set()
        results = []
        for tensor in program.outputs:
            name = names[tensor.node, tensor.index]
            owned = (tensor.node, tensor.index) in self.values.owned
            fresh = owned and name not in taken
            if not tensor.ndim and tensor.node not in self.values.buffers:
                fresh = False  # many kernels give a number of numpy, not an array
            taken.add(name)
            results.append(name if fresh else f"array({name})")
        self._line(f"    results = [{', '.join(results)}]")
        self._write_commits(taken)
        self._line("    return results")

    def _write_commits(self, taken: set[str]) -> None:
        """All new values together, after the checks of those of unknown size."""
        updates = self.program.updates
        for i, (variable, tensor) in enumerate(updates):
            name = self.values.names[tensor.node, tensor.index]
            self.constants[f"W{i}"] = variable
            owned = (tensor.node, tensor.index) in self.values.owned
            value = name if owned and name not in taken else f"array({name})"
            taken.add(name)
            self._line(f"    w{i} = {value}")
            if tensor.spec != variable.spec:
                self._line(f"    W{i}.check(w{i})", tensor.node)
        indent = self._line_of_lock(len(updates))
        for i in range(len(updates)):
            self._line(f"{indent}W{i}.commit(w{i})")

    def _fill_rest(self) -> None:
        """Copies the outputs that no kernel has written in place."""
        for i, t in enumerate(self.program.outputs):
            first = cast("dict[Any, str]", self.targets)[t.node, t.index] == f"o{i}"
            if not (first and self.values.buffers.get(t.node) == "fresh"):
                name = self.values.names[t.node, t.index]
                self._line(f"    copyto(o{i}, {name})", t.node)
        self._line("    return None")

    # ---- bodies and errors

    def body_of(self, subgraph: Subgraph) -> object:
        """The executable of a control-flow body, compiled once."""
        key = f"body_{id(subgraph)}"
        if key not in self.constants:
            self.constants[key] = self.compile_body(subgraph)
        return self.constants[key]

    def explain(self, error: Exception, arrays: Sequence[np.ndarray]) -> Exception:
        """The error of a kernel, with the node and the user's line that made it."""
        if isinstance(error, GraphError):
            return error
        for frame, line in traceback.walk_tb(error.__traceback__):
            if frame.f_code.co_filename == self.filename:
                node = self.node_of_line.get(line)
                if node is not None:
                    return failure_of(node, error)
        return ExecutionError(str(error))
