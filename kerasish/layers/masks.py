"""Masks: booleans that say which steps of a sequence count, carried by tensors."""

from __future__ import annotations

import graph
from kerasish.base.keras_tensor import KerasTensor, distinct


def get_mask(tensor):
    """The mask of a tensor, or None."""
    return getattr(tensor, "tags", None)


def set_mask(tensor, mask) -> None:
    """Attaches a mask to a tensor that nobody else holds."""
    tensor.tags = mask
    if isinstance(tensor, KerasTensor):
        tensor.plain.tags = mask


def with_mask(tensor, mask, label: str):
    """The tensor carrying this mask; a distinct one if it carries another."""
    if not isinstance(tensor, graph.Tensor) or get_mask(tensor) is mask:
        return tensor
    tensor = distinct(tensor, label)
    tensor.tags = mask
    return tensor


def masks_of(structure):
    """The masks of the tensors in a structure, None where there is none."""
    return graph.map_leaves(get_mask, structure)


def has_masks(structure) -> bool:
    return any(get_mask(t) is not None for t in graph.flatten(structure))
