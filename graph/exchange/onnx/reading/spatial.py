"""Spatial axes of ONNX: channels come before them; padding comes in four ways."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph.exchange.onnx.reading.functions import FUNCTIONS as f

if TYPE_CHECKING:
    from graph.exchange.onnx.reading.scope import NodeView
    from graph.ir.dims import Size
    from graph.ir.tensor import EagerTensor


def channels_last(x: EagerTensor) -> EagerTensor:
    return f.moveaxis(x, 1, -1)


def channels_first(x: Any) -> EagerTensor:
    return f.moveaxis(x, -1, 1)


def steps_of(node: NodeView, rank: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Strides and dilations, a number for each spatial axis; 1 where left out."""
    ones = [1] * rank
    return tuple(node.get("strides", ones)), tuple(node.get("dilations", ones))


def said_pairs(node: NodeView, rank: int) -> tuple[Any, ...] | None:
    """The padding as (low, high) where the node says it; None where sizes decide."""
    automatic = node.get("auto_pad", "NOTSET")
    if automatic not in ("NOTSET", "VALID"):
        return None
    none = [0] * 2 * rank
    pads = none if automatic == "VALID" else node.get("pads", none)
    return tuple(zip(pads[:rank], pads[rank:]))


def pairs_of(
    node: NodeView,
    sizes: tuple[Size, ...],
    window: tuple[Size, ...],
    strides: tuple[int, ...],
    dilation: tuple[int, ...],
) -> tuple[tuple[int, ...], ...]:
    """The padding of each spatial axis as (low, high)."""
    said = said_pairs(node, len(window))
    if said is not None:
        return said
    automatic, pairs = node.get("auto_pad"), []
    for size, extent, stride, gap in zip(sizes, window, strides, dilation):
        count = -(-size // stride)
        total = (count - 1) * stride + (extent - 1) * gap + 1 - size
        total = max(total, 0) if isinstance(total, int) else total
        small, large = total // 2, total - total // 2
        pairs.append((large, small) if automatic == "SAME_LOWER" else (small, large))
    return tuple(pairs)
