"""Where a model begins."""

from __future__ import annotations

import graph
from kerasish.base.errors import fail
from kerasish.base.settings import standardize_dtype
from kerasish.base.text import array_dtype
from kerasish.layers.core import function_call as _operators  # noqa: F401, attached
from kerasish.layers.layer import Layer
from kerasish.layers.recorded_call import RecordedCall


class InputLayer(Layer):
    """The layer behind `Input`.

    Args:
        shape: sizes without the batch; None for one that may vary.
        batch_size: the batch size, if it is fixed.
        dtype: of the data; "string" for text.
        sparse, ragged: only False.
        batch_shape: the shape with the batch, in place of `shape`.
        input_tensor: only None.
        optional: whether None may be passed.
        name: of the input; keys of dict inputs.
    """

    def __init__(
        self,
        shape=None,
        batch_size=None,
        dtype=None,
        sparse=None,
        ragged=None,
        batch_shape=None,
        input_tensor=None,
        optional=False,
        name=None,
        **kwargs,
    ):
        kwargs.pop("input_shape", None)
        super().__init__(name=name)
        if sparse or ragged:
            raise NotImplementedError(
                "sparse and ragged inputs are not supported; pass dense arrays, padded "
                "and masked where lengths differ"
            )
        if (shape is None) == (batch_shape is None):
            fail(
                "Input: give either shape or batch_shape",
                {"shape": shape, "batch_shape": batch_shape},
                "shape has no batch axis: Input((28, 28, 1))",
            )
        if batch_shape is not None and batch_size is not None:
            fail(
                "Input: batch_shape holds the batch size already",
                {"batch_shape": batch_shape, "batch_size": batch_size},
                "leave batch_size out",
            )
        if batch_shape is None:
            shape = (shape,) if isinstance(shape, int) else tuple(shape)
            batch_shape = (batch_size, *shape)
        self.batch_shape = tuple(batch_shape)
        self._dtype = standardize_dtype(dtype)
        self.optional = bool(optional)
        self.built = True
        sizes = [
            "batch" if i == 0 and s is None else s
            for i, s in enumerate(self.batch_shape)
        ]
        tensor = graph.placeholder(array_dtype(self._dtype), sizes, self.name)
        RecordedCall(self, (), {}).record(tensor, [self.name])

    @property
    def dtype(self) -> str:
        return self._dtype

    def call(self):
        raise NotImplementedError("an InputLayer is not called; use its output")

    def get_config(self) -> dict:
        return {
            "batch_shape": list(self.batch_shape),
            "dtype": self.dtype,
            "sparse": False,
            "ragged": False,
            "name": self.name,
            "optional": self.optional,
        }
