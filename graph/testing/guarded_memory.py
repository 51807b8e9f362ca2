"""Native runs in memory that shows what is read or written where it should not be.

Every buffer ends where a page begins that nobody may touch, or begins where one ends: a
step across is a fault of the processor. What has not been written is NaN.
"""

from __future__ import annotations

import contextlib
import ctypes
import math
import mmap
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.engines.native import engine
from graph.engines.native.instance import Instance
from graph.engines.native.lowering import Scratch
from graph.ir.dims import evaluate

if TYPE_CHECKING:
    from graph.engines.native.planning.step import Step
    from graph.ir.node import Node


_PAGE = mmap.PAGESIZE
#: every bit set: NaN as floats, -1 as integers
_UNWRITTEN = 0xFF
_LIBRARY = ctypes.CDLL(None, use_errno=True)
_NOTHING, _READ = 0, 1  # PROT_NONE, PROT_READ


def guarded_bytes(nbytes: int, at_end: bool = True) -> np.ndarray:
    """Bytes between two pages that must not be touched, next to one of them."""
    size = -(-max(1, nbytes) // _PAGE) * _PAGE
    memory = mmap.mmap(-1, size + 2 * _PAGE)
    block = np.frombuffer(memory, np.uint8)
    for edge in (0, size + _PAGE):
        _protect(block.ctypes.data + edge, _PAGE, _NOTHING)
    start = _PAGE + size - nbytes if at_end else _PAGE
    block[_PAGE : _PAGE + size] = _UNWRITTEN
    return block[start : start + nbytes]


def _protect(address: int, nbytes: int, allowed: int) -> None:
    pages = ctypes.c_void_p(address), ctypes.c_size_t(nbytes)
    if _LIBRARY.mprotect(*pages, allowed):
        raise OSError(ctypes.get_errno(), "mprotect")


def forbid_writing(array: np.ndarray) -> None:
    """From now on it is a fault to write to a guarded array."""
    if array.size:
        first = array.ctypes.data // _PAGE * _PAGE
        end = array.ctypes.data + array.nbytes
        _protect(first, -(-(end - first) // _PAGE) * _PAGE, _READ)


def guarded_array(
    shape: Sequence[int], dtype: np.dtype, at_end: bool = True
) -> np.ndarray:
    """An array in such bytes; without elements, one that numpy makes."""
    dtype = np.dtype(dtype)
    if not math.prod(shape):
        return np.empty(shape, dtype)
    nbytes = math.prod(shape) * dtype.itemsize
    return guarded_bytes(nbytes, at_end).view(dtype).reshape(shape)


def guarded_copy(array: np.ndarray, at_end: bool = True) -> np.ndarray:
    copy = guarded_array(array.shape, array.dtype, at_end)
    copy[...] = array
    return copy


class UnwrittenInstance(Instance):
    """Nothing is left in the arena from the run before."""

    def run(self, arrays: Sequence[np.ndarray]) -> list[np.ndarray] | None:
        self._arena[...] = _UNWRITTEN
        return super().run(arrays)


class GuardedInstance(Instance):
    """Each buffer has pages of its own; inputs, outputs and variables, too.

    New values of variables that would go over the old ones are checked there and then
    copied to where they belong.
    """

    at_end = True

    def _make_memory(self) -> None:
        super()._make_memory()
        self._moved: dict[Any, Any] = {}
        self._blocks = []
        for name in self.binding.offsets:
            if isinstance(name, tuple):
                node, index = name
                dtype = node.specs[index].dtype
                block = guarded_array(self.binding.shape(name), dtype, self.at_end)
                self.bases[name] = block
            else:
                block = guarded_bytes(self._size(name), self.at_end)
            self._blocks.append(block)
            self.scope.addresses[name] = block.ctypes.data
        for name, array in self.binding.fixed.items():
            self.bases[name] = guarded_copy(array, self.at_end)
            self.scope.addresses[name] = self.bases[name].ctypes.data

    def _size(self, name: Scratch | Step) -> int:
        """The bytes of scratch memory, or of all that bodies have."""
        if isinstance(name, Scratch):
            return evaluate(name.nbytes, self.binding.env)
        return self.binding.controls[name].arena_bytes

    def run(self, arrays: Sequence[np.ndarray]) -> list[np.ndarray] | None:
        for block in self._blocks:
            block.reshape(-1).view(np.uint8)[...] = _UNWRITTEN
        self.variables.forget()
        return super().run(arrays)

    def _point(self, source: tuple[Node, int], array: np.ndarray) -> None:
        moved = guarded_copy(array, self.at_end)
        if source[0] not in self.plan.group_of:
            forbid_writing(moved)
        self._moved[source] = (array, moved)
        super()._point(source, moved)

    def _commit(self) -> None:
        for source in [*self.plan.in_place, *self.plan.taken_over]:
            if source in self._moved:
                array, moved = self._moved[source]
                array[...] = moved
        super()._commit()


@contextlib.contextmanager
def instances(kind: type[Instance]) -> Iterator[None]:
    """Native programs get memory of this kind within a ``with``.

    Programs that have run before keep what they have.
    """
    before, engine.Instance = engine.Instance, kind
    try:
        yield
    finally:
        engine.Instance = before
