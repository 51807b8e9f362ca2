"""A check, when data arrives, that sizes are equal which had to be taken on trust."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from graph.engines.native.builder import Builder
from graph.engines.native.kernel import Frame, Int, Numbers
from graph.engines.native.lowering import Call, Failure
from graph.ir.dims import Size

if TYPE_CHECKING:
    from graph.engines.native.hints import Value
    from graph.engines.native.kernel import Late


class SizesAgree(NamedTuple):
    """Reports a failure where the two sizes of a pair differ. Slot: the failure."""

    pairs: tuple[tuple[Int, Int], ...]

    @property
    def key(self) -> tuple[type[SizesAgree], tuple[tuple[Late | int, Late | int], ...]]:
        return type(self), *self

    def parts(self, numbers: Sequence[int]) -> int:
        return 1

    def emit(self, b: Builder, frame: Frame, index: Value, count: Value) -> None:
        failure = frame.pointer(0)
        for pair in self.pairs:
            x, y = (b.int(frame.int(size)) for size in pair)
            with b.if_then(b.icmp_signed("!=", x, y)):
                b.write(b.int(1), failure, 0, "int64")


def check_sizes(pairs: Sequence[tuple[Size, ...]], numbers: Numbers) -> list[Call]:
    """The calls that compare those pairs which are not equal for certain."""
    doubtful = [(x, y) for x, y in pairs if x != y]
    if not doubtful:
        return []
    kernel = SizesAgree(tuple((numbers(x), numbers(y)) for x, y in doubtful))
    return [Call(kernel, [Failure()], numbers)]
