"""MobileNetV3: blocks as in v2, some with squeeze-and-excite and hard swish."""

from __future__ import annotations

from kerasish import layers
from kerasish.applications.construction.architecture import Architecture
from kerasish.applications.construction.filter_counts import divisible
from kerasish.applications.construction.halving import halving_padding
from kerasish.applications.construction.image_input import (
    channel_axis,
    image_shape,
    image_sizes,
    require_same_size,
)
from kerasish.applications.construction.trained_sizes import require_trained
from kerasish.applications.construction.weight_files import FOLDER
from kerasish.applications.imagenet_utils import decode_predictions, preprocessing
from kerasish.applications.mobilenet_v2 import convolution, normalized
from kerasish.base.discovery import internal

#: (expansion, filters, window, stride, squeeze-and-excite, hard swish) of each block
SMALL = (
    (1, 16, 3, 2, True, False),
    (72.0 / 16, 24, 3, 2, False, False),
    (88.0 / 24, 24, 3, 1, False, False),
    (4, 40, 5, 2, True, True),
    (6, 40, 5, 1, True, True),
    (6, 40, 5, 1, True, True),
    (3, 48, 5, 1, True, True),
    (3, 48, 5, 1, True, True),
    (6, 96, 5, 2, True, True),
    (6, 96, 5, 1, True, True),
    (6, 96, 5, 1, True, True),
)
LARGE = (
    (1, 16, 3, 1, False, False),
    (4, 24, 3, 2, False, False),
    (3, 24, 3, 1, False, False),
    (3, 40, 5, 2, True, False),
    (3, 40, 5, 1, True, False),
    (3, 40, 5, 1, True, False),
    (6, 80, 3, 2, False, True),
    (2.5, 80, 3, 1, False, True),
    (2.3, 80, 3, 1, False, True),
    (2.3, 80, 3, 1, False, True),
    (6, 112, 3, 1, True, True),
    (6, 112, 3, 1, True, True),
    (6, 160, 5, 2, True, True),
    (6, 160, 5, 1, True, True),
    (6, 160, 5, 1, True, True),
)


