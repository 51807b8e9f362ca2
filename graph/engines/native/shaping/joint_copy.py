"""Several copies into separate regions of one buffer, in one kernel."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from graph.engines.native.builder import Builder
from graph.engines.native.copying import CopyKernel, place_call
from graph.engines.native.indexing.places import fail
from graph.engines.native.kernel import Frame, Int, Late, known
from graph.engines.native.lowering import Call, Failure, Write
from graph.engines.native.transposing import TransposeKernel
from graph.engines.native.views import View
from graph.ir.dims import Size

if TYPE_CHECKING:
    from graph.engines.native.hints import Value
    from graph.engines.native.kernel import Numbers


#: regions that one kernel writes; more are written by several
_AT_ONCE = 8


class Region(NamedTuple):
    """A view, and where it goes in the target, in elements."""

    view: View
    strides: tuple[Size, ...]
    offset: Size


class JointCopyKernel(NamedTuple):
    """Copies each source to its region. Buffers: sources, target; failure if guarded.

    Where a ``guarded`` number is negative, nothing is copied.
    """

    copies: tuple[CopyKernel | TransposeKernel, ...]
    guarded: tuple[Late | int, ...] = ()

    @property
    def key(self) -> Hashable:
        return type(self), tuple(copy.key for copy in self.copies), self.guarded

    def parts(self, numbers: Sequence[int]) -> int:
        if any(known(guard, numbers) < 0 for guard in self.guarded):
            return 1
        return max(copy.parts(numbers) for copy in self.copies)

    def emit(self, b: Builder, frame: Frame, index: Value, count: Value) -> None:
        if not self.guarded:
            self._copy(b, frame, index, count)
            return
        least = 0
        for guard in self.guarded:
            least = b.least(least, frame.int(guard))
        with b.if_else(b.icmp_signed("<", least, b.int(0))) as (then, otherwise):
            with then:
                fail(b, frame.pointer(len(self.copies) + 1))
            with otherwise:
                self._copy(b, frame, index, count)

    def _copy(self, b: Builder, frame: Frame, index: Value, count: Value) -> None:
        target = frame.pointer(len(self.copies))
        for number, copy in enumerate(self.copies):
            source = frame.pointer(number)
            copy.emit_between(b, frame, source, target, index, count)


def region_calls(
    regions: Sequence[Region], numbers: Numbers, guarded: Sequence[Int] = ()
) -> list[Call]:
    """The calls that write all regions of output 0, which do not overlap."""
    guarded = tuple(n for n in guarded if isinstance(n, Late))
    calls = []
    for start in range(0, len(regions), _AT_ONCE):
        copies = [
            place_call(view, Write(0), strides, offset, numbers)
            for view, strides, offset in regions[start : start + _AT_ONCE]
        ]
        kernel = JointCopyKernel(tuple(call.kernel for call in copies), guarded)
        buffers = [*[call.buffers[0] for call in copies], Write(0)]
        buffers += [Failure()] if guarded else []
        calls.append(Call(kernel, buffers, numbers))
    return calls
