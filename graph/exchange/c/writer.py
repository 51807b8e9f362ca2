"""What is written of a program in C: statements, buffers, constants, helpers."""

from __future__ import annotations

import contextlib
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.engines.native.views import View, row_major, whole
from graph.exchange.c.buffers import Buffers
from graph.exchange.c.numbers import c_type
from graph.exchange.c.small_functions import helper_text
from graph.ir.node import Node
from graph.ir.tensor import SymbolicTensor

if TYPE_CHECKING:
    from graph.ir.dims import Size
    from graph.ir.hints import DTypeLike


class CWriter:
    """Statements in order.

    Attributes:
        lines: the statements.
        views: where each value stands, by (node, index of the output).
        constants: arrays by name.
        buffers: the memory that runs write to.
        helpers: small functions that the file has, by name.
        pending: elementwise nodes that their only user computes inside its loop.
    """

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.views: dict[tuple[Any, ...], View] = {}
        self.constants: dict[str, np.ndarray] = {}
        self.buffers = Buffers()
        self.helpers: dict[str, str] = {}
        self.pending: set[Node] = set()
        self._known: dict[tuple[Any, ...], str] = {}
        self._names: Counter[Any] = Counter()
        self._depth = 0

    # ---- values

    def view(self, tensor: SymbolicTensor) -> View:
        return self.views[tensor.node, tensor.index]

    def set_view(self, node: Node, view: View | None, index: int = 0) -> None:
        self.views[node, index] = view

    def constant(self, values: np.ndarray) -> View:
        """An array that is part of the file; equal ones are one."""
        values = np.asarray(values, order="C")
        key = (values.dtype.str, values.shape, values.tobytes())
        if key not in self._known:
            self._known[key] = f"w{len(self._known)}"
            self.constants[self._known[key]] = values
        return whole((self._known[key], 0), values.dtype, values.shape)

    def make(self, node: Any, index: int = 0) -> View:
        """Memory for an output of a node."""
        spec = node.specs[index]
        view = self.make_buffer(spec.dtype, spec.shape)
        self.set_view(node, view, index)
        return view

    def make_buffer(self, dtype: DTypeLike, shape: Sequence[Size]) -> View:
        name = self.buffers.add(c_type(dtype), math.prod(shape), len(self.lines))
        return whole((name, 0), dtype, shape)

    # ---- statements

    def line(self, text: str) -> None:
        self.lines.append("    " * (self._depth + 1) + text)

    @contextlib.contextmanager
    def block(self, head: str) -> Iterator[None]:
        """Statements in braces; what they read lives until the end of the block."""
        start = len(self.lines)
        self.line(f"{head} {{".lstrip())
        self._depth += 1
        yield
        self._depth -= 1
        self.line("}")
        self.buffers.extend(start, len(self.lines), head.startswith("for"))

    @contextlib.contextmanager
    def loops(self, sizes: Sequence[Size], letter: str = "i") -> Iterator[list[str]]:
        """A loop over each size, innermost last; gives the names of the indices."""
        names = []
        with contextlib.ExitStack() as stack:
            for size in sizes:
                if size == 1:
                    names.append("0")
                    continue
                name = self.new_index(letter)
                names.append(name)
                head = f"for (int {name} = 0; {name} < {size}; ++{name})"
                stack.enter_context(self.block(head))
            yield names

    def new_index(self, letter: str = "i") -> str:
        self._names[letter] += 1
        return f"{letter}{self._names[letter]}"

    def at(self, view: Any, indices: Sequence[Any]) -> str:
        """The element of a view at indices: names, numbers or expressions."""
        name = self.buffers.use(view.source[0], len(self.lines))
        terms, offset = [], view.offset
        for index, stride in zip(indices, view.strides, strict=True):
            if stride == 0 or index == "0":
                continue
            if isinstance(index, int):
                offset += index * stride
                continue
            index = index if re.fullmatch(r"\w+", index) else f"({index})"
            terms.append(index if stride == 1 else f"{index} * {stride}")
        if offset or not terms:
            terms.append(str(offset))
        return f"{name}[{' + '.join(terms)}]"

    def helper(self, name: str, dtype: DTypeLike) -> str:
        """The name of a small function for a type, which the file then has."""
        kind = c_type(dtype)
        label = f"{name}_{kind}"
        self.helpers.setdefault(label, helper_text(name, kind, label))
        return label

    # ---- what many ops need

    def copy(
        self, source: View, target: View | Size, before: Sequence[Any] = ()
    ) -> None:
        """Writes all elements of a view to one of its shape.

        ``before`` are indices of leading axes that only the target has.
        """
        with self.loops(source.shape) as i:
            here = self.at(target, [*before, *i])
            self.line(f"{here} = {self.at(source, i)};")

    def compact(self, view: View) -> View:
        """The view itself, or a copy of it without gaps."""
        if view.is_contiguous:
            return view._replace(strides=row_major(view.shape))
        made = self.make_buffer(view.dtype, view.shape)
        self.copy(view, made)
        return made
