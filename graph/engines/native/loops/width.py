"""How many lanes the vectors of a loop have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.engines.native.loops.statements import Compute, Load
from graph.engines.native.target import Target
from graph.ops.elementwise.base import FloatBinary, FloatUnary

if TYPE_CHECKING:
    from graph.engines.native.loops.loop_kernel import LoopKernel


#: registers that one vector fills where functions are computed: chains of dependent
#: instructions, of which a processor has two under way then. Measured: gates of an LSTM
#: take 17 % less time, a softmax 8 %; four registers are no better
REGISTERS = 2


def lanes_of_loop(kernel: LoopKernel, target: Target) -> int:
    """The lanes of the vectors along the last axis of a loop kernel."""
    wide = REGISTERS * target.lanes
    return wide if _has_functions(kernel) and _fills(kernel, wide) else target.lanes


def _has_functions(kernel: LoopKernel) -> bool:
    """Whether functions of narrow numbers are computed."""
    accesses = [s.access for s in kernel.statements if isinstance(s, Load)]
    accesses += [save.access for save in kernel.saves]
    computed = [s for s in kernel.statements if isinstance(s, Compute)]
    dtypes = [x.dtype for x in (*accesses, *computed)]
    is_narrow = all(dtype.itemsize <= 4 for dtype in dtypes)
    return is_narrow and any(
        isinstance(s.op, (FloatUnary, FloatBinary)) for s in computed
    )


def _fills(kernel: LoopKernel, lanes: int) -> bool:
    """Whether no more is left over at the end of a row than with single registers."""
    if kernel.inner is None:
        last = kernel.reduced[-1] if kernel.reduced else 1
    elif kernel.reduced:
        return False  # vectors stand side by side there already
    else:
        last = kernel.inner
    is_one_row = not kernel.outer and not kernel.reduced
    return last % lanes == 0 if isinstance(last, int) else is_one_row
