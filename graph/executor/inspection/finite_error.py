"""What is said of numbers that are not finite."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.executor.inspection.ranges import range_of
from graph.executor.stepper import Place
from graph.ir.dtypes import kind_of
from graph.ir.errors import NonFiniteError, describe
from graph.ir.leaves import LEAVES, Placeholder, ReadVariable
from graph.ir.op import Op
from graph.ir.spec import spec_of

if TYPE_CHECKING:
    from graph.ir.origin import Origin


def bad_places(array: np.ndarray, is_bad: Callable[..., Any]) -> np.ndarray | None:
    """Where numbers are bad; None if they are nowhere."""
    if kind_of(array.dtype) not in "fc":
        return None
    bad = is_bad(array)
    return bad if bad.any() else None


def non_finite(
    title: str,
    op: Op,
    inputs: Sequence[np.ndarray],
    array: np.ndarray,
    bad: np.ndarray,
    origin: Origin,
    in_batch: bool,
) -> NonFiniteError:
    """The error for a value of an op.

    Args:
        title: names the op and where it is.
        op: the op.
        inputs: the arrays that went in.
        array, bad: what it made, and which numbers of that are bad.
        origin: the layer and the user's line.
        in_batch: whether the first axis is that of a batch.
    """
    index = tuple(map(int, np.argwhere(bad)[0]))
    verb = "what it holds is" if isinstance(op, LEAVES) else "the result is"
    text = describe(
        f"{title}: {verb} not finite",
        _shown(array, bad, index, inputs, in_batch),
        _HINTS.get(op.name, ""),
        str(origin),
    )
    return NonFiniteError(text, op, index[0] if in_batch else None)


#: what helps where these ops meet numbers outside of their range
_HINTS = {
    "log": "keep the argument away from 0: graph.log(graph.maximum(x, 1e-7))",
    "sqrt": "the argument must not be negative",
    "rsqrt": "the argument must be positive: add a small number",
    "divide": "the divisor must not be 0",
    "exp": "large arguments overflow: subtract the maximum first",
}


def title_of(op: Op) -> str:
    """The op's name; that of a placeholder or variable too."""
    if isinstance(op, Placeholder):
        return f"placeholder {op.label!r}"
    if isinstance(op, ReadVariable):
        return f"variable {op.variable.path!r}"
    return op.name


def inside(places: tuple[Place, ...]) -> str:
    """The bodies that a node is in, innermost first."""
    text = ""
    for place in reversed(places):
        step = "" if place.body.startswith("branches") else f"step {place.step} of the "
        text += f" in {step}{place.body} of {place.node.op.name} ({place.node.origin})"
    return text


def _shown(
    array: np.ndarray,
    bad: np.ndarray,
    index: tuple[int, ...],
    inputs: Sequence[np.ndarray],
    in_batch: bool,
) -> str:
    nan = int(np.isnan(array).sum())
    counts = {"nan": nan, "infinite": int(bad.sum()) - nan}
    kinds = ", ".join(f"{n} {name}" for name, n in counts.items() if n)
    text = f"{int(bad.sum())} of {array.size} numbers of {spec_of(array)} ({kinds})"
    if index:
        text += f", first at {list(index)}"
    if in_batch:
        text += f", in sample {index[0]} of the batch"
    for number, x in enumerate(inputs):
        found = range_of(x)
        text += f"; x{number}={spec_of(x)}" + (f" in {found}" if found else "")
    return text
