"""EfficientNet: one table of blocks, scaled in width, depth and size of images."""

from __future__ import annotations

import math

from kerasish import layers
from kerasish.applications.construction.architecture import Architecture
from kerasish.applications.construction.efficientnet_layers import (
    CONVOLUTION,
    DENSE,
    added,
    block_name,
    convolution,
    normalized,
    squeezed_and_excited,
)
from kerasish.applications.construction.filter_counts import divisible
from kerasish.applications.construction.halving import halving_padding
from kerasish.applications.construction.image_input import channel_axis
from kerasish.applications.imagenet_utils import (
    DEVIATION,
    decode_predictions,
    preprocessing,
)
from kerasish.base.discovery import internal

#: (window, blocks, filters, expansion, stride of the first block) of each stage
STAGES = (
    (3, 1, 16, 1, 1),
    (3, 2, 24, 6, 2),
    (5, 2, 40, 6, 2),
    (3, 3, 80, 6, 2),
    (5, 3, 112, 6, 1),
    (5, 4, 192, 6, 2),
    (3, 1, 320, 6, 1),
)
SQUEEZE = 0.25
#: rate of dropping a whole block, which grows up to this from block to block
DROPPED_BLOCKS = 0.2


@internal
class EfficientNet(Architecture):
    """A stem, seven stages of inverted residual blocks, a pointwise convolution."""

    about = """
    The model takes pixels from 0 to 255. With weights="imagenet" it has one more
    `Rescaling`, which the public weights were trained with.

    Source:
        Tan and Le, "EfficientNet: Rethinking Model Scaling for Convolutional Neural
        Networks", 2019, https://arxiv.org/abs/1905.11946, table 1.
    """
    pooling_names = {"avg": "avg_pool", "max": "max_pool"}
    file: str
    width: float
    depth: float
    dropout_rate: float

    def filters(self, count):
        return divisible(count * self.width)

    def features(self, x):
        x = layers.Rescaling(1.0 / 255.0)(x)
        x = layers.Normalization(axis=channel_axis())(x)
        if self.weights == "imagenet":
            x = layers.Rescaling([1.0 / math.sqrt(d) for d in DEVIATION])(x)
        x = layers.ZeroPadding2D(halving_padding(x, 3), name="stem_conv_pad")(x)
        x = convolution(x, self.filters(32), "stem_conv", 3, 2, "valid")
        x = normalized(x, "stem_bn", "stem_activation")
        x = self.stages(x)
        x = convolution(x, self.filters(1280), "top_conv")
        return normalized(x, "top_bn", "top_activation")

    def stages(self, x):
        counts = [math.ceil(self.depth * count) for _, count, *_ in STAGES]
        done, filters_in = 0, self.filters(32)
        for stage, (window, _, filters, expansion, stride) in enumerate(STAGES):
            filters = self.filters(filters)
            for i in range(counts[stage]):
                drop = DROPPED_BLOCKS * done / float(sum(counts))
                x = block(
                    x,
                    (filters_in, filters),
                    window,
                    stride if i == 0 else 1,
                    expansion,
                    drop,
                    block_name(stage, i),
                )
                filters_in = filters
                done += 1
        return x

    def top(self, x):
        x = layers.GlobalAveragePooling2D(name="avg_pool")(x)
        if self.dropout_rate > 0:
            x = layers.Dropout(self.dropout_rate, name="top_dropout")(x)
        return self.predictions(x, kernel_initializer=DENSE)

    def weight_file(self):
        end = "" if self.include_top else "_notop"
        return f"keras-applications/{self.file}{end}.h5"


@internal
def block(x, filters, window, stride, expansion, drop, name):
    """Pointwise up, depthwise, squeeze-and-excite, pointwise down, shortcut.

    Args:
        filters: (in, out).
        expansion: how much wider the inside is.
        drop: rate of leaving out everything but the shortcut.
    """
    start, (filters_in, filters_out) = x, filters
    if expansion != 1:
        x = convolution(x, filters_in * expansion, f"{name}expand_conv")
        x = normalized(x, f"{name}expand_bn", f"{name}expand_activation")
    if stride == 2:
        pad = halving_padding(x, window)
        x = layers.ZeroPadding2D(pad, name=f"{name}dwconv_pad")(x)
    x = layers.DepthwiseConv2D(
        window,
        strides=stride,
        padding="valid" if stride == 2 else "same",
        use_bias=False,
        depthwise_initializer=CONVOLUTION,
        name=f"{name}dwconv",
    )(x)
    x = normalized(x, f"{name}bn", f"{name}activation")
    x = squeezed_and_excited(x, max(1, int(filters_in * SQUEEZE)), name)
    x = convolution(x, filters_out, f"{name}project_conv")
    x = normalized(x, f"{name}project_bn")
    if stride != 1 or filters_in != filters_out:
        return x
    return added(x, start, drop, name)


#: width, depth, size of images, dropout of B0 to B7
(
    EfficientNetB0,
    EfficientNetB1,
    EfficientNetB2,
    EfficientNetB3,
    EfficientNetB4,
    EfficientNetB5,
    EfficientNetB6,
    EfficientNetB7,
) = (
    EfficientNet.constructor(
        f"EfficientNetB{i}",
        name=f"efficientnetb{i}",
        file=f"efficientnetb{i}",
        width=width,
        depth=depth,
        default_size=size,
        dropout_rate=dropout,
    )
    for i, (width, depth, size, dropout) in enumerate(
        (
            (1.0, 1.0, 224, 0.2),
            (1.0, 1.1, 240, 0.2),
            (1.1, 1.2, 260, 0.3),
            (1.2, 1.4, 300, 0.3),
            (1.4, 1.8, 380, 0.4),
            (1.6, 2.2, 456, 0.4),
            (1.8, 2.6, 528, 0.5),
            (2.0, 3.1, 600, 0.5),
        )
    )
)
preprocess_input = preprocessing(None)

__all__ = [
    *[f"EfficientNetB{i}" for i in range(8)],
    "decode_predictions",
    "preprocess_input",
]
