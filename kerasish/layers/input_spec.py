"""What a layer demands of its inputs."""

from __future__ import annotations

from graph import ShapeError, flatten
from kerasish.base.configured import Configured
from kerasish.base.errors import fail


class InputSpec(Configured):
    """Demands on one input; None leaves something free.

    Args:
        dtype: the dtype expected.
        shape: the shape expected; None for any size of an axis.
        ndim: the rank.
        max_ndim: the greatest rank.
        min_ndim: the smallest rank.
        axes: sizes by axis.
        allow_last_axis_squeeze: whether a last axis of 1 may be missing.
        name: key of the input in a dict.
        optional: whether the input may be None.
    """

    keras_module = "keras"

    def __init__(
        self,
        dtype=None,
        shape=None,
        ndim=None,
        max_ndim=None,
        min_ndim=None,
        axes=None,
        allow_last_axis_squeeze=False,
        name=None,
        optional=False,
    ):
        self.dtype = dtype
        self.shape = None if shape is None else tuple(shape)
        self.ndim = len(self.shape) if shape is not None else ndim
        self.max_ndim = max_ndim
        self.min_ndim = min_ndim
        self.axes = {} if axes is None else {int(k): v for k, v in axes.items()}
        self.allow_last_axis_squeeze = allow_last_axis_squeeze
        self.name = name
        self.optional = optional

    def __repr__(self):
        free = (None, {}, False)
        given = {k: v for k, v in vars(self).items() if not k.startswith("_")}
        shown = [f"{k}={v!r}" for k, v in given.items() if v not in free]
        return f"InputSpec({', '.join(shown)})"

    def problem(self, shape: tuple) -> str | None:
        """What is wrong with an input of this shape, or None."""
        rank = len(shape)
        if self.ndim is not None and rank != self.ndim:
            if not (self.allow_last_axis_squeeze and abs(rank - self.ndim) == 1):
                return f"expected rank {self.ndim}, found rank {rank}"
        if self.max_ndim is not None and rank > self.max_ndim:
            return f"expected rank <= {self.max_ndim}, found rank {rank}"
        if self.min_ndim is not None and rank < self.min_ndim:
            return f"expected rank >= {self.min_ndim}, found rank {rank}"
        for axis, size in self.axes.items():
            if size is not None and shape[axis] not in (size, None):
                return f"expected size {size} on axis {axis}, found {shape[axis]}"
        if self.shape is not None and len(self.shape) == rank:
            for axis, size in enumerate(self.shape):
                if size is not None and shape[axis] not in (size, None):
                    return f"expected shape {self.shape}, found {shape}"
        return None


def check_inputs(specs, inputs, layer_name: str) -> None:
    """Checks tensors against the demands of a layer.

    Raises:
        ShapeError: naming the layer, what it expects and what it got.
    """
    if specs is None:
        return
    specs, tensors = flatten(specs), flatten(inputs)
    if len(specs) != len(tensors):
        fail(
            f"layer {layer_name!r} expects {len(specs)} inputs",
            f"{len(tensors)} tensors",
            "pass the inputs as one list, in order",
        )
    for spec, tensor in zip(specs, tensors):
        if tensor is None or spec is None:
            continue
        wrong = spec.problem(tuple(tensor.shape))
        if wrong is not None:
            fail(
                f"layer {layer_name!r}: input does not fit: {wrong}",
                {"input": f"{tensor.dtype}{list(tensor.shape)}"},
                "reshape the input, or build another layer for it",
                ShapeError,
            )
