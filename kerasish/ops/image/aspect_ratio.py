"""Images cut or enlarged to the proportions of another size, about their centre."""

from __future__ import annotations

import graph
from kerasish.base.discovery import internal
from kerasish.ops.image.layout import Layout


@internal
def crop_to_ratio(images, size, layout: Layout) -> graph.Tensor:
    """The largest part around the centre with the proportions of ``size``."""
    part = part_of_ratio(_sizes(images, layout), size)
    return cropped_about_centre(images, part, layout)


@internal
def part_of_ratio(sizes, wanted) -> tuple:
    """The largest rows and columns in these that have the proportions wanted."""
    (height, width), (rows, columns) = sizes, wanted
    return (
        graph.size_max(_smaller(height, width * rows // columns), 1),
        graph.size_max(_smaller(width, height * columns // rows), 1),
    )


@internal
def cropped_about_centre(images, size, layout: Layout) -> graph.Tensor:
    """The part of this size around the centre; of an odd rest, less is cut in front."""
    key = [slice(None)] * images.ndim
    for axis, old, new in zip(layout, _sizes(images, layout), size):
        start = (old - new) // 2
        key[axis] = slice(start, start + new)
    return images[tuple(key)]


@internal
def pad_to_ratio(images, size, fill_value, layout: Layout) -> graph.Tensor:
    """The images with as much on both sides as gives the proportions of ``size``, but
    for the pixel that a whole half leaves out."""
    height, width = _sizes(images, layout)
    rows = graph.size_max(height, width * size[0] // size[1])
    columns = graph.size_max(width, height * size[1] // size[0])
    around = [(0, 0)] * images.ndim
    around[layout.rows] = ((rows - height) // 2,) * 2
    around[layout.columns] = ((columns - width) // 2,) * 2
    return graph.pad(images, around, constant_values=fill_value)


def _sizes(images, layout):
    sizes = graph.shape(images)
    return sizes[layout.rows], sizes[layout.columns]


def _smaller(a, b):
    return a + b - graph.size_max(a, b)
