"""The transposed convolution of Keras 1, which was told the size of its output."""

from __future__ import annotations

from kerasish.base.discovery import internal
from kerasish.layers.convolutional.conv2d_transpose import Conv2DTranspose


@internal
class Deconvolution2D(Conv2DTranspose):
    """`Conv2DTranspose` that makes an output of a given shape.

    Args:
        target_shape: with the batch, which is not looked at; the usual one when None.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> layer = kerasish.layers.Deconvolution2D(
        ...     4, 3, strides=2, padding="same", target_shape=(None, 7, 7, 4))
        >>> layer(np.zeros((2, 4, 4, 3))).shape
        (2, 7, 7, 4)
    """

    def __init__(self, filters, kernel_size, target_shape=None, **kwargs):
        super().__init__(filters, kernel_size, **kwargs)
        self.target_shape = target_shape

    def build(self, input_shape):
        super().build(input_shape)
        if self.target_shape is None or self.output_padding is not None:
            return
        first = self.data_format == "channels_first"
        wanted = self.target_shape[2:] if first else self.target_shape[1:-1]
        self.output_padding = (0, 0)
        least = self.compute_output_shape(input_shape)
        least = least[2:] if first else least[1:-1]
        self.output_padding = tuple(w - size for w, size in zip(wanted, least))
