"""Inputs multiplied and shifted."""

from __future__ import annotations

import numpy as np

import graph
from kerasish.base.rules import Rule
from kerasish.base.serialization import deserialize_keras_object
from kerasish.base.settings import image_data_format
from kerasish.layers.same_shape import SameShapeLayer


def _is_numbers(value) -> bool:
    if isinstance(value, (dict, str, bool)) or value is None:
        return isinstance(value, dict)
    try:
        return np.asarray(value).dtype.kind in "iuf"
    except ValueError:
        return False


_NUMBERS = Rule("a number, or one for each channel", _is_numbers, ("1", None, ["a"]))


class Rescaling(SameShapeLayer):
    """y = x * scale + offset, in the computing dtype.

    Args:
        scale: a number, or one for each channel.
        offset: a number, or one for each channel.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> layer = kerasish.layers.Rescaling(1 / 127.5, offset=-1)
        >>> layer(np.array([0, 255], np.uint8)).numpy()
        array([-1.,  1.], dtype=float32)
    """

    rules = {"scale": _NUMBERS, "offset": _NUMBERS}

    needs_build = True

    def __init__(self, scale, offset=0.0, **kwargs):
        super().__init__(**kwargs)
        self.scale = deserialize_keras_object(scale)
        self.offset = deserialize_keras_object(offset)

    def call(self, inputs):
        scale, offset = self._spread(self.scale), self._spread(self.offset)
        return graph.cast(inputs, self.compute_dtype) * scale + offset

    def _spread(self, numbers):
        """The numbers, along the channel axis of images."""
        array = np.asarray(numbers, self.compute_dtype)
        if array.ndim and image_data_format() == "channels_first":
            array = array.reshape(array.shape + (1,) * (3 - array.ndim))
        return array
