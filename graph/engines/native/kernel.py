"""Kernels: pieces of machine code that work on buffers, and calls of them.

A kernel is known by a key; equal keys share code. Its code gets a table of 64-bit
slots: first the addresses of its buffers, then the integers that are known only when
data arrives. What is known earlier is part of the key and of the code.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from llvmlite import ir

from graph.engines.native.builder import Builder
from graph.ir.dims import Dim, Size

if TYPE_CHECKING:
    from graph.engines.native.convolution.phases import PlainAxis


class Late(NamedTuple):
    """An integer that a call brings: the one of this number in its list."""

    number: int


#: an integer in the description of a kernel
Int = int | Late


class Kernel(Protocol):
    """Describes one piece of code. ``key`` holds all that the code depends on."""

    key: Hashable

    def emit(self, b: Builder, frame: Frame, index: ir.Value, count: ir.Value) -> None:
        """Writes part ``index`` of ``count`` of the work; parts may run at once."""

    def parts(self, numbers: Sequence[int]) -> int:
        """Into how many parts the work is cut, given the integers of a call."""


class Frame:
    """What a call hands to the code: addresses of buffers, then integers."""

    def __init__(self, b: Builder, args: ir.Value, buffers: int) -> None:
        self.b, self.args, self.buffers = b, args, buffers
        self._numbers: dict[Any, Any] = {}

    def pointer(self, number: int) -> ir.Value:
        """The address of a buffer."""
        return self.b.slot_pointer(self.args, number)

    def int(self, value: Int | Late | Size | tuple[int, ...]) -> Size | tuple[int, ...]:
        """A plain number as it is, one that comes late as its value."""
        if isinstance(value, Late):
            return self.b.slot(self.args, self.buffers + value.number)
        return value


class Numbers:
    """Collects the integers of a call that come late, each once."""

    def __init__(self) -> None:
        self.sizes: list[Size] = []

    def __call__(self, size: Size | Late | tuple[PlainAxis | Size, ...] | None) -> Int:
        return self.late(size) if isinstance(size, Dim) else int(size)

    def late(self, size: Size | None) -> Late:
        """Brings a size with the call, even if it is known: code is shared then."""
        if size not in self.sizes:
            self.sizes.append(size)
        return Late(self.sizes.index(size))


def known(value: Int | Late | Size, numbers: Sequence[int]) -> Size:
    """The number that an integer stands for in one call."""
    return numbers[value.number] if isinstance(value, Late) else value
