"""The layer that marks steps to be skipped."""

from __future__ import annotations

import graph
from kerasish.base.rules import Rule
from kerasish.layers.layer import Layer


class Masking(Layer):
    """y = x, with steps whose features all equal ``mask_value`` masked and set to 0.

    Args:
        mask_value: the number that stands for "no data".

    Call arguments:
        inputs: (batch, time, features).

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> x = np.array([[[1.0, 2.0], [9.0, 9.0], [9.0, 3.0]]])
        >>> layer = kerasish.layers.Masking(mask_value=9.0)
        >>> layer.compute_mask(x).numpy()
        array([[ True, False,  True]])
        >>> layer(x).numpy()
        array([[[1., 2.],
                [0., 0.],
                [9., 3.]]], dtype=float32)
    """

    rules = {
        "mask_value": Rule(
            "a number",
            lambda v: isinstance(v, (int, float)) or getattr(v, "shape", None) == (),
            ("0", None, [0.0]),
            float,
        )
    }
    supports_masking = True
    needs_build = False

    def __init__(self, mask_value=0.0, **kwargs):
        super().__init__(**kwargs)
        self.mask_value = mask_value

    def call(self, inputs):
        return graph.where(self._has_data(inputs, keepdims=True), inputs, 0.0)

    def compute_mask(self, inputs, mask=None):
        return self._has_data(inputs)

    def _has_data(self, inputs, keepdims=False):
        differs = graph.not_equal(inputs, self.mask_value)
        return graph.any(differs, axis=-1, keepdims=keepdims)

    def compute_output_shape(self, input_shape):
        return input_shape
