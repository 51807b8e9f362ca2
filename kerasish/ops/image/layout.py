"""Where rows, columns and channels stand in one image or in a batch of them."""

from __future__ import annotations

from typing import NamedTuple

import graph
from kerasish.base.discovery import internal
from kerasish.base.errors import fail
from kerasish.base.settings import standardize_data_format
from kerasish.base.tensors import convert_to_tensor


@internal
class Layout(NamedTuple):
    """Axes, counted from the end, so that they hold for one image and for many."""

    rows: int
    columns: int
    channels: int


LAYOUTS = {
    "channels_last": Layout(rows=-3, columns=-2, channels=-1),
    "channels_first": Layout(rows=-2, columns=-1, channels=-3),
}


@internal
def as_images(name: str, images, data_format) -> tuple[graph.Tensor, Layout]:
    """The images as a tensor, and where its axes are.

    Args:
        name: of the function, for errors.
        images: (rows, columns, channels), or a batch of them, or channels before.
        data_format: "channels_last", "channels_first", or None for the global one.

    Raises:
        ArgumentError: another rank than 3 or 4, or an unknown format.
    """
    layout = LAYOUTS[standardize_data_format(data_format)]
    images = convert_to_tensor(images)
    if images.ndim not in (3, 4):
        fail(
            f"{name}: images must have rank 3 (one image) or 4 (a batch)",
            {"images": images.spec},
            "the axes are (rows, columns, channels), or channels first, after the "
            "batch if there is one",
        )
    return images, layout


@internal
def as_batch(images: graph.Tensor, layout: Layout) -> graph.Tensor:
    """(batch, rows, columns, channels); one image is a batch of one."""
    images = graph.moveaxis(images, layout.channels, -1)
    return images if images.ndim == 4 else graph.expand_dims(images, 0)


@internal
def from_batch(batch: graph.Tensor, rank: int, layout: Layout) -> graph.Tensor:
    """Such a batch in the layout that it came from; ``rank`` is what it had there."""
    images = batch if rank == 4 else graph.squeeze(batch, 0)
    return graph.moveaxis(images, -1, layout.channels)


@internal
def require_one_of(name: str, label: str, value, allowed) -> None:
    """Raises ArgumentError if the value is not among those allowed."""
    if value not in tuple(allowed):
        fail(
            f"{name}: unknown {label}",
            {label: repr(value)},
            f"one of {', '.join(map(repr, allowed))}",
        )


@internal
def require_float(name: str, images: graph.Tensor) -> None:
    """Raises ArgumentError if the images are not of a floating-point dtype."""
    if graph.kind_of(images.dtype) != "f":
        fail(
            f"{name}: images must be of a floating-point dtype",
            {"images": images.spec},
            'convert them first: ops.cast(images, "float32")',
        )