@internal
class MobileNetV3(Architecture):
    """A table of blocks between two convolutions.

    `minimalistic` models have windows of 3, ReLU and no squeeze-and-excite.
    """

    about = """
    The model takes pixels from 0 to 255, unless include_preprocessing is False; then
    they must be from -1 to 1.

    Source:
        Howard et al., "Searching for MobileNetV3", 2019,
        https://arxiv.org/abs/1905.02244, tables 1 and 2.
    """
    arguments = {
        "input_shape": None,
        "alpha": 1.0,
        "minimalistic": False,
        "include_top": True,
        "weights": "imagenet",
        "input_tensor": None,
        "classes": 1000,
        "pooling": None,
        "dropout_rate": 0.2,
        "classifier_activation": "softmax",
        "include_preprocessing": True,
        "name": None,
    }
    pooling_names = {"avg": "avg_pool", "max": "max_pool"}
    kind: str
    blocks: tuple[tuple, ...]
    last_filters: int

    def check_arguments(self):
        super().check_arguments()
        require_same_size(self)
        require_trained(self, "alpha", (1.0,) if self.minimalistic else (0.75, 1.0))

    def shape_of_input(self):
        """Of any size with a top too: the top pools over all places."""
        if self.input_shape is None:
            tensor = self.input_tensor
            sizes = (None, None) if tensor is None else image_sizes(tensor.shape)
            return image_shape(sizes, 3)
        top, self.include_top = self.include_top, False
        shape = super().shape_of_input()
        self.include_top = top
        return shape

    def features(self, x):
        if self.include_preprocessing:
            x = layers.Rescaling(scale=1.0 / 127.5, offset=-1.0)(x)
        x = convolution(x, 16, 3, "conv", strides=(2, 2))
        x = self.activated(normalized(x, "conv_bn"))
        for number, (expansion, filters, *rest) in enumerate(self.blocks):
            x = self.block(x, expansion, divisible(filters * self.alpha), number, *rest)
        x = convolution(x, divisible(x.shape[channel_axis()] * 6), 1, "conv_1")
        return self.activated(normalized(x, "conv_1_bn"))

    def activated(self, x, hard_swish=True):
        if hard_swish and not self.minimalistic:
            return layers.Activation("hard_swish")(x)
        return layers.ReLU()(x)

    def block(self, x, expansion, filters, number, window, stride, excite, swish):
        """Pointwise up, depthwise, pointwise down, beside a shortcut where it fits."""
        start, channels = x, x.shape[channel_axis()]
        wide = divisible(channels * expansion)
        name = f"expanded_conv_{number}_" if number else "expanded_conv_"
        window = 3 if self.minimalistic else window
        if number:
            x = convolution(x, wide, 1, f"{name}expand")
            x = self.activated(normalized(x, f"{name}expand_bn"), swish)
        if stride == 2:
            pad = halving_padding(x, window)
            x = layers.ZeroPadding2D(pad, name=f"{name}depthwise_pad")(x)
        x = layers.DepthwiseConv2D(
            window,
            strides=stride,
            padding="same" if stride == 1 else "valid",
            use_bias=False,
            name=f"{name}depthwise",
        )(x)
        x = self.activated(normalized(x, f"{name}depthwise_bn"), swish)
        if excite and not self.minimalistic:
            x = excited(x, wide, f"{name}squeeze_excite_")
        x = convolution(x, filters, 1, f"{name}project")
        x = normalized(x, f"{name}project_bn")
        if stride == 1 and channels == filters:
            x = layers.Add(name=f"{name}add")([start, x])
        return x

    def top(self, x):
        last = self.last_filters
        if self.alpha > 1.0:
            last = divisible(last * self.alpha)
        x = layers.GlobalAveragePooling2D(keepdims=True)(x)
        x = layers.Conv2D(last, 1, padding="same", name="conv_2")(x)
        x = self.activated(x)
        if self.dropout_rate > 0:
            x = layers.Dropout(self.dropout_rate)(x)
        x = layers.Conv2D(self.classes, 1, padding="same", name="logits")(x)
        x = layers.Flatten()(x)
        return layers.Activation(self.classifier_activation, name="predictions")(x)

    def weight_file(self):
        kind = f"{self.kind}_minimalistic" if self.minimalistic else self.kind
        end = "" if self.include_top else "_no_top_v2"
        name = f"weights_mobilenet_v3_{kind}_224_{self.alpha}_float{end}.h5"
        return f"{FOLDER}/mobilenet_v3/{name}"


@internal
def excited(x, filters, name):
    """The channels, each weighted by a small network on their means."""
    weights = layers.GlobalAveragePooling2D(keepdims=True, name=f"{name}avg_pool")(x)
    weights = layers.Conv2D(
        divisible(filters * 0.25), 1, padding="same", name=f"{name}conv"
    )(weights)
    weights = layers.ReLU(name=f"{name}relu")(weights)
    weights = layers.Conv2D(filters, 1, padding="same", name=f"{name}conv_1")(weights)
    weights = layers.ReLU(6.0)(weights + 3.0) * (1.0 / 6.0)
    return layers.Multiply(name=f"{name}mul")([x, weights])


MobileNetV3Small = MobileNetV3.constructor(
    "MobileNetV3Small",
    name="MobileNetV3Small",
    kind="small",
    blocks=SMALL,
    last_filters=1024,
)
MobileNetV3Large = MobileNetV3.constructor(
    "MobileNetV3Large",
    name="MobileNetV3Large",
    kind="large",
    blocks=LARGE,
    last_filters=1280,
)
preprocess_input = preprocessing(None)

__all__ = [
    "MobileNetV3Large",
    "MobileNetV3Small",
    "decode_predictions",
    "preprocess_input",
]
