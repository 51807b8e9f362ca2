"""Arguments that convolutions and pools share: numbers per axis, padding, layout."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NoReturn, cast

from graph.ir.dims import Dim, Size, size_max
from graph.ir.errors import ArgumentError, ShapeError, describe
from graph.ir.origin import here
from graph.ir.tensor import Tensor
from graph.ops.shape.transpose import moveaxis
from graph.ops.sizes import as_size
from graph.ops.window.geometry import Pairs, stretched

if TYPE_CHECKING:
    pass


DATA_FORMATS = ("channels_last", "channels_first")


def reject(
    name: str,
    what: str,
    hint: str = "",
    error: type[Any] = ArgumentError,
    /,
    **got: Any,
) -> NoReturn:
    """Raises an error about an argument of the public function ``name``."""
    raise error(describe(f"{name}: {what}", got, hint, str(here())))


def spatial_rank(name: str, x: Tensor) -> int:
    """The number of spatial axes: 1 to 3.

    Raises:
        ShapeError: x has another rank.
    """
    rank = x.ndim - 2
    if not 1 <= rank <= 3:
        reject(
            name,
            f"x needs 1 to 3 spatial axes, so rank 3 to 5, not {x.ndim}",
            "x is (batch, *spatial, channels); add axes with graph.expand_dims",
            ShapeError,
            x=x.spec,
        )
    return rank


def per_axis(
    name: str, label: str, value: Sequence[int] | int, rank: int, least: int = 1
) -> tuple[int, ...]:
    """An integer, or one for each spatial axis, as a tuple of ``rank`` ints.

    Raises:
        ArgumentError: wrong length, or a number below ``least``.
    """
    values: tuple[Any, ...] = (
        tuple(value) if isinstance(value, (tuple, list)) else (value,) * rank
    )
    try:
        plain = tuple(operator.index(v) for v in values)
    except TypeError:
        plain = ()
    if len(plain) != rank or any(v < least for v in plain):
        one = "a positive integer" if least else "an integer from 0"
        reject(
            name,
            f"{label} must be {one}, or {rank} of them",
            f"one for each of the {rank} spatial axes",
            **{label: repr(value)},
        )
    return plain


def is_channels_first(name: str, data_format: str | None) -> bool:
    """Whether the channels stand before the spatial axes.

    Raises:
        ArgumentError: an unknown format.
    """
    if data_format is not None and data_format not in DATA_FORMATS:
        reject(
            name,
            "unknown data_format",
            f"one of {', '.join(map(repr, DATA_FORMATS))}",
            data_format=repr(data_format),
        )
    return data_format == "channels_first"


def to_channels_last(x: Tensor, first: bool) -> Tensor:
    return moveaxis(x, 1, -1) if first else x


def from_channels_last(x: Tensor, first: bool) -> Tensor:
    return moveaxis(x, -1, 1) if first else x


def padding_pairs(
    name: str,
    padding: str | Sequence[Any],
    sizes: Sequence[Size],
    windows: Sequence[Size],
    strides: Sequence[int],
    dilation: Sequence[int],
) -> Pairs:
    """A padding argument as pairs (low, high), one for each spatial axis.

    Raises:
        ArgumentError: an unknown word, or not one pair for each axis.
    """
    rank = len(sizes)
    if not isinstance(padding, str):
        return _explicit_pairs(name, padding, rank)
    word = padding.lower()
    reaches = [stretched(window, d) for window, d in zip(windows, dilation)]
    if word == "valid":
        return ((0, 0),) * rank
    if word == "same":
        return tuple(
            same_padding(size, cast(int, reach), stride)
            for size, reach, stride in zip(sizes, reaches, strides)
        )
    if word == "causal" and rank == 1:
        return ((reaches[0] - 1, 0),)
    causal = ' "causal" pads before the first element of one spatial axis only;'
    reject(
        name,
        "unknown padding",
        f'"valid", "same", or pairs (low, high);{causal if word == "causal" else ""} '
        f"x has {rank} spatial axes",
        padding=repr(padding),
    )


def same_padding(size: Size, reach: int, stride: int) -> tuple[Size, Size]:
    """TensorFlow's: ceil(size / stride) windows, with the odd element at the end.

    A negative end cuts elements that no window reads, so that the count stays exact.
    """
    total = ((size - 1) // stride) * stride + reach - size
    if isinstance(total, Dim) and reach < stride:
        low = size_max(total, 0) // 2
    else:
        low = total // 2 if isinstance(total, Dim) else max(total, 0) // 2
    return low, total - low


def _explicit_pairs(
    name: str, padding: int | str | Sequence[Any] | None, rank: int
) -> Pairs:
    given: Any = padding
    pairs = list(given) if hasattr(padding, "__len__") else []
    fits = all(hasattr(pair, "__len__") and len(pair) == 2 for pair in pairs)
    if len(pairs) != rank or not fits:
        reject(
            name,
            f"explicit padding is {rank} pairs (low, high)",
            "one pair for each spatial axis, for example "
            f"{[(1, 1)] * rank}; a negative number cuts",
            padding=repr(padding),
        )
    return tuple((as_size(name, low), as_size(name, high)) for low, high in pairs)
