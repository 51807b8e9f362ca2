"""Layers of activations with weights for each element, or shared along axes."""

from __future__ import annotations

from kerasish.base import rules
from kerasish.base.discovery import internal
from kerasish.layers.same_shape import SameShapeLayer


@internal
class SharedAxesLayer(SameShapeLayer):
    """An activation whose weights have the shape of an input, or 1 on shared axes."""

    rules = {
        "shared_axes": rules.optional(
            rules.either(rules.positive_int, rules.int_or_tuple())
        )
    }
    needs_build = True

    def __init__(self, shared_axes=None, **kwargs):
        super().__init__(**kwargs)
        if isinstance(shared_axes, int):
            shared_axes = (shared_axes,)
        self.shared_axes = None if shared_axes is None else list(shared_axes)

    def _weight_shape(self, input_shape) -> tuple:
        shared = () if self.shared_axes is None else self.shared_axes
        return tuple(
            1 if axis in shared else size
            for axis, size in enumerate(input_shape)
            if axis > 0
        )
