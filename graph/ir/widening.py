"""Arithmetic on bfloat16: in float32, with one rounding for each op.

numpy has no functions for bfloat16, and those of ml_dtypes sum in bfloat16. So an op
that computes gets float32, in which bfloat16 are exact, and its result is rounded. What
only moves numbers, or runs other ops, takes them as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from graph.ir.dtypes import is_bfloat16
from graph.ir.leaves import Assign, AssignedValue
from graph.ir.op import Op
from graph.ir.spec import Spec
from graph.ir.subgraph import bodies_of

WIDE = np.dtype("float32")


def computes(op: Op) -> bool:
    """Whether an op looks at the numbers that it is given."""
    if op.is_view or op.is_marker or op.is_effect or op.moves_only:
        return False
    return not (isinstance(op, (Assign, AssignedValue)) or bodies_of(op))


def wide_specs(specs: Sequence[Spec]) -> list[Spec]:
    """The specs with float32 in the place of bfloat16."""
    return [s.with_dtype(WIDE) if is_bfloat16(s.dtype) else s for s in specs]


def kernel_for(op: Op, arrays: Sequence[np.ndarray]) -> Callable[..., Any]:
    """The kernel of an op, or its `wide_kernel` where an array is bfloat16."""
    is_wide = any(is_bfloat16(a.dtype) for a in arrays)
    return wide_kernel(op) if is_wide else op.kernel


def wide_kernel(op: Op) -> Callable[..., Any]:
    """The kernel of an op that takes, and gives, bfloat16 where the op infers it."""
    if not computes(op):
        return op.kernel

    def kernel(*arrays: np.ndarray) -> np.ndarray | tuple[np.ndarray, ...]:
        specs = [Spec(a.dtype, () if op.is_elementwise else a.shape) for a in arrays]
        outputs = op.infer(*specs)
        results = op.kernel(*map(_widened, arrays))
        if isinstance(outputs, Spec):
            return _as(results, outputs.dtype)
        return tuple(_as(r, s.dtype) for r, s in zip(results, outputs))

    return kernel


def _widened(array: np.ndarray) -> np.ndarray:
    return array.astype(WIDE) if is_bfloat16(array.dtype) else array


def _as(array: np.ndarray, dtype: np.dtype) -> np.ndarray:
    return np.asarray(array).astype(dtype) if is_bfloat16(dtype) else array
