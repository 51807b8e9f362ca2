"""Xception: depthwise separable convolutions with shortcuts around them."""

from __future__ import annotations

from kerasish import layers
from kerasish.applications.construction.architecture import Architecture
from kerasish.applications.construction.image_input import channel_axis
from kerasish.applications.construction.weight_files import kernels_file
from kerasish.applications.imagenet_utils import decode_predictions, preprocessing
from kerasish.base.discovery import internal

#: filters of the convolutions of the blocks that halve the image, by block number
ENTRY = {2: (128, 128), 3: (256, 256), 4: (728, 728)}
MIDDLE = range(5, 13)
EXIT = {13: (728, 1024)}


@internal
class XceptionNet(Architecture):
    """Entry, middle and exit flow."""

    about = """
    Images are prepared with `preprocess_input` of its module (mode "tf").

    Source:
        Chollet, "Xception: Deep Learning with Depthwise Separable Convolutions", 2016,
        https://arxiv.org/abs/1610.02357, figure 5.
    """
    default_size = 299
    min_size = 71

    def features(self, x):
        x = convolution(x, 32, 2, "block1_conv1")
        x = convolution(x, 64, 1, "block1_conv2")
        for number, filters in ENTRY.items():
            x = halving_block(x, filters, f"block{number}", number == 2)
        for number in MIDDLE:
            start = x
            for i in (1, 2, 3):
                x = activated(x, f"block{number}_sepconv{i}_act")
                x = separable(x, 728, f"block{number}_sepconv{i}")
            x = layers.Add()([x, start])
        for number, filters in EXIT.items():
            x = halving_block(x, filters, f"block{number}")
        for i, filters in ((1, 1536), (2, 2048)):
            x = separable(x, filters, f"block14_sepconv{i}")
            x = activated(x, f"block14_sepconv{i}_act")
        return x

    def weight_file(self):
        return kernels_file("xception", "xception", self.include_top)


@internal
def convolution(x, filters, stride, name):
    x = layers.Conv2D(
        filters, (3, 3), strides=(stride, stride), use_bias=False, name=name
    )(x)
    x = layers.BatchNormalization(channel_axis(), name=f"{name}_bn")(x)
    return activated(x, f"{name}_act")


@internal
def activated(x, name):
    return layers.Activation("relu", name=name)(x)


@internal
def separable(x, filters, name):
    x = layers.SeparableConv2D(
        filters, (3, 3), padding="same", use_bias=False, name=name
    )(x)
    return layers.BatchNormalization(channel_axis(), name=f"{name}_bn")(x)


@internal
def halving_block(x, filters, name, is_active=False):
    """Two separable convolutions and a pooling beside a strided 1 x 1 convolution.

    Args:
        is_active: whether x comes from an activation already.
    """
    shortcut = layers.Conv2D(
        filters[-1], (1, 1), strides=(2, 2), padding="same", use_bias=False
    )(x)
    shortcut = layers.BatchNormalization(channel_axis())(shortcut)
    for i, count in enumerate(filters, 1):
        if i > 1 or not is_active:
            x = activated(x, f"{name}_sepconv{i}_act")
        x = separable(x, count, f"{name}_sepconv{i}")
    x = layers.MaxPooling2D(
        (3, 3), strides=(2, 2), padding="same", name=f"{name}_pool"
    )(x)
    return layers.Add()([x, shortcut])


Xception = XceptionNet.constructor("Xception", name="xception")
preprocess_input = preprocessing("tf")

__all__ = ["Xception", "decode_predictions", "preprocess_input"]
