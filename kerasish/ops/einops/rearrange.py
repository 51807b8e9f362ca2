"""Axes moved, joined and cut by a pattern of names."""

from __future__ import annotations

import graph
from kerasish.ops.dtypes import tensor as as_tensor


def rearrange(tensor, pattern, **axes_lengths) -> graph.Tensor:
    """The tensor with its axes in the order and the groups of a pattern.

    Args:
        tensor: any tensor.
        pattern: "b (h w) c -> b c h w": names of the axes, then those of the result; a
            group in brackets is one axis that holds several.
        axes_lengths: sizes by name, for groups that are taken apart.

    Example:
        >>> from kerasish import ops
        >>> ops.rearrange(ops.ones((2, 12, 3)), "b (h w) c -> b c h w", h=4).shape
        (2, 3, 4, 3)
    """
    return graph.rearrange(as_tensor(tensor), pattern, **axes_lengths)
