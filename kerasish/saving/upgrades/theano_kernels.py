"""Kernels that Theano wrote: its convolution runs through the window backwards."""

from __future__ import annotations

import numpy as np

from kerasish.base.user_warning import warn
from kerasish.saving.upgrades.rules import weight_rule

_CONVOLUTIONS = (
    "Conv1D",
    "Conv2D",
    "Conv3D",
    "Conv2DTranspose",
    "Conv3DTranspose",
    "ConvLSTM2D",
)


@weight_rule(*_CONVOLUTIONS, majors=(1, 2), backends=("theano",))
def flipped(layer, arrays):
    """Kernels along their spatial axes; those of separate channels stood as today."""
    _warn_of_padding(layer)
    return _flipped(arrays)


def flip_kernels(model) -> None:
    """Turns the kernels of all convolutions round: from Theano's order, or back.

    Files of Keras 2 say which backend wrote them, and names of weights do in those of
    Keras 1: such kernels are turned when the file is opened. This is for weights that
    nothing tells of, such as numbered ones (``param_0``) of the first versions.

    Args:
        model: a built model; its weights are set.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> model = kerasish.Sequential([
        ...     kerasish.Input((4, 1)),
        ...     kerasish.layers.Conv1D(1, 3, use_bias=False)])
        >>> model.set_weights([np.array([1.0, 2.0, 3.0]).reshape(3, 1, 1)])
        >>> kerasish.saving.flip_kernels(model)
        >>> model.get_weights()[0].ravel()
        array([3., 2., 1.], dtype=float32)
    """
    for layer in model._flatten_layers():
        if {kind.__name__ for kind in type(layer).__mro__} & set(_CONVOLUTIONS):
            layer.set_weights(_flipped(layer.get_weights()))


def _flipped(arrays):
    return [np.flip(a, range(a.ndim - 2)) if a.ndim > 2 else a for a in arrays]


def _warn_of_padding(layer) -> None:
    """Theano padded both ends alike, today's convolutions the end first."""
    is_even = any(size % 2 == 0 for size in layer.kernel_size)
    is_recurrent = hasattr(layer, "return_sequences")  # its states are padded always
    is_same = layer.padding == "same"
    if (is_even and (is_same or is_recurrent)) or (is_same and max(layer.strides) > 1):
        warn(
            f'layer {layer.name!r}: Theano pads for padding="same" in another way '
            "where the kernel is even or strides are above 1: predictions differ there"
        )
