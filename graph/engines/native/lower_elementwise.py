"""Elementwise ops as code on lanes, by the ops' own ``lower``."""

from __future__ import annotations

import functools
from collections.abc import Sequence

import numpy as np

from graph.engines.native.codegen import KERNEL, new_function, new_module
from graph.engines.native.lanes import LaneMath, Lanes
from graph.engines.native.memory_types import can_move, is_native_dtype
from graph.engines.native.target import current_target
from graph.engines.native.vector_math.defining import NotDefined
from graph.ir.errors import DTypeError
from graph.ir.op import Op


def can_lower(op: Op, input_dtypes: Sequence[np.dtype], output_dtype: np.dtype) -> bool:
    """Whether an op has code for its inputs. It is found out by writing it.

    Raises:
        DTypeError: the op's ``lower`` gives another dtype than the op infers.
    """
    dtypes = tuple(map(np.dtype, input_dtypes))
    return _can_lower(op, dtypes, np.dtype(output_dtype))


@functools.lru_cache(maxsize=10_000)
def _can_lower(
    op: Op, input_dtypes: tuple[np.dtype, ...], output_dtype: np.dtype
) -> bool:
    if not op.is_elementwise or op.lower is None:
        return False
    knows = can_move if op.moves_only else is_native_dtype
    if not all(map(knows, (*input_dtypes, output_dtype))):
        return False
    target = current_target()
    _, b = new_function(new_module("trial", target), "trial", KERNEL, target)
    m = LaneMath(b)
    values = [m.constant(1, dtype) for dtype in input_dtypes]
    try:
        return lower_elementwise(m, op, values, output_dtype) is not None
    except NotDefined:
        return False


def lower_elementwise(
    m: LaneMath, op: Op, values: Sequence[Lanes], dtype: np.dtype
) -> Lanes | None:
    """Writes an op on lanes; the result is of the dtype.

    Raises:
        DTypeError: the op's ``lower`` gives something else.
    """
    result = op.lower(m, *values)
    if result is None:
        return None
    if not isinstance(result, Lanes) or result.dtype != np.dtype(dtype):
        op.fail(
            "lower gives something else than infer says",
            "return lanes of the dtype of the result: m.cast(y, dtype)",
            DTypeError,
            infer=np.dtype(dtype),
            lower=result,
        )
    return result
