"""What the layers share that make one tensor of several, element by element."""

from __future__ import annotations

import functools

import graph
from kerasish.base.discovery import internal
from kerasish.base.errors import fail
from kerasish.layers.layer import Layer
from kerasish.layers.masks import get_mask


@internal
class BaseMerge(Layer):
    """A layer on a list of tensors of shapes that broadcast; defines ``merge``.

    Tensors of smaller rank get axes of size 1 behind the batch. The output's mask is
    True where one of the inputs' masks is; there is none if an input has none.

    Args:
        needs_all_masks: the rule of Keras 1 and 2, for models in their files: the
            mask is True where all masks are, and inputs without one do not count.
    """

    supports_masking = True
    sparse_arguments = (*Layer.sparse_arguments, "needs_all_masks")

    def __init__(self, *, needs_all_masks=None, **kwargs):
        super().__init__(**kwargs)
        self.needs_all_masks = needs_all_masks

    def build(self, input_shape):
        self._require_list(input_shape)
        self.compute_output_shape(input_shape)

    def _require_list(self, shapes) -> None:
        if not isinstance(shapes, list) or not all(
            isinstance(shape, (list, tuple)) for shape in shapes
        ):
            fail(
                f"layer {self.name!r}: a merging layer takes a list of tensors",
                {"input": shapes},
                f"call it as {self.name}([a, b])",
            )

    def call(self, inputs):
        rank = max(x.ndim for x in inputs)
        return self.merge([_with_rank(x, rank) for x in inputs])

    def merge(self, inputs):
        """One tensor of several of one rank."""
        raise NotImplementedError(f"{type(self).__name__} must define merge")

    def compute_output_shape(self, input_shape):
        rank = max(len(shape) for shape in input_shape)
        merged = None
        for shape in input_shape:
            shape = (*shape[:1], *(1,) * (rank - len(shape)), *shape[1:])
            merged = shape if merged is None else self._merged(merged, shape)
        return merged

    def _merged(self, first, second) -> tuple:
        """The shape of two that broadcast; None where a size is not known."""
        sizes = []
        for axis, (a, b) in enumerate(zip(first, second)):
            if a is None or b is None:
                known = a if b is None else b
                sizes.append(known if axis == 0 else None)
            elif a != b and (axis == 0 or 1 not in (a, b)):
                fail(
                    f"layer {self.name!r}: the inputs do not fit together",
                    {"first": first, "second": second},
                    "sizes must be equal, or 1 on an axis behind the batch",
                    graph.ShapeError,
                )
            else:
                sizes.append(b if a == 1 else a)
        return tuple(sizes)

    def compute_mask(self, inputs, mask=None):
        if mask is None:
            return None
        known = [m for m in mask if m is not None]
        if not known or (len(known) < len(mask) and not self.needs_all_masks):
            return None
        merge = graph.logical_and if self.needs_all_masks else graph.logical_or
        return functools.reduce(merge, known)


@internal
def elementwise_mask(x):
    """The mask of a tensor for each of its elements, or None."""
    mask = get_mask(x)
    if mask is None:
        return None
    return graph.broadcast_to(graph.expand_dims(mask, -1), graph.shape(x))


def _with_rank(x, rank):
    """x with axes of size 1 behind the batch; its mask then fits no more."""
    if x.ndim == rank:
        return x
    return graph.expand_dims(x, tuple(range(1, 1 + rank - x.ndim)))
