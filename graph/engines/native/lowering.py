"""How ops become calls of kernels: a table of functions by op.

A lowering gets a node, the views of its inputs and the list of late integers::

    @lowers(Reverse)
    def lower_reverse(node, views, numbers):
        kernel = ReverseKernel(..., numbers(size), ...)
        return [Call(kernel, [Read(views[0]), Write(0)], numbers)]

It returns None where it does not apply: then the numpy kernel of the op runs.
Where it says so, it gets whole arrays only: views with gaps are copied before.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from graph.engines.native.kernel import Kernel, Numbers
from graph.engines.native.views import View
from graph.ir.op import Op


class Read(NamedTuple):
    """A buffer slot with the address of the first element of a view."""

    view: View


class Write(NamedTuple):
    """A buffer slot with the address of an output of the node: a C-order array."""

    output: int = 0


class Scratch:
    """A buffer slot with memory that lives as long as the calls of one lowering.

    The same object in several calls is the same memory.

    Args:
        nbytes: how many.
        is_kept: whether only the first call writes to it. Where this call reads nothing
            that changes in a loop, it runs before the loop.
    """

    def __init__(self, nbytes: Any, is_kept: bool = False) -> None:
        self.nbytes, self.is_kept = nbytes, is_kept


class Failure(NamedTuple):
    """A buffer slot with the address of the failure word, an int64.

    A kernel that meets bad data makes it 1 and goes on without harm.
    """


Buffer = Read | Write | Scratch | Failure


class Call(NamedTuple):
    """One use of a kernel: what its slots hold."""

    kernel: Kernel
    buffers: Sequence[object]
    numbers: Numbers


Lowering = Callable[..., "list[Call] | None"]
LOWERINGS: dict[type[Op], Lowering] = {}


def lowering_of(op: Op) -> Lowering | None:
    """The lowering of an op, or of the kind of ops that it belongs to."""
    return next((LOWERINGS[c] for c in type(op).__mro__ if c in LOWERINGS), None)


def lowers(
    *ops: type[Op], contiguous: bool | tuple[int, ...] = False
) -> Callable[..., Any]:
    """Decorator: the function lowers nodes of these ops.

    A function with an argument ``epilogue`` gets what follows the node: from the first
    slot that is free, it makes an epilogue and the buffers of its slots. One with an
    argument ``reused`` gets for each input whether it is the same in all turns of a
    loop around.

    Args:
        ops: the classes.
        contiguous: whether every input must be an array in C order, or the numbers of
            those that must; kept as ``needs_contiguous``.
    """

    def register(function: Lowering) -> Lowering:
        function.needs_contiguous = contiguous
        names = inspect.signature(function).parameters
        function.takes_epilogue = "epilogue" in names
        function.takes_reused = "reused" in names
        LOWERINGS.update(dict.fromkeys(ops, function))
        return function

    return register
