"""Padding around a tensor: with a value, or with what stands inside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.ir.dims import Size
from graph.ir.dispatch import as_tensor
from graph.ir.errors import ArgumentError, describe
from graph.ir.origin import here
from graph.ir.tensor import EagerTensor, Tensor
from graph.ops.elementwise.arithmetic import subtract
from graph.ops.indexing.gather import take
from graph.ops.public import public
from graph.ops.shape.arange import positions
from graph.ops.shape.outside import edge, reflect, symmetric, wrap
from graph.ops.shape.slice import pad_constant
from graph.ops.sizes import as_size

if TYPE_CHECKING:
    from graph.ir.hints import TensorLike


#: which element stands at a position outside, by mode
_PLACES: dict[str, Callable[..., Any]] = {
    "edge": edge,
    "wrap": wrap,
    "reflect": reflect,
    "symmetric": symmetric,
}
MODES = ("constant", *_PLACES)


@public
def pad(
    x: TensorLike,
    pad_width: int | Sequence[tuple[Size, ...] | Size],
    mode: str = "constant",
    constant_values: float | None = None,
) -> Tensor:
    """x with elements added before and after it along each axis.

    Args:
        x: any tensor.
        pad_width: a number, a pair (before, after), or a pair for each axis; amounts
            are 0 or more and may be symbolic sizes.
        mode: "constant"; "edge" repeats the outermost element; "reflect" mirrors at it,
            "symmetric" mirrors with it; "wrap" goes on at the other end.
        constant_values: the value of mode "constant", a scalar; 0 when None.

    Raises:
        ArgumentError: an unknown mode, a negative amount, amounts that do not fit the
            axes, a value with another mode, or an empty axis with another mode.

    Gradient:
        dy, added up where elements came from.

    Example:
        >>> import graph
        >>> graph.pad([1, 2, 3], (2, 1)).numpy()
        array([0, 0, 1, 2, 3, 0])
        >>> graph.pad([1, 2, 3], (2, 1), "reflect").numpy()
        array([3, 2, 1, 2, 3, 2])
    """
    x = as_tensor(x)
    widths = _widths(pad_width, x)
    if mode not in MODES:
        modes = ", ".join(map(repr, MODES))
        raise _bad("unknown mode", x, f"one of {modes}", mode=repr(mode))
    if mode == "constant":
        value = 0 if constant_values is None else constant_values
        return pad_constant(x, *zip(*widths), value=value) if x.ndim else x
    if constant_values is not None:
        raise _bad(
            f"mode {mode!r} takes no constant_values", x, "leave constant_values out"
        )
    for axis, (before, after) in enumerate(widths):
        if (before, after) != (0, 0):
            x = _pad_axis(x, axis, before, after, _PLACES[mode])
    return x


def _pad_axis(
    x: Tensor, axis: int, before: Size, after: Size, place: Callable[..., Any]
) -> Tensor:
    size = x.spec.shape[axis]
    if isinstance(size, int) and size == 0:
        raise _bad(
            f"axis {axis} is empty and has nothing to repeat", x, 'pad with "constant"'
        )
    at = subtract(positions(before + size + after), before)
    return take(x, place(at, size), axis)


def _widths(
    pad_width: int | Sequence[tuple[Size, ...] | Size], x: Tensor
) -> list[tuple[Size, Size]]:
    """(before, after) for each axis."""
    if isinstance(pad_width, (EagerTensor, np.ndarray)):
        pad_width = pad_width.tolist()
    plain = _plain(pad_width)
    try:
        table = np.broadcast_to(np.array(plain, dtype=object), (x.ndim, 2)).tolist()
    except ValueError:
        raise _bad(
            "the amounts do not fit the axes",
            x,
            "give a number, (before, after), or such a pair for each axis",
            pad_width=pad_width,
        ) from None
    if any(isinstance(n, int) and n < 0 for pair in table for n in pair):
        raise _bad("an amount is negative", x, "slice x instead", pad_width=pad_width)
    return [tuple(pair) for pair in table]


def _plain(
    value: Size | Sequence[tuple[Size, ...] | Size],
) -> list[int | list[int]] | Size:
    if isinstance(value, Sequence):
        return [_plain(v) for v in value]
    return as_size("pad", value)


def _bad(what: str, x: Tensor, hint: str, **got: Any) -> ArgumentError:
    return ArgumentError(
        describe(f"pad: {what}", {"x": x.spec, **got}, hint, str(here()))
    )
