"""The layers that both EfficientNets are made of."""

from __future__ import annotations

from kerasish import initializers, layers
from kerasish.applications.construction.image_input import channel_axis, image_shape
from kerasish.base.discovery import internal

#: how convolutions start
CONVOLUTION = initializers.VarianceScaling(2.0, "fan_out", "truncated_normal")
#: how the top starts
DENSE = initializers.VarianceScaling(1.0 / 3.0, "fan_out", "uniform")


@internal
def block_name(stage: int, number: int) -> str:
    """The start of the names of layers of a block, counted from 0: ``block1a_``."""
    return f"block{stage + 1}{chr(ord('a') + number)}_"


@internal
def squeezed_and_excited(x, squeezed: int, name: str):
    """The channels, each weighted by a small network on their means.

    Args:
        x: images.
        squeezed: channels in the middle of the network.
        name: start of the names of the layers.

    Source:
        Hu et al., "Squeeze-and-Excitation Networks", 2017,
        https://arxiv.org/abs/1709.01507.
    """
    channels = x.shape[channel_axis()]
    weights = layers.GlobalAveragePooling2D(name=f"{name}se_squeeze")(x)
    weights = layers.Reshape(image_shape((1, 1), channels), name=f"{name}se_reshape")(
        weights
    )
    for filters, activation, end in (
        (squeezed, "swish", "reduce"),
        (channels, "sigmoid", "expand"),
    ):
        weights = layers.Conv2D(
            filters,
            1,
            padding="same",
            activation=activation,
            kernel_initializer=CONVOLUTION,
            name=f"{name}se_{end}",
        )(weights)
    return layers.Multiply(name=f"{name}se_excite")([x, weights])


@internal
def convolution(x, filters, name, window=1, stride=1, padding="same"):
    """A convolution without bias."""
    return layers.Conv2D(
        filters,
        window,
        strides=stride,
        padding=padding,
        use_bias=False,
        kernel_initializer=CONVOLUTION,
        name=name,
    )(x)


@internal
def normalized(x, name, activation_name=None, momentum=0.99):
    """Batch normalisation, and swish if it is given a name."""
    x = layers.BatchNormalization(channel_axis(), momentum=momentum, name=name)(x)
    if activation_name is None:
        return x
    return layers.Activation("swish", name=activation_name)(x)


@internal
def added(x, start, drop, name):
    """The shortcut; in training x is left out at the rate `drop`."""
    if drop > 0:
        x = layers.Dropout(drop, noise_shape=(None, 1, 1, 1), name=f"{name}drop")(x)
    return layers.Add(name=f"{name}add")([x, start])
