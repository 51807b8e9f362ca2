"""The piece that Inception models are made of, and branches of such pieces."""

from __future__ import annotations

from kerasish import layers
from kerasish.applications.construction.image_input import channel_axis
from kerasish.base.discovery import internal

#: strides and padding of a convolution that halves an image
HALF = {"strides": 2, "padding": "valid"}


@internal
def conv_bn(x, filters, window, strides=1, padding="same", name=None):
    """A convolution without bias, batch normalisation without scale, ReLU.

    Args:
        x: images.
        filters: of the convolution.
        window: one size, or height and width.
        strides, padding: of the convolution.
        name: of the convolution; the others add ``_bn`` and ``_ac`` to it.
    """
    x = layers.Conv2D(
        filters, window, strides=strides, padding=padding, use_bias=False, name=name
    )(x)
    x = layers.BatchNormalization(
        channel_axis(), scale=False, name=None if name is None else f"{name}_bn"
    )(x)
    return layers.Activation("relu", name=None if name is None else f"{name}_ac")(x)


@internal
def chain(x, steps):
    """`conv_bn` again and again.

    Args:
        x: images.
        steps: (filters, window) each, with further arguments as a dict if there are.
    """
    for filters, window, *options in steps:
        x = conv_bn(x, filters, window, **(options[0] if options else {}))
    return x


@internal
def joined(branches, name=None):
    """The channels of all branches side by side."""
    return layers.Concatenate(axis=channel_axis(), name=name)(branches)
