"""Axes moved, joined and split by a pattern of names."""

from __future__ import annotations

import math
import re

import graph
from kerasish.base.errors import fail
from kerasish.base.tensors import convert_to_tensor

_PART = re.compile(r"\(([\w\s]*)\)|(\w+)")


def rearrange(tensor, pattern, **axes_lengths) -> graph.Tensor:
    """The tensor with its axes moved, joined and split, as the pattern says.

    Args:
        tensor: any tensor.
        pattern: "axes -> axes": a name for each axis; several in parentheses are one
            axis, the product of their sizes.
        axes_lengths: sizes of named axes; one in each pair of parentheses may be left
            out.

    Raises:
        ArgumentError: a pattern that is none, other names on the two sides, or sizes
            that are missing.
        ShapeError: another rank, or sizes that do not fit.

    Example:
        >>> import numpy as np
        >>> from kerasish import ops
        >>> x = np.arange(6).reshape(1, 6)
        >>> ops.rearrange(x, "b (h w) -> h b w", h=2).tolist()
        [[[0, 1, 2]], [[3, 4, 5]]]
    """
    x = convert_to_tensor(tensor)
    before, after = _sides(pattern)
    if len(before) != x.ndim:
        fail(
            f"rearrange: the pattern names {len(before)} axes",
            {"tensor": x.spec, "pattern": repr(pattern)},
            "name each axis of the tensor",
            graph.ShapeError,
        )
    sizes = {}
    for names, size in zip(before, graph.shape(x)):
        sizes.update(_sizes_of(names, size, axes_lengths, x, pattern))
    old, new = _joined(before), _joined(after)
    x = graph.reshape(x, [sizes[name] for name in old])
    x = graph.transpose(x, [old.index(name) for name in new])
    return graph.reshape(x, [math.prod(sizes[n] for n in names) for names in after])


def _sides(pattern):
    """The names of each axis, of both sides."""
    sides = pattern.split("->") if isinstance(pattern, str) else []
    found = [
        [(inside or alone).split() for inside, alone in _PART.findall(side)]
        for side in sides
    ]
    plain = len(sides) == 2 and all(not _PART.sub("", side).strip() for side in sides)
    names = [sorted(_joined(side)) for side in found]
    if not plain or names[0] != names[1] or len(set(names[0])) != len(names[0]):
        fail(
            "rearrange: both sides must name the same axes, each once",
            {"pattern": repr(pattern)},
            'for example "batch (rows columns) -> batch rows columns"',
        )
    return found


def _joined(groups) -> list[str]:
    return [name for names in groups for name in names]


def _sizes_of(names, size, lengths, x, pattern) -> dict:
    """The sizes of the axes that make up one axis of the tensor."""
    if len(names) == 1:
        known = lengths.get(names[0], size)
        _require_product(known, size, x, pattern)
        return {names[0]: size}
    missing = [name for name in names if name not in lengths]
    if len(missing) > 1:
        fail(
            f"rearrange: the sizes of {' and '.join(missing)} are not known",
            {"tensor": x.spec, "pattern": repr(pattern)},
            f"give them as arguments, for example {missing[0]}=2",
        )
    found = {name: lengths[name] for name in names if name in lengths}
    product = math.prod(found.values())
    if missing:
        found[missing[0]] = size // product
        product = product * found[missing[0]]
    _require_product(product, size, x, pattern)
    return {name: found[name] for name in names}


def _require_product(product, size, x, pattern) -> None:
    if isinstance(product, int) and isinstance(size, int) and product != size:
        fail(
            f"rearrange: an axis of size {size} cannot be {product}",
            {"tensor": x.spec, "pattern": repr(pattern)},
            "the sizes of the parts multiply to that of the axis",
            graph.ShapeError,
        )
